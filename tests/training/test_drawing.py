"""Training with a model's own samples, and the parameters a run ends with."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from rdo.training import Checkpoints, Ensemble, History, Observer, Schedule, fit
from tests.training.problems import ebae, own_rows, rows
from tests.training.test_checkpoints import KilledError, Mortal, survivor

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


def test_a_run_writes_its_draws_into_the_memory() -> None:
    ensemble, history = train()
    assert history.failures == []
    assert ensemble.buffers["written"].tolist() == [24 * 16] * 2
    torch.testing.assert_close(ensemble.buffers["replay"].norm(dim=2), torch.ones(2, 40))


def test_a_lone_replica_draws_as_in_company() -> None:
    company = Ensemble.from_seeds(ebae, SEEDS).double()
    alone = Ensemble.from_seeds(ebae, SEEDS[1:]).double()
    fit(company, rows().double(), own_rows(2), SEEDS, SHORT)
    fit(alone, rows().double(), own_rows(2)[1:], SEEDS[1:], SHORT)
    torch.testing.assert_close(company.parameters[1:], alone.parameters, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(company.buffers["replay"][1:], alone.buffers["replay"])


def test_a_replica_that_fails_keeps_its_memory_too() -> None:
    ensemble, history = train(diverges=True)
    assert [failure.seed for failure in history.failures] == [5]
    fresh = Ensemble.from_seeds(ebae, SEEDS)
    assert torch.equal(ensemble.buffers["replay"][1], fresh.buffers["replay"][1])
    assert torch.equal(ensemble.parameters[1], fresh.parameters[1])


@pytest.mark.parametrize("step", [1, 10, 23])
def test_memory_and_best_parameters_survive_a_kill(tmp_path: Path, step: int) -> None:
    whole, expected = train()
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, step))
    resumed, found = train(survivor(tmp_path))
    assert torch.equal(resumed.parameters, whole.parameters)
    assert torch.equal(resumed.buffers["replay"], whole.buffers["replay"])
    assert np.array_equal(found.observed["norm"], expected.observed["norm"])


def test_each_replica_ends_with_its_own_least() -> None:
    """The measure is least in the middle for one and at the end for the other."""
    measured = iter([[3.0, 3.0], [1.0, 2.0], [np.nan, 1.0]])
    seen: list[torch.Tensor] = []

    def measure(members: Ensemble) -> dict[str, np.ndarray]:
        seen.append(members.parameters)
        return {"error": np.array(next(measured))}

    ensemble = Ensemble.from_seeds(ebae, SEEDS)
    fit(
        ensemble,
        rows(),
        own_rows(2),
        SEEDS,
        Schedule(8, 16, 1e-3),
        observer=Observer(4, measure, keep_least="error"),
    )
    assert torch.equal(ensemble.parameters[0], seen[1][0])
    assert torch.equal(ensemble.parameters[1], seen[2][1])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler for the transitions")
def test_fused_moves_are_the_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, compiled = (Ensemble.from_seeds(ebae, SEEDS).double() for _ in range(2))
    fit(plain, rows().double(), own_rows(2), SEEDS, SHORT)
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 25)  # the transitions, and not the step
    fit(compiled, rows().double(), own_rows(2), SEEDS, SHORT)
    torch.testing.assert_close(plain.parameters, compiled.parameters, rtol=1e-8, atol=1e-8)
