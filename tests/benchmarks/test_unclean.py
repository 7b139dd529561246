"""What anomalies among the rows to learn from cost, on trainings too short to detect much."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks import detectors, unclean
from rdo.datasets import load
from rdo.detectors import RaDOGAGADetector
from rdo.errors import InputError


@pytest.mark.parametrize("share", unclean.SHARES)
def test_the_share_is_of_the_rows_to_learn_from_and_rows_to_score_stay(share: float) -> None:
    train, test, truth = unclean.rows_with("breast_cancer", 1, share, 100)
    clean = unclean.rows_with("breast_cancer", 1, 0.0, 100)
    np.testing.assert_array_equal(test, clean[1])
    np.testing.assert_array_equal(truth, clean[2])
    added = len(train) - 100
    assert added / len(train) == pytest.approx(share, abs=0.005)
    normal = {row.tobytes() for row in clean[0]}
    assert sum(row.tobytes() in normal for row in train) == 100
    table = load("breast_cancer")
    anomalies = {row.tobytes() for row in table.X[table.y.astype(bool)]}
    assert sum(row.tobytes() in anomalies for row in train) == added
    assert not {row.tobytes() for row in train} & {row.tobytes() for row in test}


def test_a_share_that_a_table_has_not_is_refused() -> None:
    with pytest.raises(InputError, match=r"share=0.9: breast_cancer has \d+ anomalies"):
        unclean.rows_with("breast_cancer", 0, 0.9, 100)


def test_every_share_is_measured_for_every_detector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brief = partial(RaDOGAGADetector, max_steps=5, n_replicas=1)
    ours = {"radogaga": detectors._ours(brief)}  # type: ignore[arg-type]
    monkeypatch.setattr(unclean, "OURS", ours)
    out = tmp_path / "unclean.json"
    unclean.main(["--tables", "breast_cancer", "--seeds", "2", "--rows", "90", "--out", str(out)])
    kept = json.loads(out.read_text())
    rows = kept["tables"]["breast_cancer"]
    assert list(rows) == ["0", "0.01", "0.05"]
    for share, found in rows.items():
        assert len(found["isolation_forest"]["roc_auc"]) == 2
        mean = kept["mean"]["isolation_forest"][share]
        assert mean == pytest.approx(np.mean(found["isolation_forest"]["roc_auc"]), abs=1e-4)
        assert mean > 0.8  # the sign of scores
