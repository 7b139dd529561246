"""Propositions 1 and 2: closed forms against quadrature, automatic and finite differences."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rdo.errors import InputError
from rdo.theory import (
    ConstructedMap,
    IsotropicMixture,
    LinearModel,
    drift,
    first_order,
    gaussian_map,
    loss,
    second_order,
)

_Array = npt.NDArray[np.float64]

P = IsotropicMixture((0.4, 0.6), ((-0.9, 0.3), (0.8, -0.2)), (0.8, 1.0))
LAM = 0.07


def bent(x: torch.Tensor) -> torch.Tensor:
    """A one-to-one map with a Jacobian that is not symmetric."""
    return x + torch.stack([0.1 * torch.sin(x[0] + 2 * x[1]), 0.15 * torch.cos(x[0])])


def derivatives(points: _Array) -> tuple[_Array, _Array, _Array]:
    x = torch.from_numpy(points)
    first = torch.func.jacrev(bent)
    second = torch.func.jacrev(first)
    maps = (lambda one: bent(one) - one, first, second)
    moved, jacobian, hessian = (torch.func.vmap(one)(x).numpy() for one in maps)
    return moved, jacobian, hessian


def test_equation_7_is_where_the_loss_is_stationary() -> None:
    x, weights = P.quadrature(40)
    moved, jacobian, hessian = derivatives(x)
    way = np.stack([np.sin(x[:, 1]), np.sin(x[:, 0] - x[:, 1])], -1)
    cos = np.cos(x[:, 0] - x[:, 1])
    zero = np.zeros(len(x))
    way_jacobian = np.stack([np.stack([zero, np.cos(x[:, 1])], -1), np.stack([cos, -cos], -1)], -2)

    def along(step: float) -> float:
        return loss(weights, moved + step * way, jacobian + step * way_jacobian, LAM)

    gradient = 2 * moved - LAM * drift(P.score(x), jacobian, hessian)
    expected = (along(1e-4) - along(-1e-4)) / 2e-4
    assert weights @ (gradient * way).sum(-1) == pytest.approx(expected, rel=1e-6)


def test_the_bracket_is_the_score_of_what_comes_out() -> None:
    """log q(y) = log p(x) - log |J|, differentiated in y by way of x."""
    x = np.random.default_rng(1).normal(size=(4, 2))
    _, jacobian, hessian = derivatives(x)

    def log_determinant(one: torch.Tensor) -> torch.Tensor:
        determinant: torch.Tensor = torch.linalg.det(torch.func.jacrev(bent)(one))
        return determinant.log()

    in_x = (
        P.score(x)
        - torch.func.vmap(torch.func.jacrev(log_determinant))(torch.from_numpy(x)).numpy()
    )
    in_y = np.linalg.solve(np.swapaxes(jacobian, -1, -2), in_x[..., None])[..., 0]
    assert drift(P.score(x), jacobian, hessian) == pytest.approx(in_y)


def test_a_map_that_folds_has_no_loss() -> None:
    with pytest.raises(InputError, match="not positive at 1 of 2 nodes"):
        loss(np.array([0.5, 0.5]), np.zeros((2, 1)), np.array([[[1.0]], [[-1.0]]]), LAM)


@given(st.lists(st.floats(0.2, 5), min_size=1, max_size=4), st.floats(0, 1), st.integers(0, 1000))
def test_the_gaussian_map_solves_equation_7(
    variances: list[float], share: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    n = len(variances)
    axes, _ = np.linalg.qr(rng.normal(size=(n, n)))
    covariance = axes @ np.diag(variances) @ axes.T
    lam = share * min(variances) / 2 * (1 - 1e-9)
    k = gaussian_map((covariance + covariance.T) / 2, lam)
    x = rng.normal(size=(3, n))
    score = -np.linalg.solve(covariance, x.T).T
    jacobian, hessian = np.broadcast_to(k, (3, n, n)), np.zeros((3, n, n, n))
    assert x @ k.T - x == pytest.approx(lam / 2 * drift(score, jacobian, hessian), abs=1e-8)


@given(st.floats(2.01, 1e4), st.floats(0.1, 10))
def test_the_gaussian_map_is_radogagas_ab(weighted: float, variance: float) -> None:
    """Appendix D's encoder and decoder, taken together, with lambda = 1 / lambda1."""
    lambda1 = weighted / variance
    ab = LinearModel(lambda1, lambda2=1.0, sigma_x2=variance).optimum().ab
    assert gaussian_map([[variance]], 1 / lambda1)[0, 0] == pytest.approx(ab, rel=1e-12)


