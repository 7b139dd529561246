"""The numbers of the page on noise and factors."""

import numpy as np
import numpy.typing as npt

from rdo.noise import GaussianNoise
from replication.factor_indicators.config import LEVEL_OF, MULTIPLES, ThreeFactors, configure
from tests.notebooks.stated import (
    Check,
    arrays,
    between,
    claimed,
    equal,
    metric,
    record,
    true,
)


def _of(part: str, arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric("factor_indicators", part, arm, name)


def _dependent(name: str) -> npt.NDArray[np.float64]:
    return np.asarray(arrays("factor_indicators", "dependent")[name])


def _scores() -> list[bool]:
    turned = arrays("factor_indicators", "rotations")
    middle = turned["angle"] == 45
    scores = turned["score"]
    return [scores[:, middle].max() < 0.6, scores[:, ~middle].min() > 0.99]


def _latents() -> int:
    config = configure("three_factors", "paper")
    assert isinstance(config, ThreeFactors)
    return config.n_latent


def _known() -> list[npt.NDArray[np.float64]]:
    arms = [_of("known_noise", arm, "variance_error") for arm in LEVEL_OF]
    return [*arms, _of("known_noise", "mixture", "weight_error")]


STATED: dict[str, Check] = {
    "learns it from the rows alone, to within a twentieth in every seed": between(0, 0.05, _known),
    "noise whose level is known is found to within a twentieth": between(0, 0.05, _known),
    "two factors with a correlation of 0.9 get a perfect zero": between(
        -1e-9, 1e-9, lambda: _of("dependent", "definition4", "value")
    ),
    "As two unit Gaussian factors grow more alike, the divergence from independent ones grows, by "
    "its formula without limit. Definition 4, the paper's estimate": true(
        lambda: [
            (np.diff(_dependent("divergence")) >= 0).all(),
            _dependent("divergence")[-1] > 1,
            np.abs(_dependent("definition4")).max() < 1e-9,
        ]
    ),
    "even the best choice of it falls short of the mixture by half a nat a pixel": between(
        0.45, 0.55, lambda: _of("mixture", "network", "missing")
    ),
    "**Three statements do not stand.**": true(
        lambda: [
            _of("dependent", "definition4", "value") < 1e-9,
            _of("points", "capacity_printed", "margin") < 0,
            _of("rotations", "diagonal_printed", "fall") > 0.1,
        ]
    ),
    "whose Gaussian variance is fixed at half and at twice the true mean square": true(
        lambda: [MULTIPLES == (0.5, 2.0)]
    ),
    "with no noise, a VAE that has eight": equal(8, _latents),
    "At the angle of the paper's example, 45 degrees, it is at chance, and at that angle": true(
        _scores
    ),
    "With three and with five factors": between(
        0.038,
        0.07,
        lambda: [_of("rotations", f"random_{n}", "accuracy_spread") for n in (3, 5)],
    ),
    "by a standard deviation of 0.04 to 0.07": between(
        0.038,
        0.07,
        lambda: [_of("rotations", f"random_{n}", "accuracy_spread") for n in (3, 5)],
    ),
    "half of the tenth that our rule": equal(
        0.1, lambda: claimed("noise_vae.appendix7_2.rotations.random.accuracy_spread")
    ),
    "and we take 64": equal(64, lambda: record("factor_indicators", "rotations").config["pairs"]),
    "to the floor that we set, 0.0001": equal(1e-4, lambda: float(GaussianNoise().floor)),
    "floor that three are used": equal(3, lambda: _of("three_factors", "vae", "used")),
}

DEFINED = (
    "five theorems and seven indicators",
    "Footnote 4 writes it",
    "two unit Gaussian factors grow ever more alike: the divergence from independent ones",
    "(Definition 2), over that",
    "Eqs. 15 to 17",
    "has to give a pixel one level",
    "Which of the two is meant",
    "holds one true factor",
    "Gaussian of three levels",
    "Theorem 1 says",
    "With them Definition 2 is",
    "and Definition 4 a lower bound",
    "That is Definition 5, which the appendix gives",
    "(Definitions 2 and 6), and those of $I(x; z_h)$, which one factor holds (Definitions 3 and 7)",
    "say Theorems 2 and 3",
    "two rays are told apart",
    "the paper's own footnote 10",
)
