"""What both pages show, on records that are there."""

import matplotlib.pyplot as plt
import pytest

from replication.kit.anomaly.pages import PAPER, StoredTable
from replication.kit.labels import DATA


@pytest.mark.parametrize("table", ["table1", "table4"])
def test_a_page_shows_all_data_sets_of_the_paper(table: str) -> None:
    stored = StoredTable.of(table)
    assert [record.dataset for record in stored.records] == list(PAPER)
    titles = {DATA[name] for name in PAPER}
    for shown in (stored.results(), stored.inside(), stored.rebuilt()):
        assert set(shown.index.get_level_values(0)) == titles
    assert "KDDCup-rev" in stored.mechanism().index
    assert len(stored.training_helps().columns) == len(stored.loss_helps().columns) == len(PAPER)
    assert set(stored.reached().index.get_level_values(0)) == titles
    _, pairs = stored.both_starts()
    assert len(pairs) == 8
    assert len(stored.every_seed().axes) == len(PAPER)
    assert len(stored.along_training().axes) >= 3 * len(PAPER)
    plt.close("all")
