"""The rule that chooses a reading, on records made up for it."""

from dataclasses import replace

import pytest

from replication.kit import Result
from replication.kit.anomaly.rows import Row
from replication.kit.labels import METHODS
from replication.recovered_settings.choice import (
    Standing,
    best,
    chosen,
    ranked,
    rows_of,
    tried,
)
from replication.recovered_settings.readings import RULE
from tests.replication.recovered_settings.examples import CONFIG, GLOROT, ROWS, TEST, made_up


def test_a_row_without_a_seed_lies_as_far_beyond_its_band_as_any_can() -> None:
    row = Row("table1", "thyroid", "dagmm", 0.5, 0.1, float("nan"))
    assert Standing((row,)).excess == 10


def test_more_rows_come_before_smaller_distances() -> None:
    row = Row("table1", "thyroid", "dagmm", 0.5, 0.1, 0.5)
    far = replace(row, mean=0.0)
    near = replace(row, mean=0.3)
    assert Standing((row, far)).key < Standing((near, near)).key
    assert Standing((row, near)).key < Standing((row, far)).key


def test_the_best_reading_is_that_with_most_rows_and_may_take_the_test_mixture(
    result: Result,
) -> None:
    record = made_up(result, "thyroid", {RULE: -3, GLOROT: -0.5, ROWS: 2})
    # DAGMM starts at Glorot's weights under the rule, so the reading reaches RaDOGAGA's rows alone.
    reached = [row.reached for row in rows_of(record.arms, CONFIG, "thyroid", GLOROT)]
    assert reached == [method != "dagmm" for method in METHODS] * 2
    assert ranked(record.arms, CONFIG, "thyroid", [RULE, ROWS, GLOROT]) == [GLOROT, ROWS, RULE]
    # Under the mixture of the test rows every mean is the printed one; the first that ties is it.
    assert best({"thyroid": record}) == TEST
    assert all(row.reached for row in rows_of(record.arms, CONFIG, "thyroid", TEST))


def test_one_reading_for_all_data_sets_and_the_best_for_each(result: Result) -> None:
    gaps = {RULE: -3.0, GLOROT: -2.0, ROWS: -2.5}
    records = {part: made_up(result, part, gaps) for part in ("thyroid", "arrhythmia")}
    for record in records.values():
        for arm in record.arms.values():
            arm.metrics["f1_test_mixture"] = [0.0, 0.0]
    assert best(records) == GLOROT
    for arm in (arm for name, arm in records["thyroid"].arms.items() if name.endswith("rows")):
        arm.metrics["f1"] = [0.55, 0.55]
    own = best({"thyroid": records["thyroid"]})
    assert own == ROWS
    found = chosen("thyroid", records)
    assert len(found) == 3 * 6
    assert {found[name] for name in found if name.startswith("common")} == {best(records)}
    assert {found[name] for name in found if name.startswith("own")} == {ROWS}
    assert chosen("arrhythmia", records)["own_table4_dagmm"] == GLOROT
    # In Table 1's row of RaDOGAGA(log d), printed 0.6702, what misses by less is higher than 0.55.
    assert found["highest_table1_radogaga_log"] == GLOROT
    assert found["highest_table1_dagmm"] == ROWS


def test_every_reading_is_tried_with_either_mixture_and_once(result: Result) -> None:
    found = tried(made_up(result, "thyroid", dict.fromkeys((RULE, GLOROT, ROWS), 0.0)))
    assert found == [RULE, GLOROT, ROWS, TEST, GLOROT | TEST, ROWS | TEST]
    assert len(set(found)) == len(found)


def test_a_mean_needs_half_of_the_seeds(result: Result) -> None:
    record = made_up(result, "thyroid", {RULE: 0.0})
    arm = record.arms["table1_dagmm_rule"]
    arm.metrics["f1"] = [None, arm.metrics["f1"][0]]
    assert rows_of(record.arms, CONFIG, "thyroid", RULE)[0].reached
    arm.metrics["f1"] = [None, None, arm.metrics["f1"][1]]
    assert not rows_of(record.arms, CONFIG, "thyroid", RULE)[0].reached


def test_nothing_is_printed_of_the_data_that_comes_with_scikit_learn(result: Result) -> None:
    assert rows_of(result.record.arms, CONFIG, "breast_cancer", RULE) == ()


@pytest.mark.parametrize("part", ["thyroid", "arrhythmia", "kddcup", "kddcup_rev"])
def test_every_printed_row_counts(result: Result, part: str) -> None:
    record = made_up(result, part, {RULE: 0.9})
    rows = rows_of(record.arms, CONFIG, part, RULE)
    assert len(rows) == 6
    assert all(row.reached for row in rows)
