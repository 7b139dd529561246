"""What the replication adds to the rdo command, as typed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from typer.testing import CliRunner

from rdo.cli import app
from rdo.errors import DivergenceError, InputError
from rdo.training.checkpoints import Checkpoint
from replication import ledger
from replication.finding import names
from replication.kit import Experiment, Run

BY_ID = {claim.id: claim for claim in ledger.load_claims()}


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def judged() -> list[ledger.Judgement]:
    return list(ledger.scoreboard())


@pytest.fixture
def judged_before(monkeypatch: pytest.MonkeyPatch, judged: list[ledger.Judgement]) -> None:
    """Judging takes seconds, and is the same for every selection."""
    monkeypatch.setattr(ledger, "scoreboard", lambda: judged)


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
    monkeypatch.setattr("replication.commands._judgements", lambda: None)
    code, out, err = call("run", "ebae_2d", "--profile", "reduced", "-o", "steps=5")
    assert (code, out) == (143 if isinstance(ended, SystemExit) else 130, "")
    assert ("--resume" in err) == kept


def test_the_scoreboard_is_a_table_or_json_alone(judged: list[ledger.Judgement]) -> None:
    code, out, _ = call("scoreboard")
    assert code == 0
    assert "radogaga.table1.thyroid.radogaga_log.f1" in out
    code, out, err = call("scoreboard", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == ledger.to_json(judged)


@pytest.mark.usefixtures("judged_before")
@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (("--paper", "ebae"), lambda one: one["paper"] == "ebae"),
        (("--kind", "erratum"), lambda one: one["kind"] == "erratum"),
        (("--verdict", "not reached"), lambda one: one["verdict"] == "not reached"),
        (("APPENDIX d",), lambda one: one["place"] == "Appendix D"),
        (("toy_density",), lambda one: "toy_density" in BY_ID[one["id"]].experiment),
        (
            ("thyroid.dagmm", "--paper", "radogaga", "--kind", "printed"),
            lambda one: (
                ".thyroid.dagmm." in one["id"]
                and (one["paper"], one["kind"]) == ("radogaga", "printed")
            ),
        ),
    ],
)
def test_the_scoreboard_shows_what_is_asked_for(
    arguments: tuple[str, ...],
    chosen: Callable[[dict[str, Any]], bool],
    judged: list[ledger.Judgement],
) -> None:
    code, out, err = call("scoreboard", "--json", *arguments)
    assert (code, err) == (0, "")
    expected = [one for one in ledger.to_json(judged) if chosen(one)]
    assert expected
    assert json.loads(out) == expected


@pytest.mark.usefixtures("judged_before")
def test_the_scoreboard_says_that_nothing_fits() -> None:
    assert call("scoreboard", "no such words") == (0, "no claim fits\n", "")
    assert call("scoreboard", "no such words", "--json") == (0, "[]\n", "")


@pytest.mark.usefixtures("judged_before")
@pytest.mark.parametrize(
    ("option", "known"),
    [("paper", "radogaga"), ("kind", "printed, stated"), ("verdict", "reproduced, exceeded")],
)
def test_an_unknown_selection_is_answered_with_those_there_are(option: str, known: str) -> None:
    code, out, err = call("scoreboard", f"--{option}", "none")
    assert (code, out) == (2, "")
    assert err.startswith(f"rdo: {option}='none': known are {known}")
    assert len(err.splitlines()) == 1


def test_a_ledger_that_cannot_be_read_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise InputError("results/x.json does not hold a record:\nit is empty")

    monkeypatch.setattr(ledger, "scoreboard", fail)
    told = "rdo: results/x.json does not hold a record: it is empty\n"
    assert call("scoreboard") == (2, "", told)


@pytest.mark.parametrize("flag", [(), ("--json",)])
def test_verify_shows_the_digits_of_a_record(flag: tuple[str, ...]) -> None:
    """Of one that takes a second: in it nothing is random."""
    code, out, err = call("verify", "lossy_autoencoder_score", "--dataset", "gaussian", *flag)
    assert code == 0, err
    if flag:
        assert set(json.loads(out)["arms"]["linear"]["order"]) == {"absolute", "digits", "relative"}
    else:
        assert "linear.order" in out
    code, out, err = call("verify", "lossy_autoencoder_score", "--seeds", "9", *flag)
    assert (code, out) == (2, "")
    assert "seeds=9" in err


def test_a_chain_that_diverged_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def diverge(*_: object, **__: object) -> None:
        raise DivergenceError("at step 3: 2 of 4 samples turned non-finite; take smaller steps")

    monkeypatch.setattr("replication.kit.run_experiment", diverge)
    told = "rdo: at step 3: 2 of 4 samples turned non-finite; take smaller steps\n"
    assert call("run", "langevin_sampling") == (1, "", told)
