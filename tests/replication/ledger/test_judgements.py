"""Verdicts and causes in words."""

import pytest

from replication.ledger import CAUSES, VERDICTS, Comparison, judge
from replication.ledger.evidence import SIGNIFICANCE
from tests.replication.ledger.examples import CLAIM, STATEMENT, TENDENCY, around, make_record


def test_every_kind_has_its_verdicts() -> None:
    assert (
        *("reproduced", "exceeded", "direction only", "not reached"),
        *("holds", "refuted", "undecided", "not run"),
    ) == VERDICTS


def test_every_cause_is_explained_and_is_of_an_undecided_claim_alone() -> None:
    assert set(CAUSES) == {"reduced", "open", "interval", "reproducibility"}
    assert all(CAUSES.values())
    for claim in (CLAIM, STATEMENT, TENDENCY):
        for profile in ("paper", "reduced"):
            for centre in (0.02, 0.55, 0.6, 0.9):
                arms = {"radogaga_log": around(centre), "dagmm": around(0.1)}
                found = judge(claim, make_record(arms, profile))
                assert (found.verdict == "undecided") == bool(found.cause)
                assert found.cause == "" or found.cause in CAUSES


@pytest.mark.parametrize(
    ("p", "holds", "text"),
    [
        (0.031, True, "a above b: p = 0.031"),
        (SIGNIFICANCE, False, "a above b: p = 0.05"),
        (0.5, False, "a above b: p = 0.5"),
        (None, False, "a above b: too few pairs"),
    ],
)
def test_a_comparison_holds_below_the_level(p: float | None, holds: bool, text: str) -> None:
    comparison = Comparison("a", "b", p)
    assert (comparison.holds, str(comparison)) == (holds, text)
