"""Storing rules: new claims need no reason, a changed rule does."""

import dataclasses
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import Claim, Judgement, Record, judge
from replication.ledger.amending import store_rules
from replication.ledger.rules import read_amendments, read_rules, rule_of
from tests.replication.ledger.examples import STATEMENT, make_record

RECORD = make_record({"radogaga_log": [0.01, 0.01, 0.01, 0.01, 0.5]})
WHY = "One seed of five is no refutation of what usually happens."
TENDENCY = dataclasses.replace(STATEMENT, judged="tendency")
OTHER = dataclasses.replace(STATEMENT, id="radogaga.table1.thyroid.other.f1")


class Ledger:
    """A folder for rules, and the judgements that a scoreboard would give."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.judgements: tuple[Judgement, ...] = ()
        monkeypatch.setattr(
            "replication.ledger.amending.judge_claims", lambda folder: self.judgements
        )

    def store(self, *claims: Claim, why: str | None = None, record: Record | None = RECORD) -> str:
        before = self.judgements
        self.judgements = tuple(
            dataclasses.replace(judge(claim, record), entered="before") for claim in claims
        )
        return store_rules(why, self.folder, before)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    return Ledger(tmp_path, monkeypatch)


def test_new_claims_need_no_reason(ledger: Ledger) -> None:
    assert ledger.store(STATEMENT) == "1 rules stored: 1 new, 0 amended"
    assert ledger.store(STATEMENT, OTHER) == "2 rules stored: 1 new, 0 amended"
    assert {name: rule.rule for name, rule in read_rules(ledger.folder).items()} == {
        STATEMENT.id: rule_of(STATEMENT),
        OTHER.id: rule_of(OTHER),
    }
    assert read_amendments(ledger.folder) == []


def test_a_claim_that_was_not_run_may_still_change(ledger: Ledger) -> None:
    assert ledger.store(STATEMENT, record=None) == "0 rules stored: 0 new, 0 amended"
    assert ledger.store(TENDENCY) == "1 rules stored: 1 new, 0 amended"


def test_a_changed_rule_is_refused_without_a_reason_and_entered_with_one(ledger: Ledger) -> None:
    ledger.store(STATEMENT, OTHER)
    files = {path.name: path.read_bytes() for path in ledger.folder.iterdir()}
    before = ledger.judgements
    for reason in (None, ""):
        ledger.judgements = before
        with pytest.raises(InputError, match=rf"1 claims .* {STATEMENT.id}.*--why"):
            ledger.store(TENDENCY, OTHER, why=reason)
        assert {path.name: path.read_bytes() for path in ledger.folder.iterdir()} == files
    ledger.judgements = before
    told = ledger.store(TENDENCY, OTHER, why=WHY)
    assert told == "2 rules stored: 0 new, 1 amended"
    (amendment,) = read_amendments(ledger.folder)
    assert (amendment.why, amendment.moved) == (WHY, {STATEMENT.id: ("refuted", "undecided")})
    assert read_rules(ledger.folder)[STATEMENT.id].rule == rule_of(TENDENCY)
    assert ledger.store(TENDENCY, OTHER) == "2 rules stored: 0 new, 0 amended"


def test_a_withdrawn_claim_is_an_amendment(ledger: Ledger) -> None:
    ledger.store(STATEMENT, OTHER)
    before = ledger.judgements
    with pytest.raises(InputError, match=OTHER.id):
        ledger.store(STATEMENT)
    ledger.judgements = before
    ledger.store(STATEMENT, why="It said the same as another.")
    (amendment,) = read_amendments(ledger.folder)
    assert amendment.moved == {OTHER.id: ("refuted", "withdrawn")}
    assert set(read_rules(ledger.folder)) == {STATEMENT.id}


def test_amendments_are_kept_in_their_order(ledger: Ledger) -> None:
    ledger.store(STATEMENT)
    ledger.store(TENDENCY, why="First.")
    ledger.store(STATEMENT, why="Second.")
    assert [one.why for one in read_amendments(ledger.folder)] == ["First.", "Second."]


def test_what_is_left_open_may_be_put_in_other_words_but_not_added(ledger: Ledger) -> None:
    ledger.store(dataclasses.replace(STATEMENT, open="No rate is given."))
    reworded = dataclasses.replace(STATEMENT, open="The paper gives no learning rate.")
    assert ledger.store(reworded) == "1 rules stored: 0 new, 0 amended"
    with pytest.raises(InputError, match="--why"):
        ledger.store(STATEMENT)


def test_nothing_is_stored_of_a_claim_whose_age_is_unknown(ledger: Ledger) -> None:
    ledger.judgements = (judge(STATEMENT, RECORD),)
    with pytest.raises(InputError, match=rf"{STATEMENT.id}.*checkout with all its commits"):
        store_rules(None, ledger.folder, ())
    assert not list(ledger.folder.iterdir())
