"""A sweep makes the record that one process makes, and does no unit twice."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rdo.errors import InputError
from replication.finding import find
from replication.kit import Result
from replication.kit.checkpoint_store import CheckpointStore
from replication.kit.cluster import Key, Report, Workers
from replication.kit.running import Planned, plan
from replication.kit.sweep import one_after_another, outline, plan_all, sweep
from replication.kit.units import Unit, run_unit
from replication.ledger import find_record
from replication.ledger.provenance import library_versions
from replication.ledger.sources import loaded_digests

BRIEF = {"steps": "12", "warm_up_steps": "6", "batch_size": "32", "evaluate_every": "5"}


class Here(Workers):
    """Does the units in this process, in turn; some end with an exception."""

    def __init__(self, fails: Callable[[Key], bool] = lambda key: False) -> None:
        self.fails = fails
        self.asked: list[Key] = []

    @contextmanager
    def train(self, units: Mapping[Key, Unit], report: Report) -> Iterator[None]:
        for key, unit in units.items():
            self.asked.append(key)
            found: Any = InputError(f"{key} fails")
            if not self.fails(key):
                found = run_unit(unit, loaded_digests(), library_versions())
            report(key, found)
        yield


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Planned]:
    """A run of Table 1's code on three seeds, in units of two."""
    smaller = replace(find("table1"), seeds_per_unit=2)
    monkeypatch.setattr("replication.kit.running.find", lambda name: smaller)

    def planned(results: str = "results") -> Planned:
        return plan(
            "table1",
            dataset="breast_cancer",
            profile="reduced",
            seeds=3,
            start="glorot",  # under which no control is fitted
            options=BRIEF,
            device="cpu",
            results=tmp_path / results,
        )

    return planned


def swept(one: Planned, workers: Workers, *, resume: bool = False) -> Result | Exception:
    found: list[Result | Exception] = []
    sweep([one], workers, resume=resume, done=lambda _, result: found.append(result))
    (result,) = found
    return result


@pytest.mark.slow
def test_the_record_is_the_serial_one_bit_for_bit_and_no_unit_is_done_twice(
    planned: Callable[..., Planned], tmp_path: Path
) -> None:
    alone = planned("alone").do(resume=False)
    cut = Here(lambda key: key[1] in ("radogaga_d-2-2", "radogaga_log-0-1"))
    error = swept(planned(), cut)
    assert isinstance(error, InputError)
    assert "--resume, or remove that folder" in str(swept(planned(), Here()))
    rest = Here()
    result = swept(planned(), rest, resume=True)
    assert isinstance(result, Result)
    assert len(cut.asked) == 4
    assert [name for _, name in rest.asked] == ["radogaga_d-2-2", "radogaga_log-0-1"]
    assert list(result.record.arms) == list(alone.record.arms)
    for name, arm in alone.record.arms.items():
        assert result.record.arms[name].metrics == arm.metrics
    for name, array in alone.arrays.items():
        np.testing.assert_array_equal(result.arrays[name], array)
    assert result.kept
    left = [path for path in (tmp_path / "checkpoints").rglob("*") if path.is_file()]
    assert left == []


@pytest.mark.slow
def test_a_run_without_workers_goes_on_from_the_units_of_a_sweep(
    planned: Callable[..., Planned],
) -> None:
    one = planned()
    assert isinstance(swept(one, Here(lambda key: key[1] == "radogaga_d-0-1")), InputError)
    finished = {name.partition("-")[0] for name in one.finished_units()}
    assert finished == {"radogaga_log"}
    result = planned().do(resume=True)
    assert result.record.provenance.resumed


@pytest.mark.slow
def test_workers_do_trainings_that_depend_on_others_too(tmp_path: Path) -> None:
    """Pairs of readings, which are known once the readings are scored."""
    alone, one = (
        plan(
            "recovered_settings",
            dataset="breast_cancer",
            profile="reduced",
            seeds=2,
            options={
                "readings": '["rule", "no_dropout", "standard"]',
                "paired": "2",
                "steps": "12",
            },
            device="cpu",
            results=tmp_path / results,
        )
        for results in ("alone", "results")
    )
    expected = alone.do(resume=False)
    pair = {name for name in expected.record.arms if "no_dropout_and_standard" in name}
    assert pair
    cut = Here(lambda key: "table1_dagmm_no_dropout_and_standard" in key[1])
    assert isinstance(swept(one, cut), InputError)
    found = swept(one, workers := Here(), resume=True)
    assert isinstance(found, Result)
    assert {name for _, name in workers.asked} == {"table1_dagmm_no_dropout_and_standard-1000-1001"}
    asked = {name.rpartition("-1000-")[0] for _, name in cut.asked}
    assert asked == set(expected.record.arms)
    for name, arm in expected.record.arms.items():
        assert found.record.arms[name].metrics == arm.metrics


