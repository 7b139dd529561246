"""The numbers of the page on isometry."""

import numpy as np

from rdo.datasets.entries import CATALOGUE
from replication.latent_isometry.config import configure
from replication.latent_isometry.measures import FIRST
from replication.latent_isometry.training import WATCHED
from tests.notebooks.isometry import (
    BETA_VAES,
    CODES_AND_SIGN,
    FACES,
    PART,
    SEEN,
    array,
    correlation_by_chance,
    dearest_over_cheapest,
    images_seen,
    mean,
    noise,
    of,
    over_pca,
    unit,
    verdict,
)
from tests.notebooks.stated import Check, between, claimed, equal, metric, record, true

STATED: dict[str, Check] = {
    "with five seeds": equal(5, lambda: len(record("latent_isometry", PART).seeds)),
    "On Fashion-MNIST 12 of 256 latents hold": true(
        lambda: [
            round(mean("radogaga", "latents_95")) == 12,
            array("radogaga_variances").shape[1] == 256,
        ]
    ),
    "179 if it does not": equal(179, lambda: round(mean("radogaga_gradient", "latents_95"))),
    "and 229 in a beta-VAE": equal(229, lambda: mean("beta_vae_equal", "latents_95")),
    "that change of the image has a coefficient of variation of 0.07": between(
        0.065, 0.075, lambda: mean("radogaga", "component_variation")
    ),
    "the beta-VAEs have 0.27 to 0.47": true(
        lambda: [
            round(100 * min(found := [mean(arm, "component_variation") for arm in BETA_VAES]))
            == 27,
            round(100 * max(found)) == 47,
        ]
    ),
    "one seed of five, with 0.14, misses the bound of 0.1 that we had set": true(
        lambda: [
            len(found := np.sort(of("radogaga", "component_variation"))) == 5,
            found[-2] < 0.1,
            0.135 < found[-1] < 0.145,
        ]
    ),
    "while all five keep it on the faces": true(
        lambda: [
            len(found := metric("latent_isometry", "celeba", "radogaga", "component_variation"))
            == 5,
            found < 0.1,
        ]
    ),
    "Over images the coefficient is about 1, as in the beta-VAEs": between(
        1.0, 2.0, lambda: [mean(arm, "sample_variation") for arm in ("radogaga", *BETA_VAES)]
    ),
    "a fifth fewer bits than principal": between(0.77, 0.83, lambda: over_pca("radogaga", 1.0)),
    "but half as many again at the same squared error": between(
        1.45, 1.55, lambda: over_pca("radogaga", 1.0, 2)
    ),
    "is 0.902 for RaDOGAGA": between(0.9015, 0.9025, lambda: mean("radogaga", "ssim")),
    "and 0.911 and 0.886": true(
        lambda: [
            abs(mean("beta_vae_equal", "ssim") - 0.911) < 5e-4,
            abs(mean("beta_vae_few", "ssim") - 0.886) < 5e-4,
        ]
    ),
    "SSIM on 200 training images": equal(200, lambda: WATCHED),
    "after a thousand steps": equal(1_000, lambda: configure(PART, "reduced").warm_up_steps),
    "Training then has ten stages": equal(10, lambda: configure(PART, "reduced").stages),
    "over 200 test images": equal(200, lambda: configure(PART, "reduced").judged),
    "coefficient of variation is 0.07 (mean of the seeds; 0.03 under": true(
        lambda: [
            0.065 <= mean("radogaga", "component_variation") < 0.075,
            0.025 <= mean("radogaga_squared", "component_variation") < 0.035,
        ]
    ),
    "the beta-VAEs' 0.27 to 0.47": between(
        0.265, 0.475, lambda: [mean(arm, "component_variation") for arm in BETA_VAES]
    ),
    "In one seed, the one drawn, it is 0.14 because of the first": true(
        lambda: [
            (of("radogaga", "component_variation") > 0.1).sum() == 1,
            0.135 <= of("radogaga", "component_variation")[0] < 0.145,
            array("radogaga_metric_mean")[0].argmax() == 0,
            np.ptp(array("radogaga_metric_mean")[0, 1:]) < 0.2 * unit(),
        ]
    ),
    "above the tenth that was set": equal(
        0.1, lambda: claimed(f"radogaga.section5_3.{PART}.radogaga.component_variation")
    ),
    "counts the claim as refuted": true(
        lambda: verdict("radogaga.component_variation") == "refuted"
    ),
    "off Eq. 11 by 0.02 to 0.15": between(0.015, 0.15, lambda: of("radogaga", "size_error")),
    "but varies by 0.22": between(
        0.215, 0.225, lambda: mean("radogaga_gradient", "component_variation")
    ),
    "than in the beta-VAE is undecided": true(
        lambda: verdict("radogaga_gradient.variation_under_beta_vae_equal") == "undecided"
    ),
    "the mean of the coefficients is 1.1 and the largest 1.6": true(
        lambda: [
            abs((array("radogaga_metric_spread") / array("radogaga_metric_mean")).mean() - 1.1)
            < 0.05,
            1.55 < mean("radogaga", "sample_variation") < 1.65,
        ]
    ),
    "largest is 1.7 with the SSIM matched and 1.1": true(
        lambda: [
            1.6 < mean("beta_vae_equal", "sample_variation") < 1.75,
            1.05 < mean("beta_vae", "sample_variation") < 1.15,
        ]
    ),
    "is 1.2 to 2.2 times Eq. 11's": between(
        1.15, 2.25, lambda: array("radogaga_metric_mean") / unit()
    ),
    "smaller, 0.35 in RaDOGAGA and 0.40 in the beta-VAE": true(
        lambda: [
            0.34 < mean("radogaga_squared", "sample_variation") < 0.355,
            0.39 < mean("beta_vae_squared", "sample_variation") < 0.405,
        ]
    ),
    "white noise costs 9 times": between(8.5, 9.5, dearest_over_cheapest),
    "of the six test images": equal(6, lambda: len(array("images"))),
    "which are nine in ten": between(
        0.9, 0.92, lambda: (array("radogaga_variances") < noise()).mean(1)
    ),
    "In RaDOGAGA 11 to 13 of 256": between(11, 13, lambda: of("radogaga", "latents_95")),
    "it is 228 to 230, and": between(228, 230, lambda: of("beta_vae_equal", "latents_95")),
    "hardly less by the means": between(226, 229, lambda: of("beta_vae_equal", "latents_95_means")),
    "an absolute rank correlation of 0.97": between(
        0.965, 0.975, lambda: mean("radogaga", "impact_correlation")
    ),
    "(0.40 in the beta-VAE": between(
        0.395, 0.405, lambda: mean("beta_vae_equal", "impact_correlation")
    ),
    "chance gives 0.3": between(0.25, 0.32, correlation_by_chance),
    "the smallest impact is 0.47": between(0.46, 0.475, lambda: mean("radogaga", "least_impact")),
    "of the 45 in five seeds, 40 stay below 0.07": true(
        lambda: [
            (array("beta_vae_equal_impact") < SEEN).sum() == 40,
            array("beta_vae_equal_impact").size == 45,
        ]
    ),
    "9 to 11 latents against 224 or 225": true(
        lambda: [
            *(np.isin(of("radogaga_squared", "latents_95"), range(9, 12))),
            *(np.isin(of("beta_vae_squared", "latents_95"), (224, 225))),
        ]
    ),
    "A beta-VAE with 16 latents has": equal(16, lambda: configure(PART, "reduced").few_latents),
    "in 14 or 15, and each": true(lambda: np.isin(of("beta_vae_few", "latents_95"), (14, 15))),
    "each of its nine widest changes": true(lambda: of("beta_vae_few", "least_impact") > 0.4),
    "its $D'$ varies by 0.27": between(
        0.265, 0.275, lambda: mean("beta_vae_few", "component_variation")
    ),
    "less well (0.61)": between(0.605, 0.615, lambda: mean("beta_vae_few", "impact_correlation")),
    "seven to ten times as large": between(
        6.8, 10.0, lambda: of("beta_vae", "beta") / of("beta_vae_equal", "beta")
    ),
    "with about RaDOGAGA's SSIM on test images": between(
        -0.005, 0.005, lambda: mean("beta_vae", "ssim") - mean("radogaga", "ssim")
    ),
    "still need 219 latents": equal(219, lambda: round(mean("beta_vae", "latents_95_means"))),
    "together better (0.73)": between(0.725, 0.735, lambda: mean("beta_vae", "impact_correlation")),
    "all but one of the 45 widest latents have an impact above 0.07": true(
        lambda: [
            (array("beta_vae_impact") > SEEN).sum() == 44,
            array("beta_vae_impact").size == 45,
        ]
    ),
    "about a third of the bits, at a lower SSIM; at the same SSIM it is about half": true(
        lambda: [
            0.3 < mean("beta_vae", "code_bits") / mean("beta_vae_equal", "code_bits") < 0.4,
            mean("beta_vae", "ssim") < mean("beta_vae_equal", "ssim"),
            0.45 < over_pca("beta_vae", 1.0) / over_pca("beta_vae_equal", 1.0) < 0.55,
        ]
    ),
    "then needs 170 to 187 latents": between(
        170, 187, lambda: of("radogaga_gradient", "latents_95")
    ),
    "nine widest hardly changes": true(lambda: of("radogaga_gradient", "least_impact") < SEEN),
    "it is 179 latents against the beta-VAE's 229": true(
        lambda: [
            round(mean("radogaga_gradient", "latents_95")) == 179,
            round(mean("beta_vae_equal", "latents_95")) == 229,
        ]
    ),
    "fewer than three times": between(2, 3, images_seen),
    "256 latents and a factorised": equal(256, lambda: configure("celeba", "paper").n_latent),
    "on 64 x 64 pixels and": true(
        lambda: [
            CATALOGUE["celeba"].shape[1] == 3 * 64 * 64,
            configure("celeba", "paper").pooling == 1,
        ]
    ),
    "the first nine latents": equal(9, lambda: FIRST),
    "and another with 16 latents": equal(16, lambda: configure("celeba", "paper").few_latents),
    "for twenty steps": equal(20, lambda: configure("digits", "smoke").steps),
    **CODES_AND_SIGN,
    **FACES,
}

DEFINED = (
    "begin with the same thousand steps",
    "the thousand steps, but no principal components",
    "With 16 latents the beta-VAE does",
    "comes to the paper's 0.93",
    "hold 95 % of the variance",
    "has 95 % of its variance",
    "latents for 95 % of the variance",
    "from -2 to 2 standard",
    "moves one of the nine latents",
    "Over the nine of largest",
    "from half to sixteen times",
    "one standard deviation to either side",
    "Of RaDOGAGA's nine components",
    "for these two",
    "along each of the nine widest latents",
    "of mean 0 and variance",
    "Among RaDOGAGA's nine widest",
    "Most of the beta-VAE's nine widest",
    "which also start near one half",
    "drawn to the nearer of the two",
    "is a product of two factors, one with the product of two means",
    "and one with a covariance",
    "Flip the sign of one image",
    "but for two small constants",
    "start near one half",
    "of the same networks: four convolutions with GDN",
    "between them and two wide",
    "every one of RaDOGAGA's nine changes",
    "some of the beta-VAE's nine change",
    "but SSIM's 0.93",
    "the faces and two sets of digits",
    "steps at a tenth of the rate",
)
