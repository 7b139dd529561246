"""Fields that the user sets: read by their type, or refused in a sentence."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest

from rdo.errors import InputError, shown
from replication.kit.fields import Count, Floats, NonNegative, Rate, Widths
from replication.kit.options import check_fits, parse_options, with_options


@dataclass(frozen=True)
class Config:
    steps: int = 100
    rate: float = 1e-3
    widths: tuple[int, ...] = (8, 4)
    weight: float | tuple[float, float] = (1.0, 2.0)
    scaling: Literal["unit", "standard"] = "unit"
    table: str | None = None
    drop: bool = True


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("steps", "50", 50),
        ("rate", "1", 1.0),
        ("rate", "1e-4", 1e-4),
        ("widths", "[32, 16]", (32, 16)),
        ("weight", "5", 5.0),
        ("weight", "[1, 100]", (1.0, 100.0)),
        ("scaling", "standard", "standard"),
        ("table", "mine.csv", "mine.csv"),
        ("table", "12", "12"),
        ("table", "null", None),
        ("drop", "false", False),
        ("steps", 50, 50),
        ("widths", (3,), (3,)),
        ("table", None, None),
    ],
)
def test_a_value_is_read_by_the_type_of_its_field(name: str, typed: Any, value: Any) -> None:
    found = getattr(with_options(Config(), {name: typed}, "mine"), name)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("steps", "many"),
        ("steps", "5.5"),
        ("steps", "true"),
        ("steps", True),
        ("steps", ""),
        ("rate", "nan"),
        ("rate", "NaN"),
        ("rate", "Infinity"),
        ("rate", "1e999"),
        ("widths", "32"),
        ("widths", "[32, 1.5]"),
        ("weight", "[1, 2, 3]"),
        ("scaling", "half"),
        ("table", 12),
        ("drop", "1"),
        ("rate", float("nan")),
        ("steps", np.int64(5)),
        ("steps", Path("5")),
    ],
)
def test_a_value_of_another_type_is_refused(name: str, typed: Any) -> None:
    told = re.escape(f"option {name}={shown(typed)}: give ")
    with pytest.raises(InputError, match=told):
        with_options(Config(), {name: typed}, "mine")


def test_a_field_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"option lamda1='5': no such field; mine has steps, rate"):
        with_options(Config(), {"lamda1": "5"}, "mine")


def test_options_are_typed_as_field_and_value() -> None:
    assert parse_options(["steps=5", "table=a=b"]) == {"steps": "5", "table": "a=b"}
    for texts in (["steps"], ["=5"], ["steps=5", "steps=6"]):
        with pytest.raises(InputError, match=f"option {texts[-1]!r}: "):
            parse_options(texts)


@dataclass(frozen=True)
class Limited:
    steps: Count = 1
    rate: Rate | None = 1.0
    noise: NonNegative = 0.0
    lams: Floats = (1.0,)
    hidden: Widths = ()


@pytest.mark.parametrize(
    ("name", "typed", "wanted"),
    [
        ("steps", "0", "a whole number from 1 to 1,000,000,000"),
        ("steps", f"1{'0' * 400}", "a whole number from 1 to 1,000,000,000"),
        ("rate", "0", "a number from 1e-10 to 1 or null"),
        ("rate", "1.5", "a number from 1e-10 to 1 or null"),
        ("noise", "-1", "a number from 0 to 1e+12"),
        ("lams", "[]", "a list [...], each a number from 1e-12 to 1e+12, at least 1, at most 100"),
        ("lams", "[1, 0]", "a list [...], each a number from 1e-12 to 1e+12, at least 1"),
        ("hidden", "[8, 0]", "a list [...], each a whole number from 1 to 4,096, at most 20"),
        ("hidden", "[5000]", "a list [...], each a whole number from 1 to 4,096, at most 20"),
    ],
)
def test_a_value_out_of_its_range_is_refused_in_words(name: str, typed: str, wanted: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"option {name}={shown(typed)}: give {wanted}")):
        with_options(Limited(), {name: typed}, "mine")


def test_a_value_is_quoted_on_one_short_line() -> None:
    for typed in ("x" * 5000, "a\nb", "a\0b", "[" * 100_000, "9" * 5000):
        with pytest.raises(InputError, match=r"option steps=.*: give a whole number") as caught:
            with_options(Limited(), {"steps": typed}, "mine")
        assert len(str(caught.value)) < 300
        assert str(caught.value).isprintable()


def test_what_is_larger_than_the_data_is_refused() -> None:
    check_fits("rows", 5, batch_size=5, n_components=1)
    with pytest.raises(InputError, match="n_latent=6: the data have 5 columns; give at most"):
        check_fits("columns", 5, hidden=3, n_latent=6)
