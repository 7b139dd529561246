"""What the faults are tried on."""

from replication.dagmm_autopsy.config import LABELS, PARTS, RIGHT, UNTRAINED, Config, configure
from replication.table1 import ROWS


def test_every_network_of_table_1_is_a_part_and_the_first_needs_no_download() -> None:
    assert PARTS[:2] == ("breast_cancer", "digits")
    assert set(PARTS) == {*ROWS, "clusters"}
    config = configure("kddcup", "reduced")
    assert isinstance(config, Config)
    assert (config.batch_size, config.steps, config.learning_rate) == (1024, 600, 1e-3)


def test_the_right_score_comes_first_and_the_untrained_networks_last() -> None:
    assert next(iter(LABELS.items())) == (RIGHT, "as rdo scores")
    assert list(LABELS)[-1] == UNTRAINED
