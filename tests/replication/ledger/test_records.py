import dataclasses
from typing import Any

import pytest

from rdo.errors import Failure, InputError
from replication.ledger import PROFILES, Arm, Record
from tests.replication.ledger.examples import make_record

FINE = make_record({"dagmm": [0.5, None, 0.7]})


def test_the_path_says_what_was_run() -> None:
    assert str(FINE.path) == "results/table1/thyroid/paper.json"
    variant = dataclasses.replace(FINE, variant="glorot", profile="reduced")
    assert str(variant.path) == "results/table1/thyroid/reduced-glorot.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"profile": "full"}, "profile='full'.*smoke, reduced, paper"),
        ({"experiment": "../table1"}, r"'\.\./table1'"),
        ({"dataset": ""}, "name ''"),
        ({"variant": "a/b"}, "'a/b'"),
        ({"seeds": []}, r"seeds=\[\]"),
        ({"seeds": [0, 0, 1]}, r"seeds=\[0, 0, 1\]"),
        ({"seeds": [0, 1]}, "3 values for 2 seeds"),
        ({"seeds": [0, 1, -1]}, r"from 0 to 2\*\*32 - 1"),
        ({"seeds": [0, 1, 2**32]}, r"from 0 to 2\*\*32 - 1"),
        ({"seeds": [0, 2, 3]}, "one of the record's"),
        ({"config": {"cache": ["/home/someone/data"]}}, "/home/someone/data"),
    ],
)
def test_a_record_out_of_order_cannot_be_made(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        dataclasses.replace(FINE, **change)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_not_finite_is_refused_with_what_to_do(value: float) -> None:
    with pytest.raises(InputError, match=r"seed 1 has -?(nan|inf).*record None and a failure"):
        make_record({"dagmm": [0.5, value, 0.7]})


@pytest.mark.parametrize(
    ("metric", "value"),
    [("f1", 1.1), ("roc_auc", -0.1), ("auc_noise", 2.0), ("correlation", -1.1)],
)
def test_a_value_outside_its_metrics_range_is_refused(metric: str, value: float) -> None:
    arm = Arm({metric: [0.5, value]})
    with pytest.raises(InputError, match=f"'{metric}': seed 1 has {value}; it lies from"):
        dataclasses.replace(FINE, seeds=[0, 1], arms={"dagmm": arm})


@pytest.mark.parametrize(
    ("values", "failures"),
    [
        ([0.5, None], []),  # a gap nobody explains
        ([0.5, 0.6], [Failure(1, 3, "diverged")]),  # a failed seed that is averaged
        ([0.5, None], [Failure(1, 3, "a"), Failure(1, 4, "b")]),
    ],
)
def test_a_value_is_missing_exactly_where_a_seed_failed(
    values: list[float | None], failures: list[Failure]
) -> None:
    with pytest.raises(InputError, match="failure"):
        dataclasses.replace(FINE, seeds=[0, 1], arms={"dagmm": Arm({"f1": values}, failures)})


def test_urls_and_fractions_are_not_folders() -> None:
    config = {"home": "https://kdd.ics.uci.edu/databases/", "ratio": "1/2 or 3/4"}
    assert dataclasses.replace(FINE, config=config).config == config


def test_profiles_are_the_three() -> None:
    assert {make_record({"dagmm": [0.5]}, profile).profile for profile in PROFILES} == {
        "smoke",
        "reduced",
        "paper",
    }


def test_a_record_is_frozen() -> None:
    assert isinstance(FINE, Record)
    with pytest.raises(dataclasses.FrozenInstanceError):
        FINE.profile = "smoke"  # type: ignore[misc]
