"""Scores against their formula, alone and in a batch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import cauchy

from rdo.detectors import scorer as module
from rdo.detectors.scorer import make_scorer, move, residual_surprise
from rdo.models import Architecture, Model, RaDOGAGA
from rdo.priors import mixture_energy
from rdo.training import Ensemble


def rows(n: int = 200) -> np.ndarray:
    return np.random.default_rng(0).random((n, 4))


def replicas(seeds: list[int]) -> Ensemble:
    architecture = Architecture(4, (8,), 2, 2, residual_features=True)
    return Ensemble.from_seeds(lambda: RaDOGAGA(architecture, lambda1=1.0, lambda2=100.0), seeds)


ENSEMBLE = replicas([0, 1, 2])
SCORER = make_scorer(ENSEMBLE, rows())


def surprise(model: Model, x: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Energy and Cauchy's negative log-density of each column's residual, from its lowest."""
    some, rest = torch.from_numpy(train), torch.from_numpy(x)
    with torch.no_grad():
        mixture = model.mixture(some)  # type: ignore[operator]
        energy = mixture_energy(model.represent(rest), mixture)  # type: ignore[operator]
        off, training = (
            (one - model.decode(model.encode(one))).numpy()  # type: ignore[operator]
            for one in (rest, some)
        )
    size = np.square(training).sum(0)
    scale = np.sqrt((size + 10 * size.mean() / len(train)) / (len(train) + 10))
    columns = -cauchy.logpdf(off, scale=scale) + cauchy.logpdf(0, scale=scale)
    return np.asarray(energy.numpy() + columns.sum(1))


def test_the_formula() -> None:
    scaled = []
    for r in range(3):
        found = surprise(ENSEMBLE.replica(r).double(), rows(), rows())
        scaled.append(found / np.subtract(*np.quantile(found, [0.75, 0.25])))
    expected = np.mean(scaled, 0).min() - np.mean(scaled, 0)
    np.testing.assert_allclose(SCORER.score_samples(rows()), expected, rtol=1e-8, atol=1e-10)
    assert abs(SCORER.score_samples(SCORER.typical.numpy())[0]) < 1e-12


def test_a_rare_one_costs_about_its_information() -> None:
    share = 1e-4
    variance = torch.tensor([share * (1 - share)], dtype=torch.float64)
    one, none = torch.ones(1, 1, dtype=torch.float64), torch.zeros(1, 1, dtype=torch.float64)
    assert float(residual_surprise(one, none, variance)) == pytest.approx(-np.log(share), rel=1e-3)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 199), min_size=1, max_size=9))
def test_a_row_scores_the_same_in_any_company(chosen: list[int]) -> None:
    whole = SCORER.score_samples(rows())
    np.testing.assert_allclose(
        SCORER.score_samples(rows()[chosen]), whole[chosen], rtol=1e-9, atol=1e-12
    )


def test_blocks_are_scored_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SCORER.score_samples(rows())
    monkeypatch.setattr(module, "ROWS_AT_ONCE", 7)
    np.testing.assert_allclose(SCORER.score_samples(rows()), whole, rtol=1e-9, atol=1e-12)


def test_rows_without_spread_have_finite_scores() -> None:
    one = np.full((50, 4), 0.3)
    assert np.isfinite(make_scorer(ENSEMBLE, one).score_samples(rows())).all()


def test_a_moved_scorer_scores_alike_and_leaves_the_first_where_it_was() -> None:
    moved = SCORER.to("cpu")
    assert np.array_equal(moved.score_samples(rows()), SCORER.score_samples(rows()))
    there = move(ENSEMBLE, "meta")
    assert there.device.type == "meta"
    assert ENSEMBLE.device.type == "cpu"
    assert next(ENSEMBLE.template.parameters()).device.type == "cpu"


def test_one_replica_after_another() -> None:
    spreads = [spread for *_, spread in SCORER.replicas()]
    assert torch.equal(torch.stack(spreads), SCORER.spread)
