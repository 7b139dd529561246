"""What scikit-learn and people with a table expect of a detector."""

import pickle
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from sklearn.utils.estimator_checks import check_estimator

from rdo.detectors import RaDOGAGADetector
from rdo.errors import InputError
from tests.detectors.examples import KINDS, Kind, frame, quick, table

both = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.slow
@both
def test_scikit_learns_own_checks_pass(kind: Kind) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its tables: a column of one value, and the like
        results = check_estimator(quick(kind, max_steps=2), on_fail=None)
    assert len(results) > 40
    assert not [one for one in results if one["status"] not in ("passed", "skipped")]
    skipped = [one["check_name"] for one in results if one["status"] == "skipped"]
    assert set(skipped) <= {"check_array_api_input"}  # asked for by an environment variable


@both
def test_what_was_stored_at_fit_is_what_is_computed_later(kind: Kind) -> None:
    X = frame(301)
    detector = quick(kind).fit(X)
    assert np.array_equal(detector.score_samples(X), detector.training_scores_)
    assert np.array_equal(detector.predict(X), detector.labels_)
    assert np.array_equal(quick(kind).fit_predict(X), detector.labels_)
    assert np.array_equal(detector.decision_function(X) < 0, detector.labels_ < 0)
    assert (detector.labels_ < 0).sum() == 15  # "auto" is a twentieth
    state, before = pickle.dumps(detector), dict(vars(detector))
    alone = np.concatenate([detector.score_samples(X.iloc[i : i + 1]) for i in range(30)])
    np.testing.assert_allclose(alone, detector.training_scores_[:30], rtol=1e-6, atol=1e-9)
    assert all(vars(detector)[name] is value for name, value in before.items())
    assert np.array_equal(pickle.loads(state).score_samples(X), detector.training_scores_)


@both
def test_trained_on_normal_rows_it_ranks_far_rows_last(kind: Kind) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 2)) @ rng.normal(size=(2, 6)) + 0.05 * rng.normal(size=(300, 6))
    far = X[:50] + rng.normal(size=(50, 6))  # off the plane, as far as the rows are apart
    detector = quick(kind, max_steps=60, learning_rate=1e-2, contamination=0).fit(X)
    assert (detector.labels_ == 1).all()
    assert np.mean(detector.score_samples(far)[:, None] < detector.training_scores_) > 0.95


@pytest.mark.slow
@settings(max_examples=3)
@given(st.permutations(range(4)), st.lists(st.integers(-99, 99), min_size=4, max_size=4))
def test_order_and_unit_of_named_columns_and_constant_ones_do_not_matter(
    order: list[int], powers: list[int]
) -> None:
    X = frame()
    for kind in KINDS:
        scores = quick(kind).fit(X).training_scores_
        other = (X * 2.0 ** np.array(powers)).iloc[:, order]
        assert np.array_equal(quick(kind).fit(other).training_scores_, scores)
        other.insert(order[0], "same", 0.1)
        with pytest.warns(UserWarning, match="single value in same"):
            assert np.array_equal(quick(kind).fit(other).training_scores_, scores)


@both
def test_names_are_those_of_fit(kind: Kind) -> None:
    X = frame()
    detector = quick(kind).fit(X)
    assert detector.feature_names_in_.tolist() == X.columns.tolist()
    for wrong, says in (
        (X.drop(columns="age"), "missing:\n- age"),
        (X.assign(note=1), "unseen at fit time:\n- note"),
        (X[["valve", "flow", "age", "level"]], "same order"),
    ):
        with pytest.raises(ValueError, match=says):
            detector.score_samples(wrong)
    with pytest.raises(ValueError, match=r"has 3 features, but .* is expecting 4"):
        quick(kind).fit(X.to_numpy()).predict(X.to_numpy()[:, :3])
    with pytest.raises(InputError, match=r"'\?' in row 2, column 'flow'"):
        detector.predict(pd.DataFrame([[1, 2, 3, 4], ["?", 2, 3, 4]], columns=X.columns))


