import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import multivariate_normal

from rdo.datasets import bent_toy_density, toy_density
from rdo.datasets.toy import TOY_MEANS, TOY_VARIANCES, _draw
from rdo.errors import InputError


def test_density_is_that_of_the_mixture() -> None:
    toy = toy_density(500, seed=3)
    parts = [
        multivariate_normal(mean, np.diag(variance)).pdf(toy.source) / 3
        for mean, variance in zip(TOY_MEANS, TOY_VARIANCES, strict=True)
    ]
    np.testing.assert_allclose(toy.density, np.sum(parts, axis=0), rtol=1e-12)


def test_rows_are_mixed_sources() -> None:
    toy = toy_density(100, n_ambient=5)
    np.testing.assert_array_equal(toy.X, toy.source @ toy.mixing)
    assert toy.X.shape == (100, 5)
    assert toy.mixing.shape == (3, 5)
    assert np.abs(toy.mixing).max() <= 0.5


def test_the_papers_size_by_default() -> None:
    assert toy_density().X.shape == (10_000, 16)


def test_seed_decides_everything() -> None:
    first, again, other = toy_density(50, seed=1), toy_density(50, seed=1), toy_density(50, seed=2)
    np.testing.assert_array_equal(first.X, again.X)
    np.testing.assert_array_equal(first.density, again.density)
    assert not np.isclose(first.source, other.source).any()
    assert not np.isclose(first.mixing, other.mixing).any()
    np.testing.assert_array_equal(first.mixing, toy_density(7, seed=1).mixing)


def test_components_have_their_moments() -> None:
    """Within six standard errors of the sample's size, for each mean, variance and weight."""
    n = 60_000
    toy = toy_density(n, seed=0)
    for k in range(3):
        rows = toy.source[toy.component == k]
        assert abs(len(rows) / n - 1 / 3) < 6 * np.sqrt(2 / 9 / n)
        error = np.sqrt(TOY_VARIANCES[k] / len(rows))
        assert (np.abs(rows.mean(axis=0) - TOY_MEANS[k]) < 6 * error).all()
        ratio = rows.var(axis=0) / TOY_VARIANCES[k]
        assert (np.abs(ratio - 1) < 6 * np.sqrt(2 / len(rows))).all()
        covariance = np.cov(rows.T) - np.diag(rows.var(axis=0, ddof=1))
        assert np.abs(covariance).max() < 6 * TOY_VARIANCES.max() / np.sqrt(len(rows))


def test_mixing_fills_its_interval() -> None:
    mixing = toy_density(1, n_ambient=20_000).mixing
    assert abs(mixing.mean()) < 6 * np.sqrt(1 / 12 / mixing.size)
    assert mixing.var() == pytest.approx(1 / 12, rel=0.02)


def test_constants_are_what_their_comment_says() -> None:
    """Peaks within 25 % of each other, components four to six deviations apart."""
    peaks = 1 / np.sqrt(TOY_VARIANCES.prod(axis=1))
    assert peaks.max() / peaks.min() < 1.25
    for i, j in [(0, 1), (0, 2), (1, 2)]:
        step = TOY_MEANS[i] - TOY_MEANS[j]
        pooled = (TOY_VARIANCES[i] + TOY_VARIANCES[j]) / 2
        assert 4 < np.sqrt((step**2 / pooled).sum()) < 6


@pytest.mark.parametrize(
    ("arguments", "message"), [({"n": 0}, "n=0"), ({"n_ambient": 2}, "n_ambient=2")]
)
def test_bad_sizes(arguments: dict[str, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        toy_density(**arguments)


@given(turn=st.floats(0.05, 0.95), seed=st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_a_bent_toy_keeps_lengths_along_its_surface(turn: float, seed: int) -> None:
    """Two rows close on the surface are as far apart in x as in s: J^T J = I."""
    rng = np.random.default_rng(seed)
    toy = bent_toy_density(2000, turn=turn, seed=seed)
    step = 1e-4 * rng.standard_normal(3)

    def moved(draw: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        source, component = _draw(draw, n)
        return source + step, component

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rdo.datasets.toy._draw", moved)
        beside = bent_toy_density(2000, turn=turn, seed=seed)
    lengths = np.linalg.norm(beside.X - toy.X, axis=1)
    np.testing.assert_allclose(lengths, np.linalg.norm(step), rtol=1e-3)


def test_a_bent_toy_has_the_density_of_its_source_and_is_flat_for_a_small_turn() -> None:
    flat, bent = bent_toy_density(400, turn=1e-3), bent_toy_density(400, turn=0.9)
    np.testing.assert_array_equal(flat.density, bent.density)
    np.testing.assert_array_equal(flat.source, bent.source)
    np.testing.assert_allclose(pdist(flat.X), pdist(flat.source), rtol=1e-4)


def test_no_two_rows_of_a_bent_toy_meet() -> None:
    toy = bent_toy_density(2000, turn=0.95)
    near, apart = pdist(toy.X), pdist(toy.source)
    assert (near[apart > 4] > 0.3).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"turn": 1.0}, "turn=1.0"),
        ({"turn": 0.5, "n": 0}, "n=0"),
        ({"turn": 0.5, "n_ambient": 5}, "n_ambient=5"),
    ],
)
def test_an_impossible_bend_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        bent_toy_density(**arguments)  # type: ignore[arg-type]
