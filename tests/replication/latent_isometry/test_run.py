"""From configuration to record."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rdo.models import BetaVAE, FactorisedRaDOGAGA
from replication.kit import Result
from replication.latent_isometry.config import ARMS, Config
from replication.latent_isometry.run import make, mean_square_times, one_minus_ssim_times
from replication.ledger import load_claims
from tests.draws import uniform


def test_every_claim_finds_its_metric_in_every_seed(result: Result) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "latent_isometry"]
    assert len(claims) > 60
    for claim in claims:
        for method in (claim.method, *([claim.minus] if claim.minus else [])):
            arm = result.record.arms[method]
            assert len(arm.finished(claim.metric)) == 2, claim.id


def test_no_seed_fails_and_deviations_are_listed(result: Result) -> None:
    assert set(result.record.arms) == set(ARMS)
    assert not [arm for arm in result.record.arms.values() if arm.failures]
    assert result.record.config["deviations"]
    assert result.record.arms["radogaga"].finished("network_error").tolist() == [0, 0]


def test_the_arrays_hold_what_figures_show(result: Result) -> None:
    arrays = result.arrays
    for name, arm in ARMS.items():
        latents = 10 if arm.few_latents else 11
        assert arrays[f"{name}_variances"].shape == (2, latents)
        assert (np.diff(arrays[f"{name}_variances"]) <= 0).all()
        assert arrays[f"{name}_metric_mean"].shape == (2, 9)
        assert arrays[f"{name}_traversal"].shape == (9, 5, 3, 9, 10)
        assert arrays[f"{name}_rebuilt"].shape == arrays["images"].shape
        assert arrays[f"{name}_curve"].shape[::2] == (2, 3)
        assert list(np.diff(arrays[f"{name}_steps"])) == [1, 1, 1]
    assert arrays["pca_curve"].shape[0] == arrays["jpeg_curve"].shape[0] == 2


def test_beta_is_moved_where_an_arm_shall_be_as_good_as_another(result: Result) -> None:
    printed = 1e-4 * 12_288
    arms = result.record.arms
    assert arms["beta_vae"].finished("beta") == pytest.approx(printed)
    for name in ("beta_vae_equal", "beta_vae_few", "beta_vae_squared"):
        moved = arms[name].finished("beta") / printed
        assert (np.abs(np.log(moved)) > 1e-6).all()
        assert (np.abs(np.log(moved)) <= np.log(4) + 1e-6).all()


def test_the_weights_are_those_of_appendix_f() -> None:
    config = replace(Config(), n_latent=4, width=1 / 64)
    radogaga, vae = (make(ARMS[name], config, (3, 16, 16)) for name in ("radogaga", "beta_vae"))
    assert isinstance(radogaga, FactorisedRaDOGAGA)
    assert isinstance(vae, BetaVAE)
    assert (float(radogaga.lambda1), float(radogaga.lambda2)) == pytest.approx((1, 0.1))
    assert radogaga.h == "d"
    x, y = uniform(2, 3, 16, 16), uniform(2, 3, 16, 16) / 2
    # 1 - SSIM + 1e-4 KL, times 12,288.
    assert vae.distortion(x, y) / float(vae.beta) == pytest.approx(
        1e4 * one_minus_ssim_times(1.0, x, y)
    )
    torch.testing.assert_close(mean_square_times(6.0, x, y), 6 * (x - y).square().mean((1, 2, 3)))


def test_a_squared_error_weighs_about_as_much_as_ssim_where_images_differ_little() -> None:
    """For windows of a variance of about 1 / 70, that of faces."""
    config = Config()
    x = 0.5 + 0.12 * (uniform(8, 3, 32, 32) - 0.5) * 12**0.5
    y = x + 0.01 * (uniform(8, 3, 32, 32) - 0.5)
    ssim = one_minus_ssim_times(config.distortion, x, y).mean()
    squared = mean_square_times(config.distortion * config.squared, x, y).mean()
    assert 0.5 < float(squared / ssim) < 2
