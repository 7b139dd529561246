"""Profiles of Tables 1 and 4."""

import pytest

from replication import table1, table4
from replication.finding import find
from replication.kit.anomaly.task import Task


@pytest.mark.parametrize(
    ("dataset", "steps"),
    [
        pytest.param("thyroid", 40_000, marks=pytest.mark.needs_data("thyroid")),
        pytest.param("arrhythmia", 20_000, marks=pytest.mark.needs_data("arrhythmia")),
        pytest.param("kddcup", 38_800, marks=pytest.mark.needs_data("kddcup")),
        pytest.param("kddcup_rev", 19_200, marks=pytest.mark.needs_data("kddcup_rev")),
    ],
)
def test_the_paper_profile_trains_for_the_dagmm_papers_epochs(dataset: str, steps: int) -> None:
    config, run = find("table1").plan(dataset, "paper", seeds=1)
    assert Task.load(config, run).steps == steps
    assert config.learning_rate == 1e-4
    reduced, _ = find("table1").plan(dataset, "reduced", seeds=1)
    assert Task.load(reduced, run).steps == steps // 4


def test_the_paper_profile_has_twenty_seeds_from_the_fixed_gauge() -> None:
    for name in ("table1", "table4"):
        _, run = find(name).plan("thyroid", "paper")
        assert (len(run.seeds), run.start) == (20, "gauge")


def test_both_tables_have_the_papers_data_sets() -> None:
    for rows in (table1.ROWS, table4.ROWS):
        assert set(rows) >= {"kddcup", "thyroid", "arrhythmia", "kddcup_rev"}
