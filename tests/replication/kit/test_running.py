"""Running by name, and keeping the record."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from rdo.errors import InputError
from rdo.training import Checkpoints
from rdo.training.checkpoints import Checkpoint
from rdo.training.step import make_step
from replication.kit import Experiment, Outcome, Result, Run, run_experiment
from replication.kit.running import check_place
from replication.ledger import find_record, provenance, write_record
from replication.ledger.sources import source_digests


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, result: Result) -> list[Run]:
    """Runs that cost nothing and give the arms of the result, and what was asked of them."""
    asked: list[Run] = []

    def run(self: Experiment, config: Any, run: Run) -> Outcome:
        asked.append(run)
        arms = {"pca": run.arm({"f1": run.same(0.5)})}
        return Outcome(arms, result.record.data)

    monkeypatch.setattr(Experiment, "run", run)
    return asked


@pytest.mark.usefixtures("quick")
def test_a_smoke_run_is_not_kept_and_others_are(tmp_path: Path) -> None:
    run_experiment("table1", dataset="breast_cancer", results=tmp_path)
    assert list(tmp_path.iterdir()) == []
    run_experiment("table1", dataset="breast_cancer", profile="reduced", seeds=3, results=tmp_path)
    kept = find_record("table1", "breast_cancer", folder=tmp_path)
    assert kept is not None
    assert (kept.profile, kept.variant) == ("reduced", "")
    assert kept.config["seeds"] == 3


@pytest.mark.usefixtures("quick")
def test_a_run_with_options_is_a_variant_and_replaces_no_record(tmp_path: Path) -> None:
    asked: dict[str, Any] = {
        "dataset": "breast_cancer",
        "profile": "reduced",
        "seeds": 3,
        "results": tmp_path,
    }
    judged = run_experiment("table1", **asked).record
    own = run_experiment("table1", options={"lambda1": "50"}, **asked).record
    assert own.config["lambda1"] == 50.0
    assert own.path.name == "reduced-lambda1_50p0.json"
    assert own.provenance.command.endswith("--seeds 3 -o lambda1=50.0")
    assert find_record("table1", "breast_cancer", folder=tmp_path) == judged
    found = find_record("table1", "breast_cancer", variant=own.variant, folder=tmp_path)
    assert found == own


@pytest.mark.usefixtures("quick")
def test_a_run_on_the_users_own_file_is_not_kept(tmp_path: Path) -> None:
    options = {"table": "mine.csv"}
    own = run_experiment("toy_density", profile="reduced", options=options, results=tmp_path)
    assert not own.kept
    assert list(tmp_path.iterdir()) == []
    assert own.record.provenance.command.endswith("-o table=mine.csv")


@pytest.mark.usefixtures("quick")
def test_what_was_asked_for_stands_among_the_deviations(tmp_path: Path) -> None:
    own = run_experiment("table1", options={"lambda1": 50})
    assert own.record.config["deviations"] == ["lambda1 is 50.0, as asked for"]
    assert "deviations" not in run_experiment("table1").record.config


@pytest.mark.usefixtures("quick")
def test_where_a_record_comes_from_is_taken_down_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def counted(*arguments: Any) -> Any:
        taken.append(provenance(*arguments))
        return taken[-1]

    monkeypatch.setattr("replication.kit.running.provenance", counted)
    run_experiment("table1", profile="reduced", results=tmp_path)
    (origin,) = taken
    kept = find_record("table1", "thyroid", folder=tmp_path)
    assert kept is not None
    assert kept.provenance.commit == origin.commit
    assert kept.provenance.started == origin.started
    assert (kept.provenance.threads, kept.provenance.resumed) == (torch.get_num_threads(), False)


@pytest.mark.usefixtures("quick")
def test_a_record_on_more_seeds_is_not_replaced(tmp_path: Path) -> None:
    options = {"dataset": "breast_cancer", "profile": "reduced", "results": tmp_path}
    run_experiment("table1", seeds=3, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"seeds=2: .*already stands on 3"):
        run_experiment("table1", seeds=2, **options)  # type: ignore[arg-type]


@pytest.mark.usefixtures("quick")
def test_a_record_that_came_meanwhile_on_more_seeds_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {
        "dataset": "breast_cancer",
        "profile": "reduced",
        "results": tmp_path / "results",
    }
    more = run_experiment("table1", seeds=3, **options)
    stored = tmp_path / "results" / Path(*more.record.path.parts[1:])
    content = stored.read_bytes()
    stored.unlink()
    run = Experiment.run

    def beside(self: Experiment, config: Any, asked: Run) -> Outcome:
        stored.write_bytes(content)
        return run(self, config, asked)

    monkeypatch.setattr(Experiment, "run", beside)
    with pytest.raises(InputError, match=r"seeds=2: .*already stands on 3"):
        run_experiment("table1", seeds=2, **options)
    assert stored.read_bytes() == content


@pytest.mark.usefixtures("quick")
def test_a_damaged_record_is_replaced_with_a_warning(tmp_path: Path) -> None:
    options: dict[str, Any] = {"profile": "reduced", "seeds": 2, "results": tmp_path / "results"}
    record = run_experiment("table1", **options).record
    stored = tmp_path / "results" / Path(*record.path.parts[1:])
    stored.write_text(stored.read_text().replace("0.5", "0.6"))
    with pytest.warns(UserWarning, match="not as it was written.*; this run will replace it"):
        run_experiment("table1", **options)
    assert find_record("table1", "thyroid", folder=tmp_path / "results") is not None


def test_what_nothing_trains_in_is_done_on_the_cpu(
    quick: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.get_device_name", lambda: "a GPU")
    devices = {}
    for name, part in (
        ("table1", "thyroid"),
        ("analytic_h", "linear"),
        ("ssim_quadratic", "random"),
    ):
        record = run_experiment(name, dataset=part).record
        devices[name] = (quick[-1].device, record.provenance.machine["device"])
    cpu = ("cpu", "cpu")
    assert devices == {"table1": ("cuda", "a GPU"), "analytic_h": cpu, "ssim_quadratic": cpu}


def test_a_place_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        check_place(Run("table1", "digits", "paper", (0,), results=tmp_path / "file"))
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file"]


def test_an_unknown_device_is_refused() -> None:
    with pytest.raises(InputError, match="device='tpu'"):
        run_experiment("table1", device="tpu")


def test_records_come_back_as_written(result: Result, tmp_path: Path) -> None:
    record = replace(result.record, profile="paper", variant="")
    write_record(record, tmp_path, result.arrays)
    stored = find_record("table1", "breast_cancer", folder=tmp_path)
    assert stored is not None
    assert replace(stored, arrays=None) == record


def test_a_killed_run_goes_on_and_ends_as_the_unbroken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {
        "dataset": "breast_cancer",
        "profile": "reduced",
        "seeds": 2,
        "options": {"steps": 12, "warm_up_steps": 20},
    }
    variant = "steps_12_warm_up_steps_20"

    def values(folder: Path) -> object:
        record = find_record("table1", "breast_cancer", variant=variant, folder=folder)
        assert record is not None
        return {name: arm.metrics for name, arm in record.arms.items()}

    run_experiment("table1", results=tmp_path / "whole" / "results", **options)
    saves = 0
    save = Checkpoints.save

    def dying(self: Checkpoints, checkpoint: Checkpoint) -> None:
        nonlocal saves
        saves += 1
        save(self, checkpoint)
        if saves == 4:  # DAGMM, then RaDOGAGA(d)'s start and training, then in the next start
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoints, "save", dying)
    cut = tmp_path / "cut" / "results"
    with pytest.raises(KeyboardInterrupt):
        run_experiment("table1", results=cut, **options)
    assert find_record("table1", "breast_cancer", variant=variant, folder=cut) is None
    refusals: list[tuple[dict[str, Any], str]] = [
        ({}, "go on from them with --resume, or remove that folder"),
        ({"seeds": 3, "resume": True}, r"of another run \(seeds was \[0, 1\], now \[0, 1, 2\]\)"),
    ]
    for change, message in refusals:
        with pytest.raises(InputError, match=message):
            run_experiment("table1", results=cut, **{**options, **change})
    with monkeypatch.context() as edited:
        sources = {**source_digests(), "rdo/errors.py": "0"}
        edited.setattr("replication.kit.running.loaded_digests", lambda: sources)
        with pytest.raises(
            InputError, match=r"another run \(sources rdo/errors\.py was .{14}, now"
        ):
            run_experiment("table1", results=cut, resume=True, **options)
    monkeypatch.setattr(Checkpoints, "save", save)
    steps: list[int] = []

    def counted(*arguments: Any) -> Any:
        step = make_step(*arguments)

        def counting(*inputs: Any) -> Any:
            steps.append(1)
            return step(*inputs)

        return counting

    monkeypatch.setattr("rdo.training.engine.make_step", counted)
    assert run_experiment("table1", resume=True, results=cut, **options).record.provenance.resumed
    assert values(cut) == values(tmp_path / "whole" / "results")
    # RaDOGAGA(log d)'s training, a plain autoencoder, DAGMM's start and training: nothing before.
    assert len(steps) == 12 + 12 + 20 + 12
    assert not [path for path in (tmp_path / "cut" / "checkpoints").rglob("*") if path.is_file()]
