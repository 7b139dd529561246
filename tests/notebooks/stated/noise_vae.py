"""The numbers of the page on noise that a VAE learns."""

import numpy as np
import numpy.typing as npt

from replication.noise_vae.config import BETAS, VARIANCES, fixed_arm, learnt_arm
from tests.notebooks.stated import Check, between, claimed, equal, metric, record, true

_Floats = npt.NDArray[np.float64]


def _of(arm: str, name: str) -> _Floats:
    return metric("noise_vae", "mnist", arm, name)


def _over(arm: str, name: str) -> _Floats:
    """A measure of an arm over that of Gaussian noise at beta = 1, by seed."""
    return _of(arm, name) / _of("learnt_beta1", name)


def _furthest() -> float:
    """EVLB of learnt noise less that of the fixed variance next to it, where it is most."""
    found = [
        _of(learnt_arm(beta), "evlb").mean() - _of(fixed_arm(variance), "evlb").mean()
        for beta in BETAS
        for variance in VARIANCES
        if 0.7 < _of(learnt_arm(beta), "normalised_variance").mean() / variance < 1.4
    ]
    return float(max(found))


def _off(name: str) -> list[_Floats]:
    return [_of(f"scale_beta{beta}", name) for beta in (1, 8)]


STATED: dict[str, Check] = {
    "At every $\\beta$ that can be compared and in every seed": equal(
        1, lambda: _of("learnt", "evlb_share")
    ),
    "is at most 49 nats, where it had been up to thousands": true(
        lambda: [(_of("learnt", "refitted_distance") < 49).all(), _furthest() > 2_000]
    ),
    "four times the EVLB": between(4, 5, lambda: _over("mixture", "evlb")),
    "the paper tries 23": equal(23, lambda: len(VARIANCES)),
    "below $-8{,}000$ nats": between(-1e5, -8_000, lambda: _of("fixed_0_0005", "evlb")),
    "is more than 25 times": between(25, 30, lambda: _of("fixed_0_0005", "squared_error") / 0.0005),
    "within 22 to 49 nats": between(22, 49, lambda: _of("learnt", "refitted_distance")),
    "not the 10 nats that we had": equal(
        10, lambda: claimed("noise_vae.section5_1.mnist.learnt.refitted_distance")
    ),
    "fixed at 0.02": true(lambda: [0.02 in VARIANCES]),
    "0.017 to 0.019": between(0.017, 0.019, lambda: _of("learnt_beta1", "sigma2")),
    "at most 24 nats lower": between(
        0, 24, lambda: _of("learnt_beta1", "evlb") - _of("fixed_0_02", "evlb")
    ),
    "In two of three seeds the mean over the betas": equal(
        2, lambda: (_of("learnt", "kl_under_fixed") > 0).sum()
    ),
    "and in two it has fewer": equal(2, lambda: (_of("learnt", "normal_over_fixed") < 0).sum()),
    "Four fifths of a digit's picture": between(0.78, 0.82, lambda: _of("mixture", "weight_small")),
    "0.0001, where a black pixel has a log-likelihood of 3.7 nats": true(
        lambda: [
            np.allclose(_of("mixture", "sigma2_small"), 1e-4),
            abs(-np.log(2 * np.pi * 1e-4) / 2 - 3.7) < 0.05,
        ]
    ),
    "with a variance above a half": between(0.5, 1, lambda: _of("mixture", "sigma2_large")),
    "1,720 to 1,806 nats, beside 381 to 400": true(
        lambda: [
            (_of("mixture", "evlb") > 1_720) & (_of("mixture", "evlb") < 1_806),
            (_of("learnt_beta1", "evlb") > 381) & (_of("learnt_beta1", "evlb") < 400.5),
        ]
    ),
    "is more than six times": between(6, 7, lambda: _over("mixture", "squared_error")),
    "in two of three seeds no factor is used at all": equal(
        2, lambda: (_of("mixture", "used") == 0).sum()
    ),
    "EVLB is 1,098 to 1,256": between(1_098, 1_256, lambda: _of("network", "evlb")),
    "the squared error three to five times": between(
        3, 5, lambda: _over("network", "squared_error")
    ),
    "At $\\beta = 8$ all 128 are such factors": equal(
        128, lambda: _of("learnt_beta8", "normal_factors")
    ),
    "and 2 to 5 of them have": between(2, 5, lambda: _of("learnt_beta8", "influential_factors")),
    "with learnt noise in two of three seeds": equal(
        2,
        lambda: (
            _of("learnt_beta8", "influence_variation") < _of("fixed_0_1", "influence_variation")
        ).sum(),
    ),
    "to within 14 to 25 % in the median": between(0.14, 0.255, lambda: _off("gram_error")),
    "18 to 30 % of it": between(0.18, 0.305, lambda: _off("gram_off_diagonal")),
    "not yet to the tenth": equal(
        0.1, lambda: claimed("noise_vae.section5_1_scale.mnist.scale_beta1.gram_error")
    ),
    "The other three panels": equal(3, lambda: len(record("noise_vae", "mnist").seeds)),
}

DEFINED: tuple[str, ...] = (
    "footnote 4",
    "the Gaussian of mean 0",
    "(Definition 3;",
    "fewer factors of variance 0.8 or more",
    "counts factors of variance 0.8 or more",
    "Here the two curves are one",
    "have more than half a nat of information",
    "where $\\beta = 1$ learns",
    "which of the two has",
    "the others are the prior's",
)
