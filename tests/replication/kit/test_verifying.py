"""Reruns of records that cost nothing: the values of a seed are said, not trained for."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rdo.errors import InputError
from replication.kit import Experiment, Outcome, Run
from replication.kit.verifying import verify_record
from replication.ledger import Record, find_record, read_record, write_record
from replication.ledger.verification import find_verification
from tests.replication.ledger.examples import PROVENANCE, make_record

STORED = [0.5, 0.25, 0.75]


def stored(folder: Path, **changes: Any) -> Record:
    record = replace(make_record({"dagmm": STORED}), **changes)
    return read_record(write_record(record, folder))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Run]]:
    """What was run; the second seed comes out slightly higher than stored."""
    asked: list[tuple[Any, Run]] = []

    def run(self: Experiment, config: Any, run: Run) -> Outcome:
        asked.append((config, run))
        values = [v * (1 + 3e-7 * seed) for seed, v in zip(run.seeds, STORED, strict=False)]
        return Outcome({"dagmm": run.arm({"f1": values})}, make_record({"dagmm": [1]}).data)

    monkeypatch.setattr(Experiment, "run", run)
    return asked


def test_the_first_two_seeds_are_rerun_as_the_record_was(
    runs: list[tuple[Any, Run]], tmp_path: Path
) -> None:
    stored(tmp_path, config={"lambda1": 77.0, "deviations": ["none"], "steps": "as it came"})
    verify_record("table1", dataset="thyroid", results=tmp_path)
    ((config, run),) = runs
    assert (run.seeds, run.profile, run.variant) == ((0, 1), "paper", "")
    assert config.lambda1 == 77.0
    assert run.store is None
    assert sorted(path.name for path in tmp_path.rglob("*.json")) == ["paper.json"]


@pytest.mark.usefixtures("runs")
def test_digits_are_told_with_the_reasons_for_less(tmp_path: Path) -> None:
    stored(tmp_path)
    found = verify_record("table1", results=tmp_path)
    first, *_ = found.to_text().splitlines()
    assert first == "dagmm.f1  6 (they differ by 7e-08)"
    told = "\n".join(found.reasons)
    for reason in ("processor: ", "threads: ", "the record does not say", "torch: ", "commit: "):
        assert reason in told
    shown = found.to_json()
    assert shown["arms"]["dagmm"]["f1"]["digits"] == 6
    assert (shown["seeds"], shown["missing"]) == (2, [])
    exact = verify_record("table1", seeds=1, results=tmp_path)
    assert "dagmm.f1  all" in exact.to_text()
    assert "why not more" not in exact.to_text()


@pytest.mark.usefixtures("runs")
def test_threads_and_a_resumed_run_are_reasons(tmp_path: Path) -> None:
    stored(tmp_path, provenance=replace(PROVENANCE, threads=77, resumed=True))
    reasons = verify_record("table1", results=tmp_path).reasons
    assert any(reason.startswith("threads: ") and "not 77" in reason for reason in reasons)
    assert "the record's run went on from a checkpoint" in reasons


@pytest.mark.usefixtures("runs")
def test_a_seed_that_failed_in_one_of_the_two_has_no_digit(tmp_path: Path) -> None:
    record = make_record({"dagmm": [None, 0.25, 0.75], "gone": STORED})
    write_record(record, tmp_path)
    found = verify_record("table1", results=tmp_path)
    assert found.measurement.differences["dagmm"]["f1"].digits == 0
    assert found.missing == ("gone.f1",)
    assert "gone.f1: not in the rerun" in found.to_text()


@pytest.mark.usefixtures("runs")
def test_what_is_kept_is_measured_against_the_present_record(tmp_path: Path) -> None:
    record = stored(tmp_path)
    verify_record("table1", results=tmp_path, keep=True)
    found = find_verification("table1", "thyroid", tmp_path)
    assert found is not None
    assert found.difference("dagmm", "f1") == pytest.approx(0.75e-7, rel=1e-6)
    assert find_record("table1", "thyroid", folder=tmp_path) == record


@pytest.mark.usefixtures("runs")
def test_what_cannot_be_rerun_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dataset='thyroid': no record of table1"):
        verify_record("table1", results=tmp_path)
    stored(tmp_path)
    for seeds in (0, 4):
        with pytest.raises(InputError, match=f"seeds={seeds}: .*has 3"):
            verify_record("table1", seeds=seeds, results=tmp_path)
    with pytest.raises(InputError, match="dataset='iris'"):
        verify_record("table1", dataset="iris", results=tmp_path)
