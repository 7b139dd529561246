"""What the faults are tried on."""

from replication.dagmm_autopsy.config import LABELS, PARTS, RIGHT, UNTRAINED, Config, configure
from replication.dagmm_autopsy.costs import SCORES
from replication.table1 import ROWS


def test_every_network_of_table_1_is_a_part_and_the_first_needs_no_download() -> None:
    assert PARTS[:2] == ("breast_cancer", "digits")
    assert set(PARTS) == {*ROWS, "clusters"}
    config = configure("kddcup", "reduced")
    assert isinstance(config, Config)
    assert (config.batch_size, config.steps, config.learning_rate) == (1024, 600, 1e-3)


def test_every_score_has_a_label() -> None:
    assert list(LABELS) == [*SCORES, UNTRAINED]
    assert LABELS[RIGHT] == "as rdo scores"
