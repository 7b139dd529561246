"""The numbers of the page on isometry."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch

from rdo.datasets.entries import CATALOGUE
from replication.latent_isometry import (
    costs_of_a_change,
    negatives_table,
    rebuilt_from,
    some_digits,
)
from replication.latent_isometry.config import ARMS, PARTS, configure
from replication.latent_isometry.measures import FIRST
from replication.latent_isometry.negatives import _INK, STARTS
from replication.ledger import scoreboard
from tests.notebooks.stated import Check, arrays, between, equal, metric, record, true

_ALONE, _KEPT, _SQUARED = STARTS
_PART = "fashion_mnist"


@cache
def _fitted() -> pd.DataFrame:
    digits = some_digits()
    return negatives_table(digits, rebuilt_from(digits))


def _below_zero(start: str) -> float:
    return float(_fitted()["bright pixels below 0"][start])


def _of(arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric("latent_isometry", _PART, arm, name)


def _mean(arm: str, name: str) -> float:
    return float(_of(arm, name).mean())


def _array(name: str) -> npt.NDArray[np.float64]:
    return np.asarray(arrays("latent_isometry", _PART)[name], dtype=np.float64)


def _unit() -> float:
    config = record("latent_isometry", _PART).config
    return float(1 / (2 * config["lambda2"] * config["sigma2"]))


def _verdict(claim: str) -> str:
    name = f"radogaga.section5_3.{_PART}.{claim}"
    (found,) = (one.verdict for one in scoreboard() if one.claim.id == name)
    return found


def _dearest_over_cheapest() -> float:
    shown = torch.from_numpy(_array("images") / 255)
    costs = costs_of_a_change(shown)
    return float(costs.max() / costs.min())


def _bits() -> float:
    return float((_of("radogaga_bins", "rate") / np.log(2)).mean())


_BETA_VAES = ("beta_vae", "beta_vae_equal", "beta_vae_few")

STATED: dict[str, Check] = {
    "with five seeds": equal(5, lambda: len(record("latent_isometry", _PART).seeds)),
    "mean over the seeds, and": true(
        lambda: [
            0.065 <= _mean("radogaga", "component_variation") < 0.075,
            0.025 <= _mean("radogaga_squared", "component_variation") < 0.035,
        ]
    ),
    "Of 256 latents 12 hold": true(
        lambda: [
            round(_mean("radogaga", "latents_95")) == 12,
            _array("radogaga_variances").shape[1] == 256,
        ]
    ),
    "spreads it over 229": equal(229, lambda: _mean("beta_vae_equal", "latents_95")),
    "metric varies by 7 %": between(0.065, 0.075, lambda: _mean("radogaga", "component_variation")),
    "by more than its own size, as in the beta-VAE": true(
        lambda: [_of(arm, "sample_variation") > 1 for arm in ("radogaga", "beta_vae_equal")]
    ),
    "179 latents in use": equal(179, lambda: round(_mean("radogaga_gradient", "latents_95"))),
    "a fifth fewer bits than PCA": between(0.77, 0.83, lambda: _mean("radogaga", "rate_over_pca")),
    "over 200 test images": equal(200, lambda: configure(_PART, "reduced").judged),
    "is 0.07 in the mean": between(0.065, 0.075, lambda: _mean("radogaga", "component_variation")),
    "and 0.03 under the squared error": between(
        0.025, 0.035, lambda: _mean("radogaga_squared", "component_variation")
    ),
    "In one of five seeds it is 0.14": true(
        lambda: [
            (_of("radogaga", "component_variation") > 0.1).sum() == 1,
            0.135 <= _of("radogaga", "component_variation").max() < 0.145,
        ]
    ),
    "counts the claim as refuted": true(
        lambda: _verdict("radogaga.component_variation") == "refuted"
    ),
    "The beta-VAEs have 0.27 to 0.47": between(
        0.265, 0.475, lambda: [_mean(arm, "component_variation") for arm in _BETA_VAES]
    ),
    "with an error of 0.02 to 0.15": between(0.015, 0.15, lambda: _of("radogaga", "size_error")),
    "the largest coefficient of variation is 1.6": between(
        1.55, 1.65, lambda: _mean("radogaga", "sample_variation")
    ),
    "at equal SSIM is 1.7": between(1.6, 1.75, lambda: _mean("beta_vae_equal", "sample_variation")),
    "the bars stand at one and a half and higher": true(
        lambda: (_array("radogaga_metric_mean")[0] / _unit()) > 1.45
    ),
    "Under the squared error it is 0.35": between(
        0.34, 0.355, lambda: _mean("radogaga_squared", "sample_variation")
    ),
    "The same white noise costs 9 times": between(8.5, 9.5, _dearest_over_cheapest),
    "of the six test images": equal(6, lambda: len(_array("images"))),
    "the variation is 0.22": between(
        0.215, 0.225, lambda: _mean("radogaga_gradient", "component_variation")
    ),
    "the beta-VAE is undecided": true(
        lambda: _verdict("radogaga_gradient.variation_under_beta_vae_equal") == "undecided"
    ),
    "In RaDOGAGA 11 to 13 of 256": between(11, 13, lambda: _of("radogaga", "latents_95")),
    "of equal SSIM it is 228 to 230": between(
        228, 230, lambda: _of("beta_vae_equal", "latents_95")
    ),
    "hardly less by the means": between(
        226, 229, lambda: _of("beta_vae_equal", "latents_95_means")
    ),
    "a rank correlation of 0.97": between(
        0.965, 0.975, lambda: _mean("radogaga", "impact_correlation")
    ),
    "(0.40 in the beta-VAE)": between(
        0.395, 0.405, lambda: _mean("beta_vae_equal", "impact_correlation")
    ),
    "with an impact of 0.47": between(0.46, 0.475, lambda: _mean("radogaga", "least_impact")),
    "None of the beta-VAE's nine widest": true(lambda: _array("beta_vae_equal_impact").max() < 0.2),
    "A beta-VAE with 16 latents has": equal(16, lambda: configure(_PART, "reduced").few_latents),
    "in 14 or 15, and each": true(lambda: np.isin(_of("beta_vae_few", "latents_95"), (14, 15))),
    "each of its nine widest changes": true(lambda: _of("beta_vae_few", "least_impact") > 0.4),
    "its $D'$ varies by 0.27": between(
        0.265, 0.275, lambda: _mean("beta_vae_few", "component_variation")
    ),
    "rank differently (0.61)": between(
        0.605, 0.615, lambda: _mean("beta_vae_few", "impact_correlation")
    ),
    "ten times as large": between(
        6.5, 10.5, lambda: _of("beta_vae", "beta") / _of("beta_vae_equal", "beta")
    ),
    "of the same SSIM on test images": between(
        -0.005, 0.005, lambda: _mean("beta_vae", "ssim") - _mean("radogaga", "ssim")
    ),
    "219 means hold": equal(219, lambda: round(_mean("beta_vae", "latents_95_means"))),
    "then uses 170 to 187 latents": between(
        170, 187, lambda: _of("radogaga_gradient", "latents_95")
    ),
    "the least of its nine widest hardly changes": true(
        lambda: _of("radogaga_gradient", "least_impact") < 0.07
    ),
    "latents take 0.79 of the bits": between(
        0.785, 0.795, lambda: _mean("radogaga", "rate_over_pca")
    ),
    "0.23 of those of JPEG": between(0.225, 0.235, lambda: _mean("radogaga", "rate_over_jpeg")),
    "gains nothing here (0.89)": between(
        0.885, 0.895, lambda: _mean("radogaga_bins", "rate_over_pca")
    ),
    "a fifth more bits than PCA": between(
        1.15, 1.25, lambda: _mean("radogaga_squared", "rate_over_pca")
    ),
    "an ideal code does, to 0.2 %": between(
        0.0, 0.003, lambda: _mean("radogaga_bins", "coder_error")
    ),
    "is 46 % off it": between(0.455, 0.465, lambda: _mean("radogaga_bins", "code_error")),
    "118 bits where": between(117.5, 118.5, _bits),
    "the code has 63": between(62.5, 63.5, lambda: _mean("radogaga_bins", "code_bits")),
    "none of their 40 trainings": equal(
        40, lambda: len(ARMS) * len(record("latent_isometry", _PART).seeds)
    ),
    "ended at negatives": true(lambda: [(_of(arm, "squared_error") < 0.02).all() for arm in ARMS]),
    "Below, sixty digits": equal(60, lambda: len(some_digits())),
    "digits of 14 x 14 pixels": equal(14, lambda: some_digits().shape[-2:]),
    "43 % of the bright pixels": between(0.425, 0.435, lambda: _below_zero(_ALONE)),
    "at an SSIM of 0.98": between(0.975, 0.985, lambda: _fitted()["SSIM"][_ALONE]),
    "and pixels above 0.3 are bright": equal(0.3, lambda: _INK),
    "Two things avoid it here": equal(0, lambda: [_below_zero(_KEPT), _below_zero(_SQUARED)]),
    "Twenty steps by the squared error, which knows": equal(
        20, lambda: STARTS[_SQUARED].squared_steps
    ),
    "begin with a thousand such steps": equal(
        1_000,
        lambda: [configure(p, q).warm_up_steps for p in PARTS for q in ("reduced", "paper")],
    ),
    "256 latents and a factorised": equal(256, lambda: configure("celeba", "paper").n_latent),
    "on 64 x 64 pixels and": true(
        lambda: [
            CATALOGUE["celeba"].shape[1] == 3 * 64 * 64,
            configure("celeba", "paper").pooling == 1,
        ]
    ),
    "the first nine latents": equal(9, lambda: FIRST),
    "and one with 16 latents": equal(16, lambda: configure("celeba", "paper").few_latents),
    "for twenty steps": equal(20, lambda: configure("digits", "smoke").steps),
}

DEFINED = (
    "hold 95 % of the variance",
    "has 95 % of its variance",
    "is a product of two factors, one with the product of two means",
    "and one with a covariance",
    "Turn the sign of one image",
    "but for two small constants",
    "begin near one half",
    "of the same networks: four convolutions with GDN",
    "between them and two wide",
    "every one of RaDOGAGA's nine changes",
    "some of the beta-VAE's nine change",
    "but SSIM's 0.93",
    "the faces and two sets of digits",
    "steps at a tenth of the rate",
)
