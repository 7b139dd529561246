"""Training of a model whose noise is set by each batch: its buffers through a run."""

from pathlib import Path

import numpy as np
import pytest
import torch

from rdo.models import NoiseVAE
from rdo.nn import mlp_pair
from rdo.noise import MixtureNoise
from rdo.training import Checkpoints, Ensemble, History, Observer, Schedule, fit
from tests.training.interruption import KilledError, Mortal, survivor
from tests.training.problems import own_rows, rows

SCHEDULE = Schedule(24, 16, 1e-2)
SEEDS = [3, 5]


def build() -> NoiseVAE:
    noise = MixtureNoise((0.5, 0.5), (0.01, 1.0))
    return NoiseVAE(*mlp_pair(rows().shape[1], (6,), 2, heads=2), 2, noise)


def levels(members: Ensemble) -> dict[str, np.ndarray]:
    return {"large": members.buffers["noise.variances"][:, 1].numpy().copy()}


def train(
    checkpoints: Checkpoints | None = None, *, diverges: bool = False
) -> tuple[Ensemble, History]:
    ensemble = Ensemble.from_seeds(build, SEEDS)
    if diverges:
        ensemble.buffers["beta"] = torch.tensor([1.0, torch.inf])
    history = fit(
        ensemble, rows(), own_rows(2), SEEDS, SCHEDULE, checkpoints=checkpoints,
        observer=Observer(8, levels),
    )  # fmt: skip
    return ensemble, history


def test_each_step_sets_the_noise_and_evaluations_see_it() -> None:
    ensemble, history = train()
    start = torch.tensor([0.01, 1.0]).expand(2, 2)
    assert (ensemble.buffers["noise.variances"] != start).all()
    observed = np.stack(history.observed["large"])
    assert (observed[0] == 1).all()
    assert (np.diff(observed, axis=0) != 0).all()
    np.testing.assert_array_equal(observed[-1], ensemble.buffers["noise.variances"][:, 1])


def test_a_replica_that_fails_keeps_its_noise_too() -> None:
    ensemble, history = train(diverges=True)
    assert [failure.seed for failure in history.failures] == [5]
    torch.testing.assert_close(ensemble.buffers["noise.variances"][1], torch.tensor([0.01, 1.0]))
    assert (ensemble.buffers["noise.variances"][0] != torch.tensor([0.01, 1.0])).all()


@pytest.mark.parametrize("step", [1, 10, 23])
def test_the_noise_survives_a_kill(tmp_path: Path, step: int) -> None:
    whole, _ = train()
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, step))
    resumed, _ = train(survivor(tmp_path))
    assert torch.equal(resumed.parameters, whole.parameters)
    for name in ("noise.weights", "noise.variances"):
        assert torch.equal(resumed.buffers[name], whole.buffers[name])
