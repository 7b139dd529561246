"""Arms in pairs, both starts, and the way there."""

from dataclasses import replace

import numpy as np
import pytest

from rdo.errors import Failure
from replication.kit import Result
from replication.kit.anomaly.tables import (
    STARTS,
    TRAINING,
    paired_differences,
    steps_that_reach,
    with_glorot,
)
from replication.ledger import Record, find_record, scoreboard


def test_training_is_held_against_the_untrained_network(result: Result) -> None:
    arms = dict(result.record.arms)
    arms["dagmm"] = replace(arms["untrained"], metrics={"f1": [0.1, 0.2, 0.3]})
    arms["radogaga_d"] = replace(arms["untrained"], metrics={"f1": [0.6, None, 0.8]})
    arms["untrained"] = replace(arms["untrained"], metrics={"f1": [0.5, 0.6, 0.7]})
    record = object.__new__(type(result.record))
    for name, value in {"arms": arms, "dataset": "thyroid", "seeds": [0, 1, 2]}.items():
        object.__setattr__(record, name, value)
    table = paired_differences([record, result.record], "f1", [*TRAINING, ("dagmm", "absent")])
    assert next(iter(table.index)) == ("DAGMM", "untrained network")
    assert table.shape == (5, 2)
    differences = dict(zip(table.index.get_level_values(0), table["Thyroid, 3 seeds"], strict=True))
    assert differences["DAGMM"] == "-0.400\N{NO-BREAK SPACE}(0.12)"  # one in 2^3
    assert differences["RaDOGAGA(d)"] == "+0.100\N{NO-BREAK SPACE}(0.25)"  # one in 2^2


def test_a_clear_difference_has_its_p_value_bounded(result: Result) -> None:
    """One in 2^20 is shown as small, and a pair that a record lacks as nothing."""
    arm = result.record.arms["untrained"]
    high = replace(arm, metrics={"f1": [0.8 + 0.001 * k for k in range(20)]}, failures=[])
    low = replace(arm, metrics={"f1": [0.5] * 20}, failures=[])
    seeds = list(range(20))
    one = replace(result.record, arms={"dagmm": high, "autoencoder": low}, seeds=seeds)
    other = replace(result.record, arms={"dagmm": high}, seeds=seeds)
    table = paired_differences([one, other], "f1", [("dagmm", "autoencoder")])
    assert table.to_numpy().tolist() == [["+0.309\N{NO-BREAK SPACE}(<0.0001)", ""]]


def test_a_pair_of_which_no_seed_finished_is_left_empty(result: Result) -> None:
    arm = result.record.arms["untrained"]
    failures = [Failure(seed, 1, "the rate term is not finite") for seed in (0, 1)]
    lost = replace(arm, metrics={"f1": [None, None]}, failures=failures)
    ours = replace(arm, metrics={"f1": [0.5, 0.6]}, failures=[])
    arms = {"dagmm": lost, "autoencoder": ours}
    one = replace(result.record, arms=arms, seeds=[0, 1])
    table = paired_differences([one], "f1", [("dagmm", "autoencoder")])
    assert table.to_numpy().tolist() == [[""]]
    arrays = {"dagmm_observed_at": np.arange(3), "dagmm_observed_f1": np.full((3, 2), np.nan)}
    thyroid = replace(one, dataset="thyroid", arms={"dagmm": lost})
    assert steps_that_reach(thyroid, arrays).empty


def test_the_two_starts_are_joined_on_the_seeds_they_share(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(shift: float, seeds: int) -> Record:
        values: list[float | None] = [shift + 0.1 * k for k in range(seeds)]
        arms = {
            name: replace(result.record.arms[name], metrics={"f1": values}, failures=[])
            for name in ("radogaga_d", "dagmm")
        }
        return replace(result.record, arms=arms, seeds=list(range(seeds)))

    monkeypatch.setattr(
        "replication.kit.anomaly.tables.find_record", lambda *_, **__: shifted(0.1, 4)
    )
    both = with_glorot(shifted(0.2, 5))
    assert both is not None
    assert both.seeds == [0, 1, 2, 3]
    assert both.arms["radogaga_d_glorot"].metrics["f1"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert both.arms["dagmm"].metrics["f1"] == pytest.approx([0.2, 0.3, 0.4, 0.5])
    table = paired_differences([both], "f1", STARTS)
    assert list(table.index) == [
        ("RaDOGAGA(d), Glorot's start", "RaDOGAGA(d)"),
        ("RaDOGAGA(d), Glorot's start", "DAGMM"),
    ]
    assert table.iloc[0, 0] == "-0.100\N{NO-BREAK SPACE}(0.062)"  # one in 2^4
    late = shifted(0.2, 5)
    arm = late.arms["dagmm"]
    failed = replace(
        arm, metrics={"f1": [*arm.metrics["f1"][:4], None]}, failures=[Failure(4, 7, "diverged")]
    )
    both = with_glorot(replace(late, arms=late.arms | {"dagmm": failed}))
    assert both is not None
    assert both.arms["dagmm"].failures == []
    monkeypatch.setattr("replication.kit.anomaly.tables.find_record", lambda *_, **__: None)
    assert with_glorot(shifted(0.2, 5)) is None


def test_the_first_step_that_reaches_the_printed_value_is_found(result: Result) -> None:
    record = replace(result.record, dataset="thyroid")
    arrays = {
        f"{name}_{key}": value
        for name in ("dagmm", "radogaga_d", "radogaga_log")
        for key, value in {
            "observed_at": np.array([0, 10, 20]),
            "observed_f1": np.array([[0.1, 0.1], [0.9, 0.7], [0.3, 0.3]]),
        }.items()
    }
    row = steps_that_reach(record, arrays).to_dict("index")["Thyroid", "RaDOGAGA(log d)"]
    assert row["printed"] == "0.6702\N{NO-BREAK SPACE}(0.0585)"
    assert (row["highest on the way"], row["at step"]) == ("0.800", "10")
    assert (row["reached first at"], row["evaluations there"]) == ("10", "1 of 3")
    low = {key: value * 0 if key.endswith("f1") else value for key, value in arrays.items()}
    assert set(steps_that_reach(record, low)["reached first at"]) == {"never"}


def test_equal_differences_tie_as_they_do_in_the_ledger() -> None:
    found = scoreboard()
    (judged,) = [
        one for one in found
        if one.claim.id == "radogaga.section4_1_divided.thyroid.radogaga_d.over_undivided_lambda2"
    ]  # fmt: skip
    record = find_record("undivided_loss", "thyroid")
    assert record is not None
    assert judged.p is not None
    table = paired_differences([record], "f1", [("radogaga_d", "undivided_10000")])
    assert str(table.iloc[0, 0]).endswith(f"({judged.p:.2g})")
