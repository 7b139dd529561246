"""The choices as departures from Table 1."""

import pytest

from rdo.errors import InputError
from replication import table1
from replication.ledger import REPOSITORY, read_record
from replication.unstated_choices import EXPERIMENT
from replication.unstated_choices.config import ARMS, CHOICES, LABELS, configure


@pytest.mark.parametrize("part", list(table1.ROWS))
def test_the_paper_profile_is_table_1s_with_more_evaluations(part: str) -> None:
    given = vars(table1.configure(part, "paper")) | {"evaluate_every": 1_000}
    assert vars(configure(part, "paper")) == given | {"choices": tuple(CHOICES)}
    assert EXPERIMENT.seeds["paper"] == 20


def test_the_reduced_profile_takes_half_of_the_epochs() -> None:
    assert configure("thyroid", "reduced").epochs == 10_000
    assert configure("arrhythmia", "reduced").epochs == 5_000
    assert EXPERIMENT.seeds["reduced"] == 5


def test_there_is_an_arm_for_every_method_and_choice_but_dagmms_start() -> None:
    assert len(ARMS) == len(LABELS) == 3 * len(CHOICES) - 1
    assert "dagmm_glorot" not in ARMS
    assert ARMS["radogaga_log_cosine_distance"] == ("radogaga_log", "cosine_distance")
    assert LABELS["radogaga_d_standard"] == "RaDOGAGA(d), columns standardised"


def test_every_arm_of_a_stored_record_has_a_label() -> None:
    paths = list((REPOSITORY / "results" / "unstated_choices").glob("*/*.json"))
    assert paths
    for path in paths:
        assert set(read_record(path).arms) <= set(LABELS)


def test_an_unknown_choice_is_refused() -> None:
    with pytest.raises(InputError, match="option choices="):
        EXPERIMENT.plan("thyroid", options={"choices": ["colour"]})
