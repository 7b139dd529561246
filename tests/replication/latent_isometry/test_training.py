"""Models and trainings of Section 5.3."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from rdo.distortions import one_minus_ssim
from rdo.errors import Failure
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.training import Ensemble, History
from replication.kit import Result
from replication.kit.checkpoint_store import CheckpointStore
from replication.latent_isometry import EXPERIMENT, gauge, training
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


@pytest.mark.parametrize(
    ("name", "turned"), [("radogaga", 1), ("radogaga_gradient", 0), ("beta_vae", 0)]
)
def test_the_latent_is_turned_once_and_scaled_after_each_stage_but_the_last(
    name: str, turned: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    seen: list[str] = []
    for function in (gauge.fix_principal_gauge, gauge.fix_scales):

        def spied(
            ensemble: Ensemble,
            x: torch.Tensor,
            function: Callable[[Ensemble, torch.Tensor], object] = function,
        ) -> object:
            seen.append(function.__name__)
            return function(ensemble, x)

        monkeypatch.setattr(training, function.__name__, spied)
    config, run = EXPERIMENT.plan("celeba", seeds=2, options=SHORT)
    config = replace(config, stages=3, steps=3)
    ensemble, history = Trainer(config, run, Pictures.load("celeba", config, run.seeds)).train(
        name, None
    )
    assert seen == turned * ["fix_principal_gauge", "fix_scales", "fix_scales"]
    assert ensemble.parameters.isfinite().all()
    assert history.failures == []


def test_a_training_killed_between_stages_ends_as_the_unbroken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    config, run = EXPERIMENT.plan("celeba", seeds=2, options=SHORT)
    config = replace(config, stages=3, steps=6)
    pictures = Pictures.load("celeba", config, run.seeds)
    whole, _ = Trainer(config, run, pictures).train("radogaga", None)
    kept = replace(run, store=CheckpointStore(tmp_path, {"experiment": EXPERIMENT.name}))
    trainer = Trainer(config, kept, pictures)
    own = gauge.fix_scales

    def killed(ensemble: Ensemble, x: torch.Tensor) -> None:
        own(ensemble, x)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(training, "fix_scales", killed)
        with pytest.raises(KeyboardInterrupt):
            trainer.train("radogaga", None)
    assert "radogaga-train-1" not in {folder.name for folder in tmp_path.iterdir()}
    resumed, _ = trainer.train("radogaga", None)
    assert torch.equal(resumed.parameters, whole.parameters)
    # What was turned and scaled is in the checkpoints, and is not computed again.
    with monkeypatch.context() as patch:
        for name in ("fix_principal_gauge", "fix_scales"):
            patch.setattr(training, name, killed)
        again, _ = trainer.train("radogaga", None)
    assert torch.equal(again.parameters, whole.parameters)


def test_training_begins_with_steps_that_rebuild_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    config, run = EXPERIMENT.plan("celeba", seeds=2, options=SHORT)
    trainer = Trainer(config, run, Pictures.load("celeba", config, run.seeds))
    told: list[tuple[str, object]] = []
    own = trainer._fit

    def watched(
        ensemble: Ensemble, name: str, stage: str, *rest: object, **more: object
    ) -> History:
        told.append((stage, more.get("terms")))
        return own(ensemble, name, stage, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Trainer, "_fit", lambda self, *given, **more: watched(*given, **more))
    trainer.train("radogaga", None)
    assert told[0] == ("start", ("reconstruction",))
    assert {terms for _, terms in told[1:]} == {None}


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
