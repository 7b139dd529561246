"""Cells as numbers, truth values or text."""

import numpy as np
import pandas as pd
import pytest

from rdo.detectors.cells import (
    as_numbers,
    as_text,
    as_truths,
    is_missing,
    listed,
    named,
    text_only,
)


def test_numbers_missing_cells_and_others_are_told_apart() -> None:
    values, wrong = as_numbers(pd.Series(["1", " 2.5 ", "", "NA", "?", "x", "inf", None]))
    np.testing.assert_array_equal(values[:5], [1, 2.5, np.nan, np.nan, np.nan])
    assert wrong.tolist() == [False] * 5 + [True, True, False]
    values, wrong = as_numbers(pd.Series([1.0, np.nan, np.inf]))
    assert wrong.tolist() == [False, False, True]
    assert as_numbers(pd.Series([True, False]))[1].all()


def test_truth_values_are_words_or_typed() -> None:
    values, wrong = as_truths(pd.Series(["Yes", "no", "TRUE", "false", "", "maybe"]))
    np.testing.assert_array_equal(values[:5], [1, 0, 1, 0, np.nan])
    assert wrong.tolist() == [False] * 5 + [True]
    np.testing.assert_array_equal(as_truths(pd.Series([True, False]))[0], [1, 0])


def test_text_has_no_blanks_around_it_and_missing_cells_are_empty() -> None:
    cells = pd.Series([" a ", None, float("nan"), pd.NA, pd.NaT, 3])
    assert as_text(cells).tolist() == ["a", "", "", "", "", "3"]


@pytest.mark.parametrize(
    ("cells", "text", "missing"),
    [
        (["1", " ", "N/A", None], False, [False, True, True, True]),
        (["1", " ", "N/A", None], True, [False, True, False, True]),
        ([1.0, np.nan], False, [False, True]),
        ([True, False], False, [False, False]),
        (pd.Categorical(["1", "NA", "", None]), False, [False, True, True, True]),
        (pd.Categorical(["1", "NA", "", None]), True, [False, False, True, True]),
    ],
)
def test_missing_cells_are_those_that_are_read_so(
    cells: list[object] | pd.Categorical, text: bool, missing: list[bool]
) -> None:
    given = pd.Series(cells)
    assert is_missing(given, text=text).tolist() == missing
    if text:
        assert (as_text(given) == "").tolist() == missing
    elif given.dtype != bool:
        assert np.isnan(as_numbers(given)[0]).tolist() == missing


def test_names_in_messages_are_few() -> None:
    many = [f"n{k}" for k in range(11)]
    assert listed(many).endswith("n7 and 3 more")
    assert named(["flow"]) == "the column 'flow'"
    assert named(["a", "b"]) == "the columns 'a', 'b'"
    assert len(named(["9" * 4000])) < 100


def test_text_only_takes_nothing_else() -> None:
    assert text_only("a") == "a"
    with pytest.raises(TypeError, match="3 is no text"):
        text_only(3)
