"""Each check returns what the caller needs, or says in one sentence what would do."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from rdo.checks import (
    LARGEST_SEED,
    check_callable,
    check_choice,
    check_flag,
    check_number,
    check_room,
    check_seed,
    check_seeds,
    check_type,
    check_whole,
)
from rdo.errors import InputError

HUGE = pytest.param(10**5000, id="5001 digits")
NO_NUMBERS: list[Any] = [None, "3", "", True, np.True_, 1j, [1], {}, np.zeros(2), math.nan, b"1"]


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.int64(3)])
def test_numbers_become_floats(value: Any) -> None:
    number = check_number("x", value, 0, 3)
    assert (number, type(number)) == (3.0, float)


@pytest.mark.parametrize("value", [*NO_NUMBERS, math.inf, HUGE, Fraction(3), 2**63])
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


def test_seeds_are_a_list_of_such() -> None:
    right: list[Any] = [[3, 4], (3, 4), range(3, 5), np.array([3, 4])]
    for seeds in right:
        found = check_seeds(seeds)
        assert found == (3, 4)
        assert {type(seed) for seed in found} == {int}
    wrong: list[Any] = [[], (), {3}, {3: 4}, "34", 3, None, np.zeros((1, 1), int), np.array(3)]
    for seeds in wrong:
        with pytest.raises(InputError, match=r"^seeds=.*: give a list of at least one seed\.$"):
            check_seeds(seeds)
    with pytest.raises(InputError, match=r"seeds=-1: give a whole number from 0"):
        check_seeds([3, -1])


def test_a_function_is_what_can_be_called() -> None:
    check_callable("f", int)
    with pytest.raises(InputError, match=r"f=3: give a function\."):
        check_callable("f", 3)


def test_sizes_whose_table_fits() -> None:
    check_room(n=2**20, m=2**6)
    with pytest.raises(InputError, match=r"n=1048576, m=65: give sizes .* at most 67,108,864"):
        check_room(n=2**20, m=65)


@pytest.mark.parametrize("value", ["Log", None, 1, ["log"], np.array(["log"])])
def test_a_choice_is_one_of_the_texts(value: Any) -> None:
    check_choice("h", "log", ("d", "log"))
    with pytest.raises(InputError, match=r"^h=.*: give 'd' or 'log'"):
        check_choice("h", value, ("d", "log"))
    with pytest.raises(InputError, match=r"^h=.*: give 'd'\."):
        check_choice("h", value, ("d",))


def test_flags_and_types() -> None:
    assert check_flag("fetch", np.True_) is True
    for value in (1, 0, None, "yes"):
        with pytest.raises(InputError, match=r"fetch=.*: give True or False"):
            check_flag("fetch", value)
    with pytest.raises(InputError, match="images='x': give images"):
        check_type("images", "x", int, "images")
