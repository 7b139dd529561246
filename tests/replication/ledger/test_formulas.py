"""Formulas in the text of a claim."""

from collections import Counter

import pytest

from replication.ledger import claims_table, scoreboard, to_json
from replication.ledger.wording import parts, plain


def test_words_and_formulas_take_turns() -> None:
    assert parts("$a$ is $b$.") == [("a", True), (" is ", False), ("b", True), (".", False)]
    assert parts("no formula") == [("no formula", False)]


def test_one_dollar_is_a_dollar() -> None:
    assert parts("costs 5 $") == [("costs 5 $", False)]
    assert plain("costs 5 $") == "costs 5 $"


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (r"h(d) = \log d", "h(d) = log d"),
        (r"a = \sqrt{2 \lambda_2 \sigma^2}\, (1 - 1)", "a = sqrt(2 lambda2 sigma^2) (1 - 1)"),
        (r"\sqrt{1 - \sqrt{b}}", "sqrt(1 - sqrt(b))"),
        (r"(2 q)^{3/2}", "(2 q)^(3/2)"),
        (r"\sigma_x^2", "sigma_x^2"),
    ],
)
def test_plain_text_of_a_formula(formula: str, text: str) -> None:
    assert plain(f"With ${formula}$ only") == f"With {text} only"


def test_tables_and_programs_get_plain_text() -> None:
    judgements = scoreboard()
    shown = [*claims_table(judgements)["claim"], *(one["statement"] for one in to_json(judgements))]
    assert not Counter("".join(shown))["$"]