@both
def test_a_new_value_in_a_constant_column_lowers_the_score(kind: Kind) -> None:
    X = frame().assign(zero=0)
    with pytest.warns(UserWarning, match="single value in zero: dropped, also if it varies"):
        detector = quick(kind).fit(X)
    lower = detector.training_scores_ - detector.score_samples(X.assign(zero=3))
    np.testing.assert_allclose(lower, lower[0])
    assert lower[0] > 0


@both
def test_rows_of_two_kinds_ten_rows_one_column_and_any_scale(kind: Kind) -> None:
    two = np.repeat([[0.0, 1.0], [1.0, 0.0]], [75, 5], axis=0)
    labels = quick(kind, contamination=0.1).fit_predict(two)
    assert (labels < 0).sum() in (0, 5)
    wide = np.random.default_rng(0).standard_cauchy((20, 300)) * 10.0 ** np.linspace(-12, 12, 300)
    whole = 2**60 + np.random.default_rng(1).integers(0, 9, (40, 2))
    for X in (table(10), table(11)[:, :1], wide, whole, table() > 0, table().astype(np.float16)):
        detector = quick(kind).fit(X)
        assert np.isfinite(detector.training_scores_).all()
        assert len(np.unique(detector.training_scores_)) > 1


@both
def test_rows_are_not_weighted(kind: Kind) -> None:
    with pytest.raises(InputError, match=r"sample_weight: .* leave it out"):
        quick(kind).fit(table(), sample_weight=np.ones(60))
    for method in ("predict", "explain", "save", "control_scores"):
        with pytest.raises(NotFittedError):
            getattr(quick(kind), method)(table())
    assert not hasattr(quick(kind), "report_")


def _numpy_state() -> list[int]:
    """Of the global generator, which is what scikit-learn takes None for."""
    return list(check_random_state(None).get_state()[1])


def test_the_same_seed_gives_the_same_scores_in_any_order_and_nothing_global_moves() -> None:
    X, first, second = table(), quick(RaDOGAGADetector), quick(RaDOGAGADetector)
    before = torch.get_rng_state(), torch.get_num_threads()
    of_numpy = _numpy_state()
    scores = second.fit(X).training_scores_
    assert np.array_equal(first.fit(X).training_scores_, scores)
    assert np.array_equal(first.fit(X).training_scores_, scores)
    assert not np.array_equal(
        quick(RaDOGAGADetector, random_state=None).fit(X).training_scores_, scores
    )
    assert _numpy_state() == of_numpy
    assert torch.equal(torch.get_rng_state(), before[0])
    assert torch.get_num_threads() == before[1]


@both
def test_it_works_inside_scikit_learn(kind: Kind) -> None:
    X = frame()
    detector = quick(kind)
    assert clone(detector).get_params() == detector.get_params()
    columns = ColumnTransformer([("some", StandardScaler(), ["flow", "age"])])
    assert set(make_pipeline(columns, clone(detector)).fit_predict(X)) == {-1, 1}

    def score(fitted: Any, X: Any, y: Any = None) -> float:
        return float(fitted.score_samples(X).mean())

    search = GridSearchCV(detector, {"n_latent": [1, 2]}, scoring=score, cv=2).fit(X)
    assert search.best_params_["n_latent"] in (1, 2)


@pytest.mark.slow
def test_grids_are_searched_by_two_processes() -> None:
    grid = GridSearchCV(
        quick(RaDOGAGADetector), {"h": ["d", "log"]}, scoring=_mean_score, cv=2, n_jobs=2
    )
    assert np.isfinite(grid.fit(frame()).cv_results_["mean_test_score"]).all()


def _mean_score(fitted: Any, X: Any, y: Any = None) -> float:
    return float(fitted.score_samples(X).mean())


