"""Training of a model that samples from its own density: its replay buffer through a run."""

from pathlib import Path

import numpy as np
import pytest
import torch

from rdo.training import Checkpoints, Ensemble, History, Observer, Schedule, fit
from tests.training.interruption import KilledError, Mortal, survivor
from tests.training.problems import ebae, own_rows, rows

SHORT = Schedule(24, 16, 1e-3)
SEEDS = [3, 5]


def drift(members: Ensemble) -> dict[str, np.ndarray]:
    return {"norm": members.parameters.square().sum(1).numpy()}


def train(
    checkpoints: Checkpoints | None = None, *, diverges: bool = False
) -> tuple[Ensemble, History]:
    ensemble = Ensemble.from_seeds(ebae, SEEDS)
    if diverges:
        ensemble.buffers["gamma"] = torch.tensor([1.0, torch.inf])
    observer = Observer(4, drift, keep_least="norm")
    history = fit(
        ensemble, rows(), own_rows(2), SEEDS, SHORT, checkpoints=checkpoints, observer=observer
    )
    return ensemble, history


def test_a_run_writes_its_samples_into_the_buffer() -> None:
    ensemble, history = train()
    assert history.failures == []
    assert ensemble.buffers["written"].tolist() == [24 * 16] * 2
    torch.testing.assert_close(ensemble.buffers["replay"].norm(dim=2), torch.ones(2, 40))


def test_a_lone_replica_samples_as_in_company() -> None:
    company = Ensemble.from_seeds(ebae, SEEDS).double()
    alone = Ensemble.from_seeds(ebae, SEEDS[1:]).double()
    fit(company, rows().double(), own_rows(2), SEEDS, SHORT)
    fit(alone, rows().double(), own_rows(2)[1:], SEEDS[1:], SHORT)
    torch.testing.assert_close(company.parameters[1:], alone.parameters, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(company.buffers["replay"][1:], alone.buffers["replay"])


def test_a_replica_that_fails_keeps_its_buffer_too() -> None:
    ensemble, history = train(diverges=True)
    assert [failure.seed for failure in history.failures] == [5]
    fresh = Ensemble.from_seeds(ebae, SEEDS)
    assert torch.equal(ensemble.buffers["replay"][1], fresh.buffers["replay"][1])
    assert torch.equal(ensemble.parameters[1], fresh.parameters[1])


@pytest.mark.parametrize("step", [1, 10, 23])
def test_buffer_and_best_parameters_survive_a_kill(tmp_path: Path, step: int) -> None:
    whole, expected = train()
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, step))
    resumed, found = train(survivor(tmp_path))
    assert torch.equal(resumed.parameters, whole.parameters)
    assert torch.equal(resumed.buffers["replay"], whole.buffers["replay"])
    assert np.array_equal(found.observed["norm"], expected.observed["norm"])
