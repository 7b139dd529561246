"""Labels, and names of rows, that are not scored."""

import numpy as np
import pandas as pd
import pytest

from rdo.detectors.unscored import Unscored, ranking, truth_of
from rdo.errors import InputError


def test_columns_are_taken_apart_and_the_others_stay() -> None:
    table = pd.DataFrame({"x": ["1", "2"], "bad": ["yes", "no"], "day": ["Mo ", None]})
    rows, truth, names = Unscored("bad", "day").part(table, "new.csv", 1)
    assert list(rows.columns) == ["x"]
    assert truth is not None
    assert truth.tolist() == [1, 0]
    assert names == ["Mo", ""]
    assert Unscored().part(table, "new.csv", 1).truth is None


def test_names_of_what_is_written_are_refused() -> None:
    with pytest.raises(InputError, match="id='score': the scores have a column of that name"):
        Unscored(identifier="score")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["yes", "maybe"], "'maybe' in row 12, .*; labels are 1 for anomalies"),
        (["1", "no"], "'no' in row 12"),
        ([True, None], "labels are 1"),
    ],
)
def test_a_label_that_is_none_is_named(cells: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        truth_of(pd.Series(cells, name="bad"), "new.csv", 11)


def test_there_must_be_something_to_rank() -> None:
    good = ranking(np.array([0.0, 1.0]), {"ours": np.array([1.0, 2.0])}, "new.csv", "bad")
    assert good == {"ours": (1.0, 1.0)}
    for truth, said in ((np.ones(2), "the label 1 in every row"), (np.ones(0), "no row with a")):
        with pytest.raises(InputError, match=f"new.csv has {said}"):
            ranking(truth, {}, "new.csv", "bad")