@both
def test_a_bar_is_shown_only_if_asked_for(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    labels: list[str] = []

    class Bar:
        n = 0

        def __init__(self, total: int, desc: str, disable: bool, **more: Any) -> None:
            labels.extend([] if disable else [desc])

        def __enter__(self) -> "Bar":
            return self

        def __exit__(self, *error: object) -> None: ...

        def update(self, steps: int) -> None: ...

    monkeypatch.setattr("rdo.training.progress.tqdm", Bar)
    monkeypatch.setattr("rdo.training.progress.is_watched", lambda: True)
    quick(kind).fit(table())
    assert not labels
    quick(kind, verbose=True).fit(table())
    assert [label.partition(":")[0] for label in labels] == [kind.__name__] * 2


@both
def test_a_value_that_few_rows_have_is_learned_of_though_no_drawn_row_has_it(kind: Kind) -> None:
    X = np.zeros((30_000, 1))
    X[17] = 1  # one row in thirty thousand, of which twenty thousand are drawn for statistics
    detector = quick(kind, random_state=3).fit(X)
    zero, one = detector.score_samples([[0.0], [1.0]])
    assert np.isfinite([zero, one]).all()
    assert one < zero


@both
def test_the_latent_has_the_directions_that_the_rows_have(kind: Kind) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3)) @ rng.normal(size=(3, 8))
    assert quick(kind).fit(X)._architecture.n_latent == 3


def test_one_column_far_off_among_many_that_are_not_is_seen() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 2)) @ rng.normal(size=(2, 40)) + 0.1 * rng.normal(size=(400, 40))
    off = X[:40].copy()
    off[np.arange(40), np.arange(40)] += 5 * X.std(0)[np.arange(40)]
    detector = quick(RaDOGAGADetector, max_steps=100, learning_rate=1e-2).fit(X)
    assert np.mean(detector.score_samples(off)[:, None] < detector.training_scores_) > 0.97


@both
def test_a_fit_that_fails_changes_nothing(kind: Kind) -> None:
    broken = table(40, 5)
    broken[3, 1] = np.nan
    new = quick(kind)
    with pytest.raises(InputError, match="NaN"):
        new.fit(broken)
    with pytest.raises(NotFittedError):
        new.score_samples(table(5, 5))
    fitted = quick(kind).fit(frame())
    scores = fitted.score_samples(frame())
    with pytest.raises(InputError, match="NaN"):
        fitted.fit(broken)
    assert list(fitted.feature_names_in_) == list(frame().columns)
    assert np.array_equal(fitted.score_samples(frame()), scores)


@both
def test_numbers_of_numpy_are_numbers(kind: Kind, tmp_path: Path) -> None:
    numbers = {"max_steps": 100, "batch_size": 16, "n_replicas": 2, "patience": 5}
    plain = quick(kind, **numbers).fit(table())
    small = quick(kind, **{name: np.int16(value) for name, value in numbers.items()}).fit(table())
    assert np.array_equal(plain.training_scores_, small.training_scores_)
    small.save(tmp_path / "detector")
    loaded = type(small).load(tmp_path / "detector")
    assert np.array_equal(loaded.score_samples(table()), plain.training_scores_)


@both
def test_neither_default_type_nor_inference_mode_changes_anything(kind: Kind) -> None:
    X = table()
    expected = quick(kind).fit(X)
    torch.set_default_dtype(torch.float64)
    try:
        assert np.array_equal(quick(kind).fit(X).training_scores_, expected.training_scores_)
    finally:
        torch.set_default_dtype(torch.float32)
    with torch.inference_mode():
        fitted = quick(kind).fit(X)
        assert np.array_equal(fitted.training_scores_, expected.training_scores_)
        residual = fitted.explain(X[:3]).residual
    assert np.array_equal(residual, expected.explain(X[:3]).residual)


def test_fits_in_several_threads_give_what_they_give_alone() -> None:
    expected = quick(RaDOGAGADetector).fit(table()).training_scores_
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: quick(RaDOGAGADetector).fit(table()), range(8))
        assert all(np.array_equal(one.training_scores_, expected) for one in found)
