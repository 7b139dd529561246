"""Explanations add up, and are the integrals that they say they are."""

import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from rdo.detectors import DAGMMDetector, RaDOGAGADetector
from rdo.errors import InputError
from rdo.priors import mixture_energy
from tests.detectors.examples import KINDS, Kind, frame, quick, table

UNUSUAL = table()[:2] + np.array([[3.0, 0.0, -2.0, 1.0], [-4.0, 2.0, 1.0, 0.5]])


def start_of(detector: RaDOGAGADetector | DAGMMDetector, x: np.ndarray) -> np.ndarray:
    typical = detector._scorer.typical.numpy()
    return np.asarray(typical[np.abs(typical - x).sum(1).argmin()])


FITTED = {kind.__name__: quick(kind, n_components=2).fit(table()) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15)
@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_contributions_add_up_to_the_score(kind: Kind, row: list[float]) -> None:
    detector = FITTED[kind.__name__]
    found = detector.explain([row])
    assert np.array_equal(found.score, detector.score_samples([row]))
    total = found.residual.sum(1) + found.latent.sum(1)
    np.testing.assert_allclose(total, found.score, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_the_integrals_of_the_gradient(kind: Kind) -> None:
    detector, X = FITTED[kind.__name__], UNUSUAL
    found = detector.explain(X)
    x = detector._scaling.apply(detector._checked(X))[1]
    origin = start_of(detector, x)

    def slope(t: float, column: int) -> float:
        """By central differences, on the path from the typical row most like it."""
        rows = np.tile(origin + t * (x - origin), (2, 1))
        rows[:, column] += [1e-5, -1e-5]
        above, below = detector._scorer.score_samples(rows)
        return float(above - below) / 2e-5

    for column in range(4):
        integral = quad(slope, 0, 1, args=(column,), limit=40, epsrel=1e-4)[0]
        expected = (x[column] - origin[column]) * integral
        own = found.residual[1, column] + found.latent[1, column]
        assert own == pytest.approx(expected, rel=0.02, abs=0.02 * abs(found.score[1]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_latent_part_is_what_reaches_the_energy_through_the_latent(kind: Kind) -> None:
    detector, X = FITTED[kind.__name__], UNUSUAL
    found = detector.explain(X)
    x, scorer = detector._scaling.apply(detector._checked(X))[1], detector._scorer
    origin, n_latent = start_of(detector, x), detector._architecture.n_latent

    def slope(t: float, column: int) -> float:
        """By central differences of the energy, with the residual features held where they are."""
        rows = np.tile(origin + t * (x - origin), (3, 1))
        rows[:2, column] += [1e-5, -1e-5]
        of_all = torch.from_numpy(rows).expand(len(scorer.ensemble), -1, -1)
        features = scorer.ensemble.map("represent", of_all)
        features[:, :, n_latent:] = features[:, 2:, n_latent:]
        slopes = []
        for own, (*_, mixture, _, spread) in zip(features, scorer.replicas(), strict=True):
            above, below, _ = mixture_energy(own, mixture)
            slopes.append(float((below - above) / (2e-5 * spread)))
        return float(np.mean(slopes))

    for column in range(4):
        integral = quad(slope, 0, 1, args=(column,), limit=40, epsrel=1e-4)[0]
        expected = (x[column] - origin[column]) * integral
        assert found.latent[1, column] == pytest.approx(
            expected, rel=0.02, abs=0.02 * abs(found.score[1])
        )
    assert np.abs(found.latent[1]).max() > 0.1 * abs(found.score[1])


def test_a_usual_value_contributes_nothing_and_a_new_one_its_price() -> None:
    X = frame()
    X["zero"] = 0
    with pytest.warns(UserWarning, match="single value in zero"):
        detector = quick(RaDOGAGADetector).fit(X)
    row = X.iloc[[detector.training_scores_.argmax()]].copy()
    row["age"] += 40
    row["zero"] = 1
    found = detector.explain(row)
    assert found.columns == tuple(X.columns)
    changed = found.columns.index("age")
    usual = [k for k in range(4) if k != changed]
    assert not found.latent[0, usual].any()
    assert not found.residual[0, usual].any()
    assert found.latent[0, changed] + found.residual[0, changed] < 0
    assert found.latent[0, 4] == 0
    row["zero"] = 0
    assert found.residual[0, 4] == pytest.approx(found.score[0] - detector.score_samples(row)[0])
    assert found.residual[0, 4] < 0


def test_a_plot_has_a_bar_for_each_column_and_needs_matplotlib(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    found = FITTED["RaDOGAGADetector"].explain(table()[:3])
    (axes,) = found.plot(2, most=3).axes
    assert len(axes.patches) == 6
    assert len(axes.get_yticklabels()) == 3
    pyplot.close(axes.figure)
    only = np.arange(len(found.columns)) == 3
    alone = replace(found, residual=found.residual * only, latent=found.latent * only)
    (axes,) = alone.plot(2).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == [found.columns[3]]
    pyplot.close(axes.figure)
    for wrong in (3, -1, 0.5):
        with pytest.raises(InputError, match="row="):
            found.plot(wrong)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        found.plot(0)


def test_of_a_category_the_level_that_does_not_fit_stands_out() -> None:
    """Three levels, each with its own range of a number: no row has a half of two levels."""
    rng = np.random.default_rng(0)
    level = rng.integers(0, 3, 240)
    X = np.column_stack([level + rng.normal(0, 0.1, 240), *(level == k for k in range(3))])
    detector = quick(RaDOGAGADetector, max_steps=300).fit(X)
    normal = detector.explain(X)
    wrong = X[level == 0][:5].copy()
    wrong[:, 1:] = [0, 0, 1]
    found = detector.explain(wrong)
    assert (found.score < normal.score.min()).all()
    sizes = np.abs(normal.residual + normal.latent).sum(1)
    # Nothing cancels on rows that are as the others are.
    assert np.median(sizes / np.abs(normal.score).clip(1)) < 1.5
    assert (found.residual + found.latent).min() < -0.3 * np.abs(found.score).max()


@pytest.mark.parametrize("kind", KINDS)
def test_typical_rows_are_the_more_normal_half(kind: Kind) -> None:
    detector, X = FITTED[kind.__name__], table()
    order = np.argsort(-detector.training_scores_, kind="stable")
    assert detector.training_scores_[order[0]] == pytest.approx(0, abs=1e-9)
    scaled = detector._scaling.apply(detector._checked(X))
    expected = scaled[order[: -(-len(X) // 2)]]
    typical = detector._scorer.typical.numpy()
    assert len(typical) <= 512
    np.testing.assert_allclose(typical, expected[:: -(-len(expected) // 512)], rtol=1e-12)
