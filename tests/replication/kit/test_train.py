"""One method from its start to its last stage."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from rdo.errors import Failure
from rdo.models import Architecture, EnergyAutoencoder, Model, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.training import Checkpoints, Ensemble, History, Schedule, fit
from replication.kit import Run
from replication.kit import train as module
from replication.kit.checkpoint_store import CheckpointStore
from replication.kit.train import train

RUN = Run("mine", "data", "smoke", (0, 1))
DATA = torch.randn(32, 3, generator=torch.Generator().manual_seed(0))
ROWS = torch.arange(32).expand(2, -1).numpy()
BEGIN, MAIN, END = Schedule(4, 8, 1e-2), Schedule(6, 8, 1e-3), Schedule(2, 8, 1e-4)


def radogaga() -> Model:
    return RaDOGAGA(Architecture(3, (), 1, 1), lambda1=10.0, lambda2=10.0)


def autoencoder() -> Model:
    return EnergyAutoencoder(*mlp_pair(3, (), 1), 1)


def run_train(run: Run = RUN, build: Any = radogaga, **options: Any) -> tuple[Ensemble, History]:
    ensemble = Ensemble.from_seeds(build, run.seeds)
    given: dict[str, Any] = {
        "warm_up": BEGIN,
        "final": END,
        "label": "test",
        "stage": "test",
    } | options
    return ensemble, train(run, ensemble, DATA, ROWS, run.seeds, MAIN, **given)


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """What each stage was called with, in order; none of them trains."""
    calls: list[Mapping[str, Any]] = []

    def stage(name: str) -> Any:
        def called(*arguments: Any, **options: Any) -> History:
            calls.append({"name": name, "schedule": arguments[4], **options})
            seconds = 10.0 ** (len(calls) - 1)
            failure = Failure(0, len(calls), f"in stage {len(calls)}")
            return History(steps=[len(calls)], failures=[failure], seconds=seconds)

        return called

    for name in ("fit", "gauge_fixed_start", "warmed_up_start"):
        monkeypatch.setattr(module, name, stage(name))
    return calls


def test_start_and_last_stage_count_in_failures_and_seconds(
    stages: list[Mapping[str, Any]],
) -> None:
    _, history = run_train()
    assert [call["name"] for call in stages] == ["gauge_fixed_start", "fit", "fit"]
    assert [call["schedule"] for call in stages] == [BEGIN, MAIN, END]
    assert [failure.cause[-1] for failure in history.failures] == ["1", "2", "3"]
    assert history.seconds == 111
    assert history.steps == [2]  # of the schedule itself


def test_without_warm_up_and_last_stage_there_is_the_schedule_alone(
    stages: list[Mapping[str, Any]],
) -> None:
    _, history = run_train(warm_up=None, final=None)
    assert [call["schedule"] for call in stages] == [MAIN]
    assert (len(history.failures), history.seconds) == (1, 1)


def test_only_radogaga_has_a_gauge_to_fix(stages: list[Mapping[str, Any]]) -> None:
    run_train(build=autoencoder)
    assert stages[0]["name"] == "warmed_up_start"


def test_the_last_stage_draws_by_its_own_name(stages: list[Mapping[str, Any]]) -> None:
    """The name keys the random draws of stored records."""
    run_train()
    assert stages[2]["stage"] == "settle"
    assert "stage" not in stages[1]


def test_stage_names_keep_checkpoints_apart(
    stages: list[Mapping[str, Any]], tmp_path: Path
) -> None:
    run = Run("mine", "data", "paper", (0, 1), store=CheckpointStore(tmp_path, {"commit": "abc"}))
    for stage in ("first", "second"):
        run_train(run, stage=stage)
    kept: list[Checkpoints] = [call["checkpoints"] for call in stages]
    parts = [
        f"{stage}-{part}" for stage in ("first", "second") for part in ("start", "train", "final")
    ]
    assert [each.folder for each in kept] == [tmp_path / part for part in parts]
    assert [each.run for each in kept] == [{"commit": "abc", "stage": part} for part in parts]


def test_a_short_run_keeps_none(stages: list[Mapping[str, Any]]) -> None:
    run_train()
    assert all(call["checkpoints"] is None for call in stages)


def test_the_last_stage_goes_on_from_where_the_schedule_ends() -> None:
    whole, _ = run_train()
    by_hand, _ = run_train(final=None)
    fit(by_hand, DATA, ROWS, RUN.seeds, END, stage="settle")
    assert torch.equal(whole.parameters, by_hand.parameters)
