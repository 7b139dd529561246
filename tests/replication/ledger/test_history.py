"""Whether a claim came before its record, from histories made for the purpose and from our own."""

import dataclasses
import json
import subprocess
from pathlib import Path

import pytest

from replication.ledger import REPOSITORY, Claim, load_claims, write_record
from replication.ledger.claim_files import read_claims
from replication.ledger.history import bound_of, entered, history_at_hand
from replication.ledger.rules import read_rules
from tests.replication.ledger.examples import CLAIM, MEDIAN_CLAIM, STATEMENT, make_record

FILE = """
paper = "coins"
[[statements]]
place = "Section 1"
slug = "section1"
experiment = "table1"
[[statements.claim]]
id = "thyroid.throws.f1"
says = "Heads are half"
at_most = 0.01
[[table]]
place = "Table 1"
slug = "table1"
experiment = "table1"
rule = "mean_within_spread"
printed_runs = 20
metrics = { recall = "recall" }
decimals = 2
methods = { throws = "coins" }
[[table.data]]
slug = "thyroid"
label = "Thyroid"
rows = { throws = [[0.5, 0.1]] }
"""
STATED, PRINTED = "coins.section1.thyroid.throws.f1", "coins.table1.thyroid.throws.recall"


class History:
    """A repository with the claims of one paper and its records."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch", "main")
        (folder / "README").write_text("coins")
        self.commit()

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.folder), *who, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A step")

    def claim(self, text: str = FILE, commit: bool = True) -> None:
        (self.folder / "claims").mkdir(exist_ok=True)
        (self.folder / "claims" / "coins.toml").write_text(text)
        if commit:
            self.commit()

    def measure(
        self,
        *metrics: str,
        profile: str = "paper",
        variant: str = "",
        value: float = 0.5,
        arm: str = "throws",
    ) -> None:
        record = make_record({arm: [value] * 5}, profile)
        values = record.arms[arm].metrics["f1"]
        own = dataclasses.replace(record.arms[arm], metrics=dict.fromkeys(metrics, values))
        record = dataclasses.replace(record, arms={arm: own}, variant=variant)
        write_record(record, self.folder / "results")
        self.commit()

    def entered(self, text: str = FILE) -> list[str | None]:
        found = entered(read_claims(text), self.folder)
        return [found[PRINTED], found[STATED]]


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path.resolve())


def test_a_claim_committed_first_was_before(history: History) -> None:
    history.claim()
    assert history.entered() == ["before", "before"]
    history.measure("f1", "recall")
    assert history.entered() == ["before", "before"]
    history.measure("f1", "recall", value=0.6)
    assert history.entered() == ["before", "before"]


def test_a_claim_whose_value_had_been_seen_was_after(history: History) -> None:
    seen = FILE.replace("at_most = 0.01", "at_most = 0.01\nseen = true")
    history.claim(seen)
    history.measure("f1", "recall")
    assert history.entered(seen) == ["before", "after"]


def test_a_claim_committed_with_its_record_or_later_or_never_was_after(history: History) -> None:
    history.claim(commit=False)
    history.measure("f1")
    assert history.entered() == ["before", "after"]
    history.measure("f1", "recall")
    history.claim(FILE.replace("Heads", "Tails"))
    assert history.entered() == ["before", "after"]
    assert entered([CLAIM], history.folder) == {CLAIM.id: "after"}  # it is in no commit
    new = FILE.replace('slug = "section1"', 'slug = "section2"')
    found = entered(read_claims(new), history.folder)  # of the file on disk, not committed
    assert found == {PRINTED: "before", STATED.replace("section1", "section2"): "after"}


def test_a_number_that_is_judged_again_is_a_claim_of_its_own(history: History) -> None:
    again = """
