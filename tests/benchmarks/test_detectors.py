"""The comparison of detectors, on trainings too short to detect much."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks import detectors
from rdo.detectors import DAGMMDetector, RaDOGAGADetector


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"radogaga": RaDOGAGADetector, "dagmm": DAGMMDetector}
    short = {name: partial(kind, max_steps=5, n_replicas=1) for name, kind in kinds.items()}
    ours = {name: detectors._ours(kind) for name, kind in short.items()}  # type: ignore[arg-type]
    monkeypatch.setattr(detectors, "OURS", ours)
    monkeypatch.setattr(detectors, "PYOD", {})


def test_rows_are_split_as_the_papers_do_and_drawn_once() -> None:
    problem, again = (detectors.Problem.of("breast_cancer", 1, most=100) for _ in range(2))
    assert problem.train.shape == problem.test.shape == (100, 30)
    assert 0 < problem.anomalous.sum() < 100
    np.testing.assert_array_equal(problem.test, again.test)


def test_every_detector_is_scored_by_the_same_rows_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "detectors.json"
    detectors.main(["--tables", "breast_cancer", "--seeds", "2", "--rows", "90", "--out", str(out)])
    kept = json.loads(out.read_text())
    assert set(kept["tables"]["breast_cancer"]) == {"radogaga", "dagmm", "isolation_forest"}
    forest = kept["tables"]["breast_cancer"]["isolation_forest"]
    assert len(forest["roc_auc"]) == 2
    assert min(forest["roc_auc"]) > 0.8  # the sign of scores
    mean = kept["mean"]["isolation_forest"]["roc_auc"]
    assert mean == pytest.approx(np.mean(forest["roc_auc"]), abs=1e-4)
    command = kept["provenance"]["command"]
    assert command.startswith("python -m benchmarks.detectors --tables ")
    assert " --rows " in command


def test_pyods_detectors_rank_what_is_far_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyod")
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(200, 4)), rng.normal(size=(20, 4))
    test[0] = 9
    monkeypatch.undo()
    for name in ("pyod_ecod", "pyod_knn", "pyod_lof", "pyod_pca"):
        assert detectors.PYOD[name](train, test, 0).argmax() == 0


def test_columns_that_are_constant_in_training_give_pyod_numbers_that_can_be_ranked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("pyod")
    monkeypatch.undo()
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(200, 4)), rng.normal(size=(20, 4))
    train[:, 0] = test[:, 0] = 1
    test[3, 0] = 2
    scores = detectors.PYOD["pyod_ecod"](train, test, 0)
    assert np.isfinite(scores).all()
    assert scores.argmax() == 3
    scores = detectors.PYOD["pyod_pca"](train, test, 0)
    np.testing.assert_allclose(scores, detectors.PYOD["pyod_pca"](train[:, 1:], test[:, 1:], 0))


def test_some_detectors_are_measured_anew_and_the_others_stay(tmp_path: Path) -> None:
    out = tmp_path / "detectors.json"
    words = ["--tables", "breast_cancer", "--seeds", "1", "--rows", "90", "--out", str(out)]
    detectors.main(words)
    first = json.loads(out.read_text())
    first["tables"]["breast_cancer"]["radogaga"]["roc_auc"] = [0.125]
    first["tables"]["breast_cancer"]["isolation_forest"]["roc_auc"] = [0.125]
    out.write_text(json.dumps(first))
    detectors.main([*words, "--detectors", "isolation_forest"])
    second = json.loads(out.read_text())
    assert second["mean"]["radogaga"]["roc_auc"] == 0.125
    assert second["mean"]["isolation_forest"]["roc_auc"] > 0.8
    assert second["before"] == first["provenance"]
    with pytest.raises(SystemExit, match="has 1 seeds, at most 90 rows and the tables"):
        detectors.main([*words, "--seeds", "2", "--detectors", "isolation_forest"])
