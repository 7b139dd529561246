"""What a run is called, and how it takes down what a method gave."""

import re
import shlex
from dataclasses import asdict, dataclass, replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.errors import Failure, InputError
from rdo.training import History
from replication.kit import Run
from replication.kit.options import parse_options, with_options

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
    arm = RUN.arm({"f1": RUN.same(0.5)}, History(seconds=1.0), {"n": 2}, seconds=0.26)
    assert arm.metrics == {"f1": [0.5, 0.5, 0.5]}
    assert replace(RUN, seeds=(5,)).arm({"f1": 0.5}).metrics == {"f1": [0.5]}
    assert (arm.seconds, arm.config) == (1.3, {"n": 2})


@pytest.mark.parametrize("values", [0.5, [0.5, 0.6], [[0.5, 0.6, 0.7]]])
def test_one_number_is_no_number_for_each_seed(values: object) -> None:
    with pytest.raises(InputError, match=r"metric f1 of shape .*: give \(3,\)"):
        RUN.arm({"f1": values})  # type: ignore[dict-item]


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
    values = [(1, 2), (12,), "x y", "x-y", "x_y", "/a/x", "/b/x", "none", None, 1.5, -1.5, 15, True]
    variants = {Run("t", "d", "paper", (0,), options={"a": value}).variant for value in values}
    assert len(variants) == len(values)


@dataclass(frozen=True)
class Config:
    steps: int = 1
    rate: float | None = 1.0
    widths: tuple[int, ...] = ()
    kind: Literal["a", "b"] = "a"


configs = st.builds(
    Config,
    st.integers(-99, 10**6),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(0, 99)).map(tuple),
    st.sampled_from(["a", "b"]),
)


@given(configs)
def test_the_command_makes_the_record_again(config: Config) -> None:
    run = Run("mine", "part", "paper", (0, 1), "glorot", options=asdict(config))
    program, command, name, *words = shlex.split(run.command)
    assert (program, command, name) == ("rdo", "run", "mine")
    fixed = ["--dataset", "part", "--profile", "paper", "--seeds", "2", "--start", "glorot"]
    assert words[:8] == fixed
    assert words[8::2] == ["-o"] * 4
    again = with_options(Config(), parse_options(words[9::2]), "mine")
    assert again == config
    assert replace(run, options=asdict(again)).variant == run.variant


def test_a_run_without_a_store_keeps_no_checkpoints() -> None:
    assert RUN.checkpoints("train") is None
