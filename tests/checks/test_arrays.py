"""Each check returns what the caller needs, or says in one sentence what would do."""

import math
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from rdo.checks import (
    check_array,
    check_float32,
    check_labels,
    check_pictures,
    check_tensor,
)
from rdo.errors import InputError


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]], np.float16),
        np.array([[1, 2], [3, 4]], object),
        torch.tensor([[1, 2], [3, 4]], requires_grad=False),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.bfloat16, requires_grad=True),
        pd.DataFrame([[1, 2], [3, 4]]),
        np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[False, False], [False, False]]),
    ],
)
def test_arrays_become_float64(value: Any) -> None:
    array = check_array("x", value, ("n", 2))
    assert array.dtype == np.float64
    np.testing.assert_array_equal(array, [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        3.0,
        {"a": 1},
        [[1.0, 2.0], [3.0]],
        [["1", "2"]],
        np.array([[1j, 2]]),
        np.array([["2020-01-01"] * 2], "datetime64[D]"),
        np.ma.masked_array([[1.0, 2.0]], [[False, True]]),
        np.array([[10**400, 1]], object),
        [[math.nan, 1.0]],
        [[math.inf, 1.0]],
        [[1e101, 1.0]],
        np.zeros((0, 2)),
        np.zeros((2, 3)),
        np.zeros((1, 2, 2)),
        lambda: 1,
    ],
)
def test_arrays_that_are_none(value: Any) -> None:
    with pytest.raises(InputError, match=r"^x[ =].*: (give|fill)") as error:
        check_array("x", value, ("n", 2))
    assert "\n" not in str(error.value)


def test_shapes() -> None:
    assert check_array("x", 2.0, ()).shape == ()
    assert check_array("x", np.ones((5, 4, 3, 3)), (..., "n", "n")).shape == (5, 4, 3, 3)
    for value, shape, text in (
        (np.ones((2, 3)), ("n", "n"), "(n, n)"),
        (np.ones(3), (..., "n", "n"), "(..., n, n)"),
        (np.ones((3, 1)), ("n",), "(n,)"),
    ):
        with pytest.raises(InputError, match=re.escape(f"give {text}, no axis empty")):
            check_array("x", value, shape)
    held = check_array("x", [1.0, math.inf], ("n",), finite=False)
    np.testing.assert_array_equal(held, [1, math.inf])


def test_tensors_keep_their_type_and_are_not_read() -> None:
    x = torch.tensor([[math.nan, 1.0]])
    assert check_tensor("x", x, (..., "M")) is x
    wrong: list[Any] = [None, [[1.0]], np.ones((2, 2)), x.half(), x.bfloat16(), x.to(torch.uint8)]
    for value in (*wrong, torch.tensor(1.0), x[:0], x.to(torch.complex64)):
        with pytest.raises(InputError, match=r"^x[ =]"):
            check_tensor("x", value, (..., "M"))

    def check(one: torch.Tensor) -> torch.Tensor:
        return check_tensor("x", one, ("M",)) + 1

    assert torch.vmap(check)(x).shape == (1, 2)


def test_pictures_are_floating_point_numbers() -> None:
    x = np.zeros((2, 1, 4, 4), np.float32)
    assert check_pictures("x", x) is x
    wrong: list[Any] = [None, x[0], x[:0], x.astype(np.uint8), x.astype(np.float16), x.tolist()]
    for value in (*wrong, torch.tensor(x), "x", x.astype(complex)):
        with pytest.raises(InputError, match=r"^x[ =].*: give"):
            check_pictures("x", value)


@pytest.mark.parametrize(
    "labels",
    [
        [0, 1, 1],
        [0.0, 1.0, 1.0],
        [False, True, True],
        np.array([0, 1, 1], object),
        pd.Series([0, 1, 1], dtype="Int64"),
        pd.Series([False, True, True], index=[5, 3, 1]),
        torch.tensor([0, 1, 1]),
    ],
)
def test_labels_are_zero_and_one(labels: Any) -> None:
    found = check_labels("y", labels)
    assert found.dtype == np.bool_
    assert found.tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([1, 1, -1], r"y holds -1 in row 3: .* give y == -1"),
        ([0, 1, 2], r"y holds 2 in row 3: labels are 0"),
        ([0, 1, math.nan], r"y holds nan in row 3"),
        (pd.Series([0, 1, None], dtype="Int64"), "y holds nan in row 3"),
        ([0, 1, None], "Labels are 0"),
        (["0", "1", "1"], "Labels are 0"),
        ([0.2, 1.0], "y holds 0.2 in row 1"),
        ([[0, 1]], r"y of shape \(1, 2\): give \(n,\)"),
        ([], "no axis empty"),
        (None, "Labels are 0"),
        (np.ma.masked_array([0, 1], [False, True]), "masked values"),
    ],
)
def test_other_labels_are_refused(labels: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_labels("y", labels)


def test_float32_tells_the_values_of_a_column_apart_or_the_column_is_named() -> None:
    rng = np.random.default_rng(0)
    plain = rng.standard_normal(1_000)
    for fine in (plain, 1e30 * plain, 1e-30 * plain, plain + 1e3, np.arange(1e3) + 2**24):
        check_float32("X", np.column_stack([plain, fine]))
    check_float32("X", np.column_stack([plain, np.full(1_000, 1.7e12)]))  # a constant stays one
    milliseconds = 1.7e12 + np.arange(1e3)
    for coarse in (milliseconds, plain + 1e6, np.where(plain > 0, 1e12, 1e12 + 1), 1e-60 * plain):
        with pytest.raises(InputError, match=r"^X has \d+ different values in column 2, of which"):
            check_float32("X", np.column_stack([plain, coarse]))
    with pytest.raises(InputError, match="in 'when', of which float32 leaves 1: scale it"):
        check_float32("X", milliseconds[:9, None], ["'when'"])
