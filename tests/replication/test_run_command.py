"""`rdo run` as typed."""

from pathlib import Path
from typing import Any

import pytest
import torch

from rdo.errors import DivergenceError
from rdo.models.dagmm import inverse_variance_penalty
from rdo.training.checkpoints import Checkpoint
from replication.finding import names
from replication.kit import Experiment, Run
from replication.kit.running import Planned
from replication.ledger import REPOSITORY
from tests.replication.test_commands import call


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("table9",), "experiment='table9': known are "),
        (("table1", "--dataset", "iris"), "dataset='iris': table1 knows thyroid, "),
        (("table1", "--part", "iris"), "dataset='iris'"),
        (("table1", "--dataset", ""), "dataset='': table1 knows "),
        (("table1", "--seeds", "0"), "seeds=0"),
        (("table1", "--seeds", "20240601"), "seeds=20240601: this is how many seeds there are"),
        (("table1", "--table", "mine.csv"), "table='mine.csv': table1 takes no table"),
        (("toy_density", "--table", "gone.csv"), "gone.csv is not there"),
        (("toy_density", "--table", ""), "give the path of a file"),
        (("table1", "-o", "lamda1=50"), "option lamda1='50': no such field; table1 has hidden, "),
        (
            ("table1", "-o", "lambda1=much"),
            "option lambda1='much': give a number from 1e-12 to 1e+12 or ",
        ),
        (("table1", "-o", "lambda1"), "option 'lambda1': give FIELD=VALUE"),
        (("ebae_2d", "--start", "glorot"), "start='glorot': ebae_2d has gauge"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call("run", *arguments)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert message in err


def test_the_help_names_every_experiment() -> None:
    _, out, _ = call("run", "--help")
    assert set(names()) <= set(out.replace(",", " ").replace(".", " ").split())


@pytest.mark.slow
def test_run_shows_the_table_and_keeps_no_smoke_run(tmp_path: Path) -> None:
    brief = ("-o", "steps=8", "-o", "warm_up_steps=8", "-o", "lambda1=50")
    code, out, _ = call("run", "table1", "--dataset", "breast_cancer", "--seeds", "2", *brief)
    assert code == 0
    assert "RaDOGAGA(log d)" in out
    assert "not kept" in out


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("ended", [KeyboardInterrupt(), SystemExit(143)])
def test_to_resume_is_told_where_there_is_something_to_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: BaseException, kept: bool
) -> None:
    def stopped(experiment: Experiment, config: Any, run: Run) -> None:
        checkpoints = run.checkpoints("stage")
        assert checkpoints is not None
        if kept:
            checkpoints.save(Checkpoint(3, {"x": torch.ones(2)}, {}))
        raise ended

    monkeypatch.setattr(Experiment, "run", stopped)
    monkeypatch.setattr("replication.kit.run.REPOSITORY", tmp_path)
    monkeypatch.setattr("replication.run_command._judgements", lambda *_: None)
    code, out, err = call("run", "ebae_2d", "--profile", "reduced", "-o", "steps=5")
    assert (code, out) == (143 if isinstance(ended, SystemExit) else 130, "")
    assert ("--resume" in err) == kept
    assert ("nothing was kept" in err) == (not kept)


def test_a_changed_line_keeps_its_record_elsewhere_and_shows_what_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("run", "dagmm_bound", "--dataset", "collapse", "--profile", "paper")
    stored = (REPOSITORY / "results/dagmm_bound/collapse/paper.json").read_bytes()
    folder = tmp_path / "tried"
    code, out, _ = call(*asked, "--results", str(folder))
    assert code == 0
    assert f"kept as {folder / 'dagmm_bound/collapse/paper.json'}" in out
    assert "none moved" in out
    monkeypatch.setattr(
        "replication.dagmm_bound.collapse.inverse_variance_penalty",
        lambda mixture: -inverse_variance_penalty(mixture),
    )
    code, out, _ = call(*asked, "--results", str(folder))
    assert code == 0
    assert "dagmm.eq7.collapse.penalty.rise: holds -> refuted" in out
    code, out, _ = call("scoreboard", "eq7.collapse.penalty.rise", "--results", str(folder))
    assert code == 0
    assert "refuted" in out
    assert (REPOSITORY / "results/dagmm_bound/collapse/paper.json").read_bytes() == stored


def test_a_chain_that_diverged_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(*_: object, **__: object) -> None:
        raise DivergenceError("at step 3: 2 of 4 samples turned non-finite; take smaller steps")

    monkeypatch.setattr(Experiment, "run", diverge)
    told = "rdo: at step 3: 2 of 4 samples turned non-finite; take smaller steps\n"
    assert call("run", "langevin_sampling") == (1, "", told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("all", "--seeds", "3"), "experiment='all': every part runs as its profile says"),
        (("all", "--dataset", "thyroid"), "experiment='all'"),
        (("all", "--results", "tried"), "experiment='all'"),
        (("ebae_2d", "--resume"), "--resume: this run of the profile smoke keeps no record"),
        (
            ("toy_density", "--table", "pyproject.toml", "--workers", "2"),
            "workers=2: a run on a file of your own",
        ),
        (("table1", "--workers", "2", "--scheduler", "tcp://x:1"), "workers=2: those of tcp://x:1"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call("run", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"rdo: {message}")


def test_a_dry_run_shows_units_and_core_hours_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Experiment, "run", None)
    code, out, _ = call("run", "table1", "--dataset", "thyroid", "--profile", "paper", "--dry-run")
    assert code == 0
    title, row, total = (line.split() for line in out.splitlines())
    shown = dict(zip(title, row, strict=False))
    assert (shown["experiment"], shown["part"], shown["units"]) == ("table1", "thyroid", "20")
    assert float(shown["core-hours"]) > 0
    assert total[:4] == ["1", "run,", "20", "units,"]
    assert total[-1] == "core-hours"


def test_a_dry_run_does_not_call_unknown_hours_none() -> None:
    code, out, _ = call("run", "toy_density", "--profile", "smoke", "--dry-run")
    assert code == 0
    assert "unknown" in out
    assert out.splitlines()[-1].endswith("; for how long, no record tells")


def test_of_all_runs_those_that_fail_are_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def do(self: Planned, *, resume: bool) -> None:
        raise DivergenceError(f"{self.run.experiment} stops")

    monkeypatch.setattr(Planned, "do", do)
    code, out, err = call("run", "all")
    assert (code, out) == (1, "")
    for name in names():
        assert f"DivergenceError: {name} stops" in err
