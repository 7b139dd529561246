"""The rules that are stored of judged claims, and what counts as a change of one."""

import dataclasses
import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from rdo.errors import InputError
from replication.ledger import REPOSITORY, Claim, judge, load_claims, scoreboard
from replication.ledger.history import bound_of, history_at_hand
from replication.ledger.rules import (
    STORED_AMENDMENTS,
    STORED_RULES,
    Amendment,
    Rule,
    amended,
    check_none_is_gone,
    entered_as_stored,
    moved_table,
    read_amendments,
    read_rules,
    rule_of,
    stored_as,
    unentered,
)
from tests.replication.ledger.examples import (
    CLAIM,
    MEDIAN_CLAIM,
    STATEMENT,
    around,
    make_record,
)

RECORD = make_record({"radogaga_log": around(0.6), "dagmm": around(0.1)})


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        (CLAIM, {"value": 0.61}),
        (CLAIM, {"spread": 0.06}),
        (CLAIM, {"printed_runs": 10}),
        (CLAIM, {"above": ()}),
        (CLAIM, {"below": ("radogaga_d",)}),
        (CLAIM, {"minimum_seeds": 6}),
        (CLAIM, {"profile": "paper"}),
        (CLAIM, {"counts_with": "radogaga.table1.thyroid.dagmm.f1"}),
        (CLAIM, {"rule": "median_within_tolerance", "tolerance": 0.05}),
        (MEDIAN_CLAIM, {"tolerance": 0.06}),
        (STATEMENT, {"rule": "at_least"}),
        (STATEMENT, {"judged": "tendency"}),
        (STATEMENT, {"kind": "ours"}),
        (STATEMENT, {"kind": "erratum", "corrects": "a.b.c.d.e"}),
        (STATEMENT, {"experiment": "table4"}),
        (STATEMENT, {"dataset": "kddcup"}),
        (STATEMENT, {"method": "dagmm"}),
        (STATEMENT, {"metric": "recall"}),
        (STATEMENT, {"minus": "dagmm"}),
        (STATEMENT, {"open": "The rate."}),
        (STATEMENT, {"any_scale": "It trains nothing."}),
        (STATEMENT, {"identity": "It is a square."}),
    ],
)
def test_whatever_a_verdict_depends_on_is_in_the_digest(
    claim: Claim, changes: dict[str, Any]
) -> None:
    assert rule_of(dataclasses.replace(claim, **changes)) != rule_of(claim)


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": "in other words"},
        {"note": "A remark."},
        {"place": "Section 9"},
        {"open": "In other words."},
        {"any_scale": "In other words."},
        {"identity": "In other words."},
    ],
)
def test_words_are_not(changes: dict[str, Any]) -> None:
    claim = dataclasses.replace(STATEMENT, open="A", any_scale="B", identity="C")
    assert rule_of(dataclasses.replace(claim, **changes)) == rule_of(claim)


def test_only_what_was_judged_is_stored() -> None:
    judged = dataclasses.replace(judge(CLAIM, RECORD), entered="after")
    other = dataclasses.replace(CLAIM, id="radogaga.table1.thyroid.other.f1")
    absent = dataclasses.replace(judge(other, None), entered="before")
    assert stored_as([judged, absent]) == {
        CLAIM.id: Rule("after", "0.6, 0.05", rule_of(CLAIM)),
    }


def test_a_stored_claim_whose_rule_is_another_or_gone_is_amended() -> None:
    changed = dataclasses.replace(STATEMENT, id="a.b.c.d.changed", judged="tendency")
    reworded = dataclasses.replace(STATEMENT, id="a.b.c.d.reworded", note="In other words.")
    new = dataclasses.replace(STATEMENT, id="a.b.c.d.new")
    before = [judge(dataclasses.replace(STATEMENT, id=f"a.b.c.d.{name}"), RECORD)
              for name in ("changed", "reworded", "gone")]  # fmt: skip
    stored = {one.claim.id: Rule("before", "at_most 0.02", rule_of(one.claim)) for one in before}
    after = [judge(claim, RECORD) for claim in (changed, reworded, new)]
    seen = [
        *[dataclasses.replace(one, entered="before") for one in (after[0], after[2])],
        dataclasses.replace(after[1], entered="after"),
    ]
    assert "a.b.c.d.reworded" in amended(stored, before, seen)
    assert amended(stored, before, after) == {
        "a.b.c.d.changed": ("refuted", "refuted"),
        "a.b.c.d.gone": ("refuted", "withdrawn"),
    }


def test_files_that_are_not_there_hold_nothing_and_others_are_refused(tmp_path: Path) -> None:
    assert (read_rules(tmp_path), read_amendments(tmp_path)) == ({}, [])
    rules = {"a.b.c.d": Rule("before", "at_most 1.0", "0" * 16)}
    entry = Amendment("2024-01-01", "A slip.", {"a.b.c.d": ("holds", "refuted")})
    (tmp_path / "rules.json").write_bytes(STORED_RULES.dump_json(rules))
    (tmp_path / "amendments.json").write_bytes(STORED_AMENDMENTS.dump_json([entry]))
    assert (read_rules(tmp_path), read_amendments(tmp_path)) == (rules, [entry])
    for name, read in (("rules.json", read_rules), ("amendments.json", read_amendments)):
        (tmp_path / name).write_text('{"a": 1}')
        with pytest.raises(InputError, match=rf"{name} cannot be used"):
            read(tmp_path)


