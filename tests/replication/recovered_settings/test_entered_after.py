"""The reading that was entered when the others had been explored."""

import pytest

from replication.kit import Result
from replication.kit.anomaly.rows import Row
from replication.recovered_settings import EXPERIMENT
from replication.recovered_settings.choice import explored, rows_of
from replication.recovered_settings.confirmed import confirmations
from replication.recovered_settings.entered_after import after_rows, after_table, entered_after
from replication.recovered_settings.readings import ENTERED_AFTER, ENTERED_AFTER_ON
from tests.replication.recovered_settings.examples import CONFIG, made_up

AFTER = frozenset({ENTERED_AFTER})


def test_each_printed_row_has_ours_and_its_distance(result: Result) -> None:
    def rows(gap: float) -> dict[str, tuple[Row, ...]]:
        arms = made_up(result, "arrhythmia", {AFTER: gap}).arms
        return {"arrhythmia": rows_of(arms, CONFIG, "arrhythmia", AFTER)}

    table = after_table({"near": rows(-0.5), "far": rows(1.5), "not trained": {}})
    assert list(table) == ["printed", "near", "far", "not trained"]
    assert len(table) == 8
    near, far = (table[name].to_dict() for name in ("near", "far"))
    assert near["arrhythmia", "Table 1, DAGMM"].split()[1:] == ["(-0.5", "sd)"]
    assert near["arrhythmia", "means within a deviation"] == "6 of 6"
    assert far["arrhythmia", "means within a deviation"] == "0 of 6"
    assert [one["arrhythmia", "beyond the bands, sd"] for one in (near, far)] == ["0.00", "0.50"]
    assert not table["not trained"].any()
    both = after_table({"near": rows(-0.5) | {"thyroid": rows(-0.5)["arrhythmia"]}})
    assert [part for part, _ in both.index] == ["arrhythmia"] * 8 + ["thyroid"] * 8


@pytest.mark.parametrize("profile", ["reduced", "paper"])
def test_its_records_are_those_that_the_option_makes(profile: str) -> None:
    beside = {"reduced": explored, "paper": confirmations}[profile]()
    found = entered_after(profile)
    assert tuple(found) == ENTERED_AFTER_ON
    for part, record in found.items():
        options = {"readings": f'["{ENTERED_AFTER}"]'}
        _, run = EXPERIMENT.plan(part, profile, options=options)
        assert record.variant == run.variant
        assert record.config["readings"] == [ENTERED_AFTER]
        assert record.seeds == beside[part].seeds
        assert len(after_rows(profile)[part]) == 6


def test_it_took_no_part_in_the_choice_there() -> None:
    for part in ENTERED_AFTER_ON:
        assert ENTERED_AFTER not in explored()[part].config["readings"]