@pytest.mark.parametrize(
    ("covariance", "lam", "message"),
    [
        ([[1.0, 0.5], [0.0, 1.0]], 0.1, "covariance is not symmetric"),
        ([[1.0, 0.0]], 0.1, "covariance of shape"),
        ([[2.0, 0.0], [0.0, 1.0]], 0.51, "lam=0.51.*<= 0.5"),
        ([[1.0]], -0.1, "lam=-0.1"),
        ([[1.0, 0.0], [0.0, -1.0]], 0.0, "covariance has the eigenvalue -1: give a positive"),
    ],
)
def test_no_gaussian_map_beyond_half_the_smallest_variance(
    covariance: list[list[float]], lam: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        gaussian_map(covariance, lam)


def test_a_flat_map_has_no_drift() -> None:
    with pytest.raises(InputError, match="jacobian has the determinant 0: give a one-to-one map"):
        drift(np.zeros((1, 2)), np.zeros((1, 2, 2)), np.zeros((1, 2, 2, 2)))


def test_the_second_order_is_the_gaussian_maps() -> None:
    p = IsotropicMixture((1.0,), ((0.5, 0.0, -1.0),), (1.3,))
    x = np.random.default_rng(2).normal(size=(4, 3))
    sizes = np.array([1e-3, 2e-3, 4e-3])
    left = [
        np.abs(
            (x - p.means[0]) * (gaussian_map([[1.3**2]], lam)[0, 0] - 1)
            - lam * first_order(p, x)
            - lam**2 * second_order(p, x)
        ).max()
        for lam in sizes
    ]
    assert np.diff(np.log(left)) / np.diff(np.log(sizes)) == pytest.approx([3, 3], abs=0.02)


def test_a_constructed_map_solves_equation_7_and_has_the_density_it_says() -> None:
    y = P.quadrature(12)[0]
    constructed = ConstructedMap(P, y, LAM)
    bracket = drift(constructed.score, constructed.jacobian, constructed.hessian)
    assert y - constructed.x == pytest.approx(LAM / 2 * bracket, abs=1e-12)

    at, step = y[:50], 1e-5
    near = ConstructedMap(P, at, LAM)
    log_p = P.log_density(at) + np.linalg.slogdet(near.jacobian)[1]
    for axis in np.eye(2):
        other = ConstructedMap(P, at + step * axis, LAM)
        rise = P.log_density(at + step * axis) + np.linalg.slogdet(other.jacobian)[1] - log_p
        along = ((near.score + other.score) / 2 * (other.x - near.x)).sum(-1)
        assert rise == pytest.approx(along, rel=1e-5, abs=1e-12)
        turned = other.jacobian - near.jacobian
        middle = (near.hessian + other.hessian) / 2
        expected = np.einsum("mijl,ml->mij", middle, other.x - near.x)
        assert turned == pytest.approx(expected, rel=1e-4, abs=1e-12)


def test_a_fold_is_refused() -> None:
    with pytest.raises(InputError, match=r"lam=5\.0: the inverse map folds"):
        ConstructedMap(
            IsotropicMixture((0.5, 0.5), ((-2.0,), (2.0,)), (0.6, 0.6)), np.zeros((1, 1)), 5
        )


def test_the_error_of_proposition_2_is_of_first_order_in_two_dimensions() -> None:
    y = P.quadrature(12)[0]
    errors = []
    for lam in (0.01, 0.02, 0.04):
        constructed = ConstructedMap(P, y, lam)
        errors.append(np.abs((y - constructed.x) / lam - constructed.score / 2).max())
    ratios = [later / earlier for earlier, later in pairwise(errors)]
    assert ratios == pytest.approx([2, 2], rel=0.1)


def test_the_bracket_of_a_map_in_other_units() -> None:
    """A determinant of 1e-400 is none of float64, and the map is one-to-one."""
    score, hessian = np.ones((1, 8)), np.zeros((1, 8, 8, 8))
    np.testing.assert_allclose(drift(score, 1e-50 * np.eye(8)[None], hessian), 1e50)