def test_a_claim_that_is_stored_and_in_no_file_is_named() -> None:
    stored = read_rules()
    claims = [claim for claim in load_claims() if claim.id in stored]
    check_none_is_gone(claims)
    with pytest.raises(InputError, match=rf"{claims[3].id} and 1 more is judged.* --why"):
        check_none_is_gone(claims[:3] + claims[5:])


def test_amendments_are_told_once_and_in_order(tmp_path: Path) -> None:
    first, later = (
        Amendment(f"2024-0{k}-01", "A slip.", {"a.b.c.d": ("holds", "refuted")}) for k in (1, 2)
    )
    for entries, fault in (([later, first], "stands after"), ([first, first], "there twice")):
        (tmp_path / "amendments.json").write_text(json.dumps([asdict(one) for one in entries]))
        with pytest.raises(InputError, match=rf"amendments\.json cannot be used: .*{fault}"):
            read_amendments(tmp_path)


def test_what_is_stored_is_believed_under_the_bound_it_was_stored_with(tmp_path: Path) -> None:
    rules = {CLAIM.id: Rule("after", bound_of(CLAIM), "0" * 16)}
    (tmp_path / "rules.json").write_bytes(STORED_RULES.dump_json(rules))
    assert entered_as_stored([CLAIM], tmp_path) == {CLAIM.id: "after"}
    moved = dataclasses.replace(CLAIM, value=0.61)
    assert entered_as_stored([moved], tmp_path) == {CLAIM.id: None}


def test_a_claim_that_was_edited_or_taken_away_is_named(tmp_path: Path) -> None:
    claims = [CLAIM, dataclasses.replace(STATEMENT, id="a.b.c.d.e")]
    rules = {claim.id: Rule("before", bound_of(claim), rule_of(claim)) for claim in claims}
    (tmp_path / "rules.json").write_bytes(STORED_RULES.dump_json(rules))
    new = dataclasses.replace(CLAIM, id="radogaga.table1.thyroid.new.f1")
    assert unentered([*claims, new], tmp_path) == []
    assert unentered([dataclasses.replace(CLAIM, value=0.61)], tmp_path) == [CLAIM.id, "a.b.c.d.e"]


def test_an_amendment_counts_the_verdicts_that_moved() -> None:
    pairs = [("holds", "undecided"), ("holds", "undecided"), ("holds", "holds")]
    moved = {f"a.b.c.d{k}": pair for k, pair in enumerate(pairs)}
    table = moved_table(Amendment("2024-01-01", "A slip.", moved))
    assert table.loc["holds"].to_dict() == {"holds": 1, "undecided": 2}


def test_verdicts_that_moved_stand_in_the_order_of_the_verdicts() -> None:
    names = ["reproduced", "direction only", "holds", "undecided", "not reproduced", "not run"]
    moved = {f"a.b.c.d{k}": (name, name) for k, name in enumerate(sorted(names))}
    table = moved_table(Amendment("2024-01-01", "A slip.", moved))
    assert list(table.index) == list(table.columns) == names


def test_every_judged_claim_is_judged_by_the_rule_that_is_stored() -> None:
    stored = read_rules()
    judged = [one.claim for one in scoreboard() if one.verdict != "not run"]
    departing = [c.id for c in judged if c.id not in stored or stored[c.id].rule != rule_of(c)]
    assert not departing, "python -m replication.ledger.amending stores them"


@pytest.mark.skipif(not history_at_hand(), reason="git's history is not at hand")
def test_every_change_of_a_stored_rule_is_named_by_an_amendment() -> None:
    git = ["git", "-C", str(REPOSITORY)]

    def output(*arguments: str) -> bytes:
        return subprocess.run([*git, *arguments], capture_output=True, check=True).stdout

    def rules_in(commit: str) -> dict[str, Rule]:
        listed = output("ls-tree", "--name-only", commit, "claims/rules.json")
        if not listed:
            return {}
        return STORED_RULES.validate_json(output("show", f"{commit}:claims/rules.json"))

    def amended_in(commit: str) -> list[Amendment]:
        listed = output("ls-tree", "--name-only", commit, "claims/amendments.json")
        if not listed:
            return []
        return STORED_AMENDMENTS.validate_json(output("show", f"{commit}:claims/amendments.json"))

    log = output("log", "--format=%H %P", "--", "claims/rules.json").decode()
    versions = [
        (rules_in(parent), rules_in(commit), amended_in(parent), amended_in(commit))
        for commit, *parents in map(str.split, log.splitlines())
        for parent in parents[:1]
    ]
    versions.append((rules_in("HEAD"), read_rules(), amended_in("HEAD"), read_amendments()))
    for before, after, told, telling in versions:
        assert telling[: len(told)] == told
        named = {name for amendment in telling[len(told) :] for name in amendment.moved}
        changed = {name for name, rule in before.items() if after.get(name) != rule}
        assert changed <= named
