"""What a run is called, and how it takes down what a method gave."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.errors import Failure
from rdo.training import History
from replication.kit import Run

RUN = Run("table1", "thyroid", "paper", (5, 7, 8))


def test_a_failed_seed_has_no_value_and_its_first_failure_stands() -> None:
    nan = float("nan")
    history = History(steps=[0, 9], failures=[Failure(7, 3, "the rate term is not finite")])
    arm = RUN.arm({"f1": [0.5, nan, nan], "auc": [0.6, 0.7, 0.8]}, history)
    assert arm.metrics == {"f1": [0.5, None, None], "auc": [0.6, None, None]}
    assert arm.failures == [history.failures[0], Failure(8, 9, "f1 is not finite")]
    assert arm.finished("f1").tolist() == [0.5]
    assert arm.finished("no such metric").tolist() == []


def test_a_number_that_no_seed_changes_stands_for_all() -> None:
    arm = RUN.arm({"f1": 0.5}, History(seconds=1.0), {"n": 2}, seconds=0.26)
    assert arm.metrics == {"f1": [0.5, 0.5, 0.5]}
    assert (arm.seconds, arm.config) == (1.3, {"n": 2})


@pytest.mark.parametrize(
    ("start", "options", "variant"),
    [
        ("gauge", {}, ""),
        ("glorot", {}, "glorot"),
        ("gauge", {"lambda1": 50.0}, "lambda1_50p0"),
        ("glorot", {"steps": 10, "rate": 1e-05}, "glorot_rate_1em05_steps_10"),
    ],
)
def test_a_departure_from_the_profile_names_the_variant(
    start: str, options: dict[str, float], variant: str
) -> None:
    run = Run("table1", "thyroid", "paper", (0,), start, options)  # type: ignore[arg-type]
    assert run.variant == variant


values = st.one_of(st.integers(), st.floats(allow_nan=False), st.text(), st.none(), st.booleans())


@given(st.dictionaries(st.sampled_from(["a", "b_c"]), st.one_of(values, st.tuples(values, values))))
def test_a_variant_can_be_the_name_of_a_file(options: dict[str, object]) -> None:
    variant = Run("table1", "thyroid", "paper", (0,), options=options).variant
    assert bool(variant) == bool(options)
    assert re.fullmatch(r"[a-z0-9_]*", variant)
    assert len(variant) < 80


def test_different_options_never_share_a_name() -> None:
    sets: list[dict[str, object]] = [
        {"a": (1, 2)},
        {"a": (12,)},
        {"a": "x y"},
        {"a": "x-y"},
        {"a": "x_y"},
        {"a": 1.5},
    ]
    assert len({Run("t", "d", "paper", (0,), options=o).variant for o in sets}) == len(sets)


def test_the_command_makes_the_record_again() -> None:
    run = Run("table1", "thyroid", "paper", (0, 1), "glorot", {"hidden": (30, 24), "steps": 5})
    assert run.command == (
        "rdo run table1 --dataset thyroid --profile paper --seeds 2 --start glorot "
        "-o hidden='[30, 24]' -o steps=5"
    )


def test_a_run_without_a_store_keeps_no_checkpoints() -> None:
    assert RUN.checkpoints("train") is None