[[table.again]]
place = "Table 1, recovered"
slug = "recovered"
experiment = "table1"
prefix = "best_"
says = "under the best reading"
[[table.data]]"""
    text = FILE.replace("[[table.data]]", again)
    first, second = (
        "coins.table1.thyroid.throws.recall",
        "coins.recovered.thyroid.best_throws.recall",
    )
    history.claim(text)
    history.measure("recall", arm="best_throws")
    found = entered(read_claims(text), history.folder)
    assert (found[first], found[second]) == ("before", "before")
    history.claim(text.replace("0.5, 0.1", "0.6, 0.1"))
    found = entered(read_claims(text.replace("0.5, 0.1", "0.6, 0.1")), history.folder)
    assert (found[first], found[second]) == ("before", "after")  # the first was never measured


def test_a_reduced_record_shows_a_result_and_a_variant_is_none(history: History) -> None:
    history.measure("f1", variant="throws_10")
    history.measure("recall", profile="reduced")
    history.claim()
    assert history.entered() == ["after", "before"]
    history.measure("f1", "recall")
    assert history.entered() == ["after", "before"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("0.01", "0.02", ["before", "after"]),
        ("at_most", "at_least", ["before", "after"]),
        ("[0.5, 0.1]", "[0.5, 0.2]", ["after", "before"]),
        ("[0.5, 0.1]", "[0.4, 0.1]", ["after", "before"]),
        ("Heads", "Tails", ["before", "before"]),
    ],
)
def test_a_bound_changed_after_the_record_is_a_new_claim(
    history: History, old: str, new: str, expected: list[str]
) -> None:
    history.claim()
    history.measure("f1", "recall")
    changed = FILE.replace(old, new)
    assert history.entered(changed) == expected
    history.claim(changed)
    assert history.entered(changed) == expected
    history.claim()  # the first bound again was claimed before
    assert history.entered() == ["before", "before"]


@pytest.mark.parametrize("branch_first", [False, True])
def test_a_record_on_a_side_branch_saw_the_claims_that_the_branch_has(
    history: History, branch_first: bool
) -> None:
    if not branch_first:
        history.claim()
    history.git("switch", "--quiet", "--create", "side")
    history.measure("f1", "recall")
    history.git("switch", "--quiet", "main")
    if branch_first:
        history.claim()
    (history.folder / "README").write_text("more coins")
    history.commit()
    history.git("merge", "--quiet", "--no-edit", "side")
    assert history.entered() == [["before", "before"], ["after", "after"]][branch_first]


@pytest.mark.parametrize("merged", ["main", "side"])
def test_of_two_branches_with_records_both_have_to_have_the_claim(
    history: History, merged: str
) -> None:
    history.git("branch", "side")
    history.claim()
    history.measure("f1", "recall")
    history.git("switch", "--quiet", "side")
    history.measure("f1", value=0.6)
    history.git("switch", "--quiet", merged)
    history.git(
        "merge", "--quiet", "--no-edit", "--strategy-option", "ours",
        {"main": "side", "side": "main"}[merged],
    )  # fmt: skip
    assert history.entered() == ["before", "after"]


def test_the_same_claim_entered_on_two_branches_is_before_on_both(history: History) -> None:
    history.git("switch", "--quiet", "--create", "side")
    history.claim()
    history.measure("f1")
    history.git("switch", "--quiet", "main")
    history.claim()
    history.measure("recall", profile="reduced")
    history.git("merge", "--quiet", "--no-edit", "side")
    assert history.entered() == ["before", "before"]


def test_files_that_were_damaged_once_stop_nothing(history: History) -> None:
    history.claim("paper = ")
    history.claim('title = "coins"')
    place = history.folder / "results" / "table1" / "thyroid" / "paper.json"
    place.parent.mkdir(parents=True)
    for text in ("{", "[]", '{"arms": {"throws": 3}}'):
        place.write_text(text)
        history.commit()
    history.claim()
    history.measure("f1", "recall")
    assert history.entered() == ["before", "before"]


def test_without_the_whole_history_nobody_knows(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = [None, None]
    history.claim()
    history.measure("f1", "recall")
    assert history_at_hand(history.folder)
    shallow = tmp_path / "shallow"
    history.git("clone", "--quiet", "--depth", "1", history.folder.as_uri(), str(shallow))
    inside = tmp_path / "results"  # of another's checkout
    for folder in (shallow, inside):
        assert not history_at_hand(folder)
        assert list(entered(read_claims(FILE), folder).values()) == unknown
    monkeypatch.setenv("PATH", "")
    assert history.entered() == unknown


def test_bounds_differ_wherever_what_is_claimed_does() -> None:
    claims: list[Claim] = [CLAIM, MEDIAN_CLAIM, STATEMENT]
    claims += [dataclasses.replace(claim, value=claim.value + 1e-12) for claim in claims]
    claims.append(dataclasses.replace(CLAIM, spread=0.06))
    claims.append(dataclasses.replace(MEDIAN_CLAIM, tolerance=0.06))
    claims.append(dataclasses.replace(STATEMENT, rule="at_least"))
    assert len({bound_of(claim) for claim in claims}) == len(claims)


@pytest.mark.skipif(not history_at_hand(), reason="git's history is not at hand")
def test_what_is_stored_of_our_claims_agrees_with_our_history() -> None:
    stored = read_rules()
    same = [c for c in load_claims() if c.id in stored and stored[c.id].bound == bound_of(c)]
    computed = entered(same)
    assert {claim.id: stored[claim.id].entered for claim in same} == computed


@pytest.mark.skipif(not history_at_hand(), reason="git's history is not at hand")
def test_our_history_is_read_as_git_shows_it() -> None:
    # The first record of Table 1 and the claims on it, in the words of git alone.
    claim = {claim.id: claim for claim in load_claims()}["radogaga.table1.thyroid.dagmm.f1"]
    git = ["git", "-C", str(REPOSITORY), "log", "--reverse", "--format=%H"]
    place = "results/table1/thyroid"

    def commits(*arguments: str) -> list[str]:
        answer = subprocess.run([*git, *arguments], capture_output=True, text=True, check=True)
        return answer.stdout.split()

    (first, *_) = commits("--", f"{place}/paper.json", f"{place}/reduced.json")
    claimed = commits("-S", json.dumps([claim.value, claim.spread]), first, "--", "claims")
    assert entered([claim])[claim.id] == ("before" if claimed and first not in claimed else "after")
