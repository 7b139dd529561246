"""The reading that was entered when the others had been explored."""

from replication.kit import Result
from replication.recovered_settings import EXPERIMENT
from replication.recovered_settings.choice import explored
from replication.recovered_settings.entered_after import after_table, entered_after
from replication.recovered_settings.readings import ENTERED_AFTER, ENTERED_AFTER_ON
from tests.replication.recovered_settings.examples import made_up

AFTER = frozenset({ENTERED_AFTER})


def test_each_printed_row_has_ours_and_its_distance(result: Result) -> None:
    record = made_up(result, "arrhythmia", {AFTER: -0.5})
    table = after_table({"arrhythmia": record})
    assert len(table) == 7
    cells = table["ours"].to_dict()
    assert cells["arrhythmia", "Table 1, DAGMM"].split()[1:] == ["(-0.5", "sd)"]
    assert cells["arrhythmia", "rows within a deviation"] == "6 of 6"


def test_its_records_are_those_that_the_option_makes() -> None:
    found = entered_after()
    assert tuple(found) == ENTERED_AFTER_ON
    for part, record in found.items():
        options = {"readings": f'["{ENTERED_AFTER}"]'}
        _, run = EXPERIMENT.plan(part, "reduced", options=options)
        assert record.variant == run.variant
        assert record.config["readings"] == [ENTERED_AFTER]
        assert record.seeds == explored()[part].seeds


def test_it_took_no_part_in_the_choice_there() -> None:
    for part in ENTERED_AFTER_ON:
        assert ENTERED_AFTER not in explored()[part].config["readings"]
