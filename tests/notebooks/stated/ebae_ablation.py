"""The numbers of the page on EBAE's Table 3."""

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from replication.ebae_ablation import ROWS
from replication.ebae_ablation.config import configure
from replication.kit.ebae import chains
from replication.ledger import REPOSITORY
from tests.notebooks.stated import Check, arrays, between, claimed, equal, metric, record, true

_SPHERE = tuple(name for name, row in ROWS.items() if row.sphere)


def _of(row: str, name: str, arm: str = "ebae") -> npt.NDArray[np.float64]:
    return metric("ebae_ablation", row, arm, name)


def _each(name: str, arm: str = "ebae") -> npt.NDArray[np.float64]:
    """Of the rows on the sphere, one line each."""
    return np.stack([_of(row, name, arm) for row in _SPHERE])


def _config(name: str) -> list[Any]:
    return [record("ebae_ablation", row).config[name] for row in ROWS]


def _paper(name: str) -> float:
    return float(getattr(configure("config1", "paper"), name))


def _speeds() -> dict[str, dict[str, float]]:
    """Of the chains' benchmark, by the size of the batch."""
    kept = (REPOSITORY / "results" / "benchmarks" / "chains.json").read_text()
    return dict(json.loads(kept)["batch"])


STATED: dict[str, Check] = {
    "Ten or fifty steps of Langevin dynamics": true(
        lambda: {row.latent_steps for row in ROWS.values()} == {0, 10, 50}
    ),
    "before the fifty among images": equal(50, lambda: chains().visible_steps),
    "Nineteen of twenty latent chains": equal(19 / 20, lambda: chains().replay_share),
    "Six numbers, printed without a spread": equal(6, lambda: len(ROWS)),
    "from three seeds": equal(3, lambda: [len(record("ebae_ablation", r).seeds) for r in ROWS]),
    "takes fifty of them and up to fifty more": equal(
        50, lambda: [chains().visible_steps, max(row.latent_steps for row in ROWS.values())]
    ),
    "an eighth of the width": equal(1 / 8, lambda: _config("width")),
    "with noise 0.05 among latents": equal(0.05, lambda: chains().latent.noise),
    "clipped at 0.01": equal(0.01, lambda: [chains().visible.clip or 0.0]),
    "half the precision would make it slower here": true(
        lambda: [one["speedup_bf16"] < 1 for one in _speeds().values()]
    ),
    "**After 500 steps with negatives": equal(500, lambda: _config("steps")),
    "and 500 steps decide nothing": equal(500, lambda: _config("steps")),
    "fallen in every seed and every row, below that of the autoencoder": true(
        lambda: _each("gain") < 0
    ),
    "and below chance": true(lambda: _each("auc") < 0.5),
    "hardly anything has changed": between(-0.02, 0.02, lambda: _of("config6", "gain")),
    "is the best of ours at this point": true(
        lambda: _of("config6", "auc").mean() > _each("auc").mean(1)
    ),
    "differ by a few hundredths, less than the seeds within most of them": between(
        3, 4, lambda: (np.ptp(_each("auc"), axis=1) > np.ptp(_each("auc").mean(1))).sum()
    ),
    'to hold in every seed, and "comparable" as a difference of at most 0.02': equal(
        0.02, lambda: claimed("ebae.section5.comparisons.memory.distance")
    ),
    "hardly better at it than chance": between(
        0.5, 0.55, lambda: _each("auc", "autoencoder").mean()
    ),
    "starts far below that of the digits": true(
        lambda: (
            -2 * arrays("ebae_ablation", "config1")["ebae_negative"][0]
            < arrays("ebae_ablation", "config1")["ebae_reconstruction"][0]
        )
    ),
    "on the sphere to half as much again and more": true(
        lambda: _each("real") / _each("real", "autoencoder") >= 1.5
    ),
    "a network eight times as wide": equal(8, lambda: _paper("width") / np.array(_config("width"))),
    "some twenty times as many steps as an autoencoder": between(
        18, 22, lambda: _paper("warm_up_steps") / np.array(_config("warm_up_steps"))
    ),
    "nearly forty times as many with negatives": between(
        37, 40, lambda: _paper("steps") / np.array(_config("steps"))
    ),
    "may save four fifths of the training time": equal(
        4 / 5, lambda: 1 - ROWS["config1"].latent_steps / ROWS["config5"].latent_steps
    ),
    "it shortens the latent chain to a fifth, and the fifty steps among images stay": equal(
        1 / 5, lambda: ROWS["config1"].latent_steps / ROWS["config5"].latent_steps
    ),
    "fewer than 100 transitions, as Section 6 says: in rows 3 and 5 there are 100": equal(
        100, lambda: [ROWS[row].latent_steps + 50 for row in ("config3", "config5")]
    ),
    "2,000 steps as an autoencoder": equal(2000, lambda: _config("warm_up_steps")),
    "and 500 with negatives": equal(500, lambda: _config("steps")),
    "from He's weights": true(lambda: [start == "he" for start in _config("network_start")]),
}

DEFINED = (
    "ranks half digits and chimeras",  # a set of images
    "the last 10,000 ended",  # as the supplement prints it
    "Neither half precision",
)
