"""Each check returns what the caller needs, or says in one sentence what would do."""

import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from rdo.checks import (
    LARGEST_SEED,
    check_array,
    check_choice,
    check_flag,
    check_labels,
    check_number,
    check_pictures,
    check_room,
    check_seed,
    check_tensor,
    check_type,
    check_whole,
)
from rdo.errors import InputError

HUGE = pytest.param(10**5000, id="5001 digits")
NO_NUMBERS = [None, "3", "", True, np.True_, 1j, [1], {}, np.zeros(2), math.nan, b"1"]


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.int64(3), Fraction(3)])
def test_numbers_become_floats(value: Any) -> None:
    number = check_number("x", value, 0, 3)
    assert (number, type(number)) == (3.0, float)


@pytest.mark.parametrize("value", [*NO_NUMBERS, math.inf, HUGE])
def test_what_is_no_number(value: Any) -> None:
    with pytest.raises(InputError, match=r"^x=.*: give a number from -1e\+100 to 1e\+100\.$"):
        check_number("x", value)


def test_the_ends_of_a_range() -> None:
    assert check_number("x", 0, 0, 1) == 0
    for value, sides in ((0, {"above": True}), (1, {"below": True})):
        with pytest.raises(InputError, match=f"x={value}: give a number .* to "):
            check_number("x", value, 0, 1, **sides)


@pytest.mark.parametrize("value", [*NO_NUMBERS, 3.0, -1, 11, np.float64(3)])
def test_what_is_no_whole_number(value: Any) -> None:
    with pytest.raises(InputError, match=r"^x=.*: give a whole number from 0 to 10\.$"):
        check_whole("x", value, 0, 10)


def test_whole_numbers_become_python_s_own() -> None:
    assert type(check_whole("x", np.int8(3))) is int
    with pytest.raises(InputError, match="whole number of at least 2"):
        check_whole("x", 1, 2)


def test_seeds_are_one_word() -> None:
    assert check_seed(LARGEST_SEED) == 2**32 - 1
    for seed in (-1, 2**32, 1.5, "1", None, True):
        with pytest.raises(InputError, match=r"seed=.* from 0 to 4294967295"):
            check_seed(seed)


def test_sizes_whose_table_fits() -> None:
    check_room(n=2**20, m=2**7)
    with pytest.raises(InputError, match=r"n=1048576, m=129: give sizes .* at most 134,217,728"):
        check_room(n=2**20, m=129)


@pytest.mark.parametrize("value", ["Log", None, 1, ["log"], np.array(["log"])])
def test_a_choice_is_one_of_the_texts(value: Any) -> None:
    check_choice("h", "log", ("d", "log"))
    with pytest.raises(InputError, match=r"^h=.*: give 'd' or 'log'"):
        check_choice("h", value, ("d", "log"))


def test_flags_and_types() -> None:
    assert check_flag("fetch", np.True_) is True
    for value in (1, 0, None, "yes"):
        with pytest.raises(InputError, match=r"fetch=.*: give True or False"):
            check_flag("fetch", value)
    with pytest.raises(InputError, match="images='x': give images"):
        check_type("images", "x", int, "images")


@pytest.mark.parametrize(
    "value",
    [
        [[1, 2], [3, 4]],
        np.array([[1, 2], [3, 4]], np.float16),
        np.array([[1, 2], [3, 4]], object),
        torch.tensor([[1, 2], [3, 4]], requires_grad=False),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.bfloat16, requires_grad=True),
        pd.DataFrame([[1, 2], [3, 4]]),
        np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[0, 0], [0, 0]]),
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
        np.ma.masked_array([[1.0, 2.0]], [[0, 1]]),
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
    with pytest.raises(InputError, match=r"^x[ =].*: (give|fill)|too large") as error:
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
        (np.ma.masked_array([0, 1], [0, 1]), "masked values"),
    ],
)
def test_other_labels_are_refused(labels: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_labels("y", labels)
