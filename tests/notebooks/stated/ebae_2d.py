"""The numbers of the page on EBAE's two squares."""

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from replication.ebae_2d import by_place, tables
from replication.ebae_2d.config import NOISE, STEP, configure
from replication.ebae_2d.mass import CELLS, MARGIN, TEMPERATURES, reference
from tests.notebooks.stated import Check, arrays, between, claimed, equal, metric, record, true

_RECORD = ("ebae_2d", "squares")


def _of(arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric(*_RECORD, arm, name)


def _config(name: str) -> float:
    return float(record(*_RECORD).config[name])


def _place(place: str, when: str) -> npt.NDArray[np.float64]:
    """The share of the mass there, seed by seed."""
    table = by_place(record(*_RECORD), arrays(*_RECORD))
    return np.asarray(table[place, when].astype(float))


def _along(seed: slice = slice(None)) -> npt.NDArray[np.float64]:
    """The mass outside over the steps."""
    return arrays(*_RECORD)["ebae_observed_outside_own"][:, seed]


def _tolerance() -> float:
    """Of the test that compares Eq. 1 with the gradient itself."""
    text = (Path(__file__).parents[2] / "models" / "test_ebae.py").read_text()
    return float(re.findall(r"atol=(\S+) \* size", text)[0])


def _gains() -> npt.NDArray[np.float64]:
    """Of the mean log likelihood, at each temperature."""
    table = tables.likelihoods(record(*_RECORD), arrays(*_RECORD))["log likelihood"]
    means = table.map(lambda cell: float(cell.split("\N{NO-BREAK SPACE}")[0]))
    return np.asarray(means["after"] - means["before"])


STATED: dict[str, Check] = {
    "takes away nearly all of the mass between the squares, in every seed": true(
        lambda: (
            _place("between the squares", "after") <= _place("between the squares", "before") / 50
        )
    ),
    "takes away more than nine tenths in eight seeds of ten; in the other two the rest": equal(
        8, lambda: (_of("ebae", "fall_own") > 10).sum()
    ),
    "that train it, $T = 0.025$": equal(0.025, lambda: NOISE**2 / STEP),
    "Here each takes ten steps": equal(10, lambda: _config("chain_steps")),
    "Two seeds, 200 steps as an autoencoder and 40 with negatives": true(
        lambda: [
            configure("squares", "smoke").warm_up_steps == 200,
            configure("squares", "smoke").steps == 40,
        ]
    ),
    "the ends of 128 chains": equal(128, lambda: arrays(*_RECORD)["negatives"].shape[1]),
    "200 rows from each square": equal(200, lambda: arrays(*_RECORD)["rows"].shape[1] / 2),
    "200 epochs as an autoencoder": equal(200, lambda: _config("warm_up_steps") * 128 / 400),
    "layers of 200 units": equal(200, lambda: record(*_RECORD).arms["ebae"].config["sizes"][1:-1]),
    "a quarter of a side from both squares": equal(1 / 4, lambda: MARGIN),
    "a grid of 90,000 points": equal(90_000, lambda: CELLS**2),
    "Eight seeds of ten fall more than tenfold": equal(
        8, lambda: (_of("ebae", "fall_own") > 10).sum()
    ),
    "two of them a hundredfold, and two do not": true(
        lambda: [
            (_of("ebae", "fall_own") > 100).sum() == 2,
            (_of("ebae", "fall_own") <= 10).sum() == 2,
        ]
    ),
    "*The bridge falls fiftyfold or more in every seed*, the two that failed included": true(
        lambda: (
            _place("between the squares", "before") >= 50 * _place("between the squares", "after")
        )
    ),
    "in three seeds there is more of it than before": equal(
        3, lambda: (_place("elsewhere", "after") > _place("elsewhere", "before")).sum()
    ),
    "nothing is wrong with 0.025": equal(0.025, lambda: NOISE**2 / STEP),
    "at three temperatures": equal(3, lambda: len(TEMPERATURES)),
    "every seed begins above the bar and ends *below* it": true(
        lambda: [
            _of("autoencoder", "outside_own") > reference()["own"],
            _of("ebae", "outside_own") < reference()["own"],
        ]
    ),
    "Both networks leave a little less in every seed, the plain one 0.76 and EBAE 0.72 in": true(
        lambda: [
            _of("autoencoder", "outside_one").max() < reference()["one"],
            _of("ebae", "outside_one").max() < reference()["one"],
            abs(_of("autoencoder", "outside_one").mean() - 0.765) < 0.01,
            abs(_of("ebae", "outside_one").mean() - 0.72) < 0.005,
        ]
    ),
    "leaves four fifths of its mass outside": between(0.77, 0.83, lambda: reference()["one"]),
    "ten steps of noise 0.05 carry them 0.16 away": between(
        0.155, 0.165, lambda: NOISE * np.sqrt(_config("chain_steps"))
    ),
    "On 10,000 fresh rows": equal(10_000, lambda: 2 * tables._FRESH),
    "at all three temperatures": true(lambda: _gains() > 0),
    "A hundred steps do most of it": true(
        lambda: [
            arrays(*_RECORD)["ebae_observed_at"][1] == 100,
            (_along()[0] - _along()[1]).mean() > 0.8 * (_along()[0] - _along()[-1]).mean(),
        ]
    ),
    "to two thousandths of the largest entry": equal(2e-3, _tolerance),
    "that ten steps are enough": equal(10, lambda: _config("chain_steps")),
    "| noise of the chains | 0.05": equal(0.05, lambda: NOISE),
    "would be 0.0125": equal(0.0125, lambda: NOISE**2 / (2 * STEP)),
    "1,000 steps, at the autoencoder's rate of 0.001 and its batch of 128": true(
        lambda: [
            _config("steps") == 1000,
            _config("learning_rate") == 0.001,
            _config("batch_size") == 128,
        ]
    ),
    "So the bound, a tenfold fall, is ours": equal(
        10, lambda: claimed("ebae.section4.squares.ebae.fall_own")
    ),
}

DEFINED = (
    "two in a row",
    "the contour at 0.1",
    "with a deviation of 1, around squares whose side is 1",
    "the half before the gradient",
    "a mean over the two entries and not a sum: half the energy, so twice the temperature",
)
