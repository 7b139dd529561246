"""The numbers of the page on DAGMM's implementations."""

from inspect import signature
from math import log

import numpy as np

from replication.dagmm_autopsy import examples, faults, networks
from tests.notebooks.stated import Check, between, equal, record, true

_FLOOR = 1e-12


def _lost_from() -> float:
    """The energy whose density no longer moves the logarithm of the floor in float32."""
    floored = np.float32(-log(_FLOOR))
    return -log(_FLOOR) - log(float(np.spacing(floored)) / 2)


STATED: dict[str, Check] = {
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
