"""What the replication adds to the rdo command, as typed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from rdo.cli import app
from rdo.errors import InputError
from replication import ledger

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
    monkeypatch.setattr(ledger, "scoreboard", lambda **_: judged)


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
    def fail(**_: object) -> None:
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
