"""Models and trainings of Section 5.3."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rdo.distortions import one_minus_ssim
from rdo.errors import Failure
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.training import History
from replication.kit import Result
from replication.latent_isometry import EXPERIMENT
from replication.latent_isometry.config import ARMS, Config
from replication.latent_isometry.data import Pictures
from replication.latent_isometry.training import (
    Trainer,
    make,
    mean_square_times,
    one_after_another,
    one_minus_ssim_times,
)
from tests.draws import uniform
from tests.replication.latent_isometry.conftest import SHORT, made_up


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


def test_beta_moves_towards_the_goals_ssim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    config, run = EXPERIMENT.plan("celeba", seeds=2, options=SHORT)
    trainer = Trainer(config, run, Pictures.load("celeba", config, run.seeds))
    goal, own = (trainer._ensemble(ARMS[name]) for name in ("radogaga", "beta_vae_equal"))
    x = trainer.pictures.of(trainer.pictures.train, "cpu")
    lost = [
        one_minus_ssim(x, one.map_rows("decode", one.map_rows("encode", x))).mean(1)
        for one in (goal, own)
    ]
    before = own.buffers["beta"].clone()
    trainer._move_beta(own, goal)
    expected = (lost[0] / lost[1]).clamp(0.25, 4)
    torch.testing.assert_close(own.buffers["beta"] / before, expected, rtol=1e-4, atol=1e-6)


def test_parts_of_a_training_become_one() -> None:
    parts = [
        History(),
        History(steps=[0, 4], terms={"rate": [np.array([1.0]), np.array([2.0])]}, seconds=1.0),
        History(
            steps=[0, 2],
            terms={"rate": [np.array([3.0]), np.array([4.0])]},
            failures=[Failure(0, 1, "why")],
            seconds=2.0,
        ),
    ]
    whole = one_after_another(parts)
    assert whole.steps == [0, 4, 5, 7]
    assert [float(value[0]) for value in whole.terms["rate"]] == [1, 2, 3, 4]
    assert len(whole.failures) == 1
    assert whole.seconds == 3
