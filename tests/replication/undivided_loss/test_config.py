"""The weights of the undivided loss are those that Table 2 prints."""

import pytest

from rdo.errors import InputError
from replication import table1
from replication.kit import Run
from replication.undivided_loss import EXPERIMENT
from replication.undivided_loss.config import LABELS, configure, trainings, undivided_name


@pytest.mark.parametrize("part", list(table1.ROWS))
def test_all_but_the_weights_is_table_1s(part: str) -> None:
    given, own = vars(table1.configure(part, "paper")), vars(configure(part, "paper"))
    assert {name: own[name] for name in given} == given
    assert EXPERIMENT.seeds["paper"] == 20


def test_every_printed_weight_is_tried_once() -> None:
    config = configure("thyroid", "paper")
    assert list(config.weights_tried) == [100, 1_000, 10_000]
    run = Run("undivided_loss", "thyroid", "paper", (0,))
    assert list(trainings(config, run)) == [
        "radogaga_d",
        "radogaga_log",
        "undivided_100",
        "undivided_1000",
        "undivided_10000",
    ]
    assert list(configure("arrhythmia", "paper").weights_tried) == [100, 1_000]


@pytest.mark.parametrize("part", list(table1.ROWS))
def test_every_arm_has_a_label(part: str) -> None:
    run = Run("undivided_loss", part, "paper", (0,))
    assert set(trainings(configure(part, "paper"), run)) <= set(LABELS)
    assert LABELS["undivided_10000"].endswith("= 10,000")


def test_no_weight_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="option weights_tried="):
        EXPERIMENT.plan("thyroid", options={"weights_tried": []})


def test_names_of_arms_are_names() -> None:
    assert undivided_name(0.5) == "undivided_0_5"
    assert undivided_name(1e6) == "undivided_1000000"
    assert undivided_name(1e6) != undivided_name(1_000_000.5)
    with pytest.raises(InputError, match="weights_tried="):
        EXPERIMENT.plan("thyroid", options={"weights_tried": [100, 100]})
