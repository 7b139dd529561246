"""The numbers of the page on DAGMM's implementations."""

from inspect import signature
from math import log

import numpy as np

from replication.dagmm_autopsy import examples, faults, networks
from replication.dagmm_autopsy.config import LABELS, RIGHT, UNTRAINED
from replication.kit import run_experiment
from replication.kit.labels import DATA
from tests.notebooks.stated import Check, between, equal, mean, record, true

_FLOOR = 1e-12
_SCORING = [name for name in LABELS if name not in (RIGHT, UNTRAINED)]


def _f1(data: str, arm: str, metric: str = "f1") -> float:
    return mean("dagmm_autopsy", data, arm, metric)


def _moved(data: str, arm: str) -> float:
    """By how much a fault moves the mean F1 of networks."""
    return _f1(data, arm) - _f1(data, RIGHT)


def _on_clusters() -> list[float]:
    """By how much each fault in scoring lowers the mean F1 on the sorted clusters."""
    arms = run_experiment("dagmm_autopsy", dataset="clusters", seeds=5).record.arms
    right = arms[RIGHT].finished("f1").mean()
    return sorted(right - arms[name].finished("f1").mean() for name in _SCORING if name in arms)


def _trained(metric: str) -> dict[str, tuple[float, float]]:
    """A diagnosis of the networks, without and with training."""
    return {data: (_f1(data, UNTRAINED, metric), _f1(data, RIGHT, metric)) for data in DATA}


def _lost_from() -> float:
    """The energy whose density no longer moves the logarithm of the floor in float32."""
    floored = np.float32(-log(_FLOOR))
    return -log(_FLOOR) - log(float(np.spacing(floored)) / 2)


STATED: dict[str, Check] = {
    "scored with five of the faults in turn": equal(5, lambda: len(_SCORING)),
    "Networks of DAGMM on the four data sets of RaDOGAGA's tables, ten seeds each after 3,000": (
        true(
            lambda: [
                (
                    len(record("dagmm_autopsy", data).seeds),
                    record("dagmm_autopsy", data).config["steps"],
                )
                == (10, 3_000)
                for data in DATA
            ]
        )
    ),
    "no mean F1 moves by more than 0.015": between(
        0, 0.015, lambda: [abs(_moved(data, arm)) for data in DATA for arm in _SCORING]
    ),
    "That costs 0.04 of F1 on KDDCup-rev, 0.02 on KDDCup and next to nothing on Arrhythmia": true(
        lambda: [
            -0.045 < _moved("kddcup_rev", UNTRAINED) < -0.035,
            -0.025 < _moved("kddcup", UNTRAINED) < -0.015,
            abs(_moved("arrhythmia", UNTRAINED)) < 0.005,
        ]
    ),
    "never trained are far ahead, with 0.56 against 0.27": true(
        lambda: [
            abs(_f1("thyroid", UNTRAINED) - 0.56) < 0.005,
            abs(_f1("thyroid", RIGHT) - 0.27) < 0.005,
        ]
    ),
    "two of them cost a tenth of F1 and nearly all of it": true(
        lambda: [
            (lost := _on_clusters())[-1] > 0.7,
            0.09 < lost[-2] < 0.11,
            max(lost[:-2]) < 0.01,
        ]
    ),
    "After 3,000 steps on RaDOGAGA's data sets it is all ten on Thyroid, KDDCup and KDDCup-rev, "
    "and six of ten on Arrhythmia": true(
        lambda: [
            abs(_f1(data, RIGHT, "float32_fails") - (0.6 if data == "arrhythmia" else 1)) < 1e-9
            for data in DATA
        ]
    ),
    "the gap widens too; what EM takes off the energy shrinks on three of the four, on KDDCup from "
    "31 nats to 7": true(
        lambda: [
            all(before < after for before, after in _trained("gap").values()),
            sum(before > after for before, after in _trained("em_gain").values()) == 3,
            np.abs(np.array(_trained("em_gain")["kddcup"]) - (31, 7)) < 0.5,
        ]
    ),
    "opens nine of the faults": equal(9, lambda: len(faults.__all__)),
    "energies above 27.6 tie": between(27.55, 27.65, lambda: -log(_FLOOR)),
    "lost from about 41 nats on": between(40.5, 41.5, _lost_from),
    "ten standard deviations are as strange as twenty": true(lambda: _lost_from() < 10**2 / 2),
    "The estimation network drops half of its hidden units": equal(
        0.5, lambda: record("table1", "thyroid").arms["dagmm"].config["dropout"]
    ),
    "two logits are about a hundred apart": between(
        95, 110, lambda: -log(float(np.finfo(np.float32).smallest_subnormal))
    ),
    "twenty tables of each kind": equal(
        20, lambda: signature(examples.single_precision).parameters["draws"].default
    ),
    "and float32 has seven": between(7, 8, lambda: 24 * log(2) / log(10)),
    "25 rounds of the EM algorithm": equal(25, lambda: networks._EM_ROUNDS),
}

DEFINED = (
    "copied many times over",
    "## The root that is taken twice",
    "training with half the",
    "which saw one cluster of three",
    "to ten digits",  # tests/priors/test_mixture.py
    "AUC on Thyroid from 0.55 to 0.94 over ten",  # of a public thread
)