def test_only_what_a_sweep_did_not_know_of_is_done_later(planned: Callable[..., Planned]) -> None:
    one = planned()
    later = one.units_for(["radogaga_d", "another"])
    assert [unit.name for unit in later] == ["another-0-1", "another-2-2"]
    alone = replace(one, experiment=replace(one.experiment, trainings=None))
    assert alone.units_for(["another"]) == []


def test_a_second_sweep_of_the_same_run_is_refused(planned: Callable[..., Planned]) -> None:
    with planned().store.locked(resume=False):
        refused = swept(planned(), Here())
    assert isinstance(refused, InputError)
    assert "is in use by process" in str(refused)


@pytest.mark.slow
def test_a_run_that_cannot_start_or_be_stored_stops_no_other(
    planned: Callable[..., Planned], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [planned(name) for name in ("taken", "full", "free")]

    def keep_unit(self: CheckpointStore, name: str, trained: Any) -> None:
        if self.folder == runs[1].store.folder:
            raise OSError("no space left")
        keep(self, name, trained)

    keep = CheckpointStore.keep_unit
    monkeypatch.setattr(CheckpointStore, "keep_unit", keep_unit)
    found: dict[str, Any] = {}

    def done(one: Planned, result: Result | Exception) -> None:
        assert one.run.results is not None
        found[one.run.results.name] = result

    with planned("taken").store.locked(resume=False):
        sweep(runs, Here(), resume=False, done=done)
    assert isinstance(found["taken"], InputError)
    assert isinstance(found["full"], OSError)
    assert isinstance(found["free"], Result)


def test_on_an_accelerator_all_seeds_are_one_unit(planned: Callable[..., Planned]) -> None:
    one = planned()
    assert len(one.units) == 4
    there = replace(one, run=replace(one.run, device="cuda"))
    assert [unit.run.seeds for unit in there.units] == [(0, 1, 2)] * 2


@pytest.mark.usefixtures("two_names")
def test_to_resume_all_leaves_out_what_these_sources_made(monkeypatch: pytest.MonkeyPatch) -> None:
    every, _ = plan_all("paper")
    here = every[0].origin
    name, part = "lossy_autoencoder_score", "gaussian"
    record = find_record(name, part)
    assert record is not None
    origin = replace(here, machine=record.provenance.machine)
    made = replace(record, provenance=origin)
    monkeypatch.setattr(
        "replication.kit.sweep.find_record", lambda n, p, **_: {(name, part): made}.get((n, p))
    )
    rest, _ = plan_all("paper", resume=True)
    gone = {(one.run.experiment, one.run.part) for one in every} - {
        (one.run.experiment, one.run.part) for one in rest
    }
    assert gone == {(name, part)}


def test_one_run_that_fails_does_not_keep_others_from_running(
    planned: Callable[..., Planned], monkeypatch: pytest.MonkeyPatch, result: Result
) -> None:
    answers: list[Any] = [ValueError("no"), result]

    def do(self: Planned, *, resume: bool) -> Result:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    monkeypatch.setattr(Planned, "do", do)
    found: list[Any] = []
    one_after_another([planned(), planned()], resume=False, done=lambda _, r: found.append(r))
    assert isinstance(found[0], ValueError)
    assert found[1] is result


@pytest.fixture
def two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were two experiments."""
    monkeypatch.setattr(
        "replication.kit.sweep.names", lambda: ("lossy_autoencoder_score", "table1")
    )


@pytest.mark.usefixtures("two_names")
def test_all_runs_are_every_part_on_at_least_the_seeds_of_its_record() -> None:
    every, refused = plan_all("paper")
    assert not refused
    assert {(one.run.experiment, one.run.part) for one in every} >= {
        ("table1", "thyroid"),
        ("lossy_autoencoder_score", "gaussian"),
    }
    table = outline(every)
    assert len(table) == len(every)
    thyroid = table[(table.experiment == "table1") & (table.part == "thyroid")].iloc[0]
    assert (thyroid.seeds, thyroid.units, thyroid.done) == (20, 20, 0)
    assert float(thyroid["core-hours"]) > 0
