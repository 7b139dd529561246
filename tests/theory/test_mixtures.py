"""A mixture's derivatives and quadrature against scipy, automatic differentiation and moments."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from rdo.errors import InputError
from rdo.theory import IsotropicMixture

P = IsotropicMixture((0.3, 0.5, 0.2), ((-1.0, 0.2), (0.7, -0.4), (0.1, 1.5)), (0.6, 0.9, 1.2))
X = np.random.default_rng(0).normal(size=(5, 2)) * 1.5


def log_density(x: torch.Tensor) -> torch.Tensor:
    means, s = torch.tensor(P.means), torch.tensor(P.deviations)
    terms = torch.tensor(P.weights).log() - 2 * s.log() - ((x - means) ** 2).sum(-1) / (2 * s**2)
    total: torch.Tensor = terms.double().logsumexp(-1) - np.log(2 * np.pi)
    return total


def test_the_density_is_scipys() -> None:
    parts = zip(P.weights, P.means, P.deviations, strict=True)
    expected = sum(w * multivariate_normal(m, s**2).pdf(X) for w, m, s in parts)
    assert np.exp(P.log_density(X)) == pytest.approx(expected)


def test_the_table_has_a_row_per_component() -> None:
    assert P.table[1].tolist() == [0.5, 0.7, -0.4, 0.9]


def test_the_derivatives_are_those_of_automatic_differentiation() -> None:
    points = torch.from_numpy(X)
    first = torch.func.jacrev(log_density)
    second = torch.func.jacrev(first)
    third = torch.func.jacrev(second)
    for ours, theirs in [
        (P.score, first),
        (P.score_jacobian, second),
        (P.score_hessian, third),
    ]:
        expected = torch.stack([theirs(x) for x in points]).numpy()
        assert ours(X) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_the_quadrature_knows_the_moments_and_fishers_identity() -> None:
    x, weights = P.quadrature(30)
    mean = np.asarray(P.weights) @ np.asarray(P.means)
    assert weights.sum() == pytest.approx(1, abs=1e-9)
    assert weights @ x == pytest.approx(mean, abs=1e-9)
    square = np.asarray(P.weights) @ (2 * np.square(P.deviations) + np.square(P.means).sum(-1))
    assert weights @ (x**2).sum(-1) == pytest.approx(square)
    information = np.einsum("m,mi,mj->ij", weights, P.score(x), P.score(x))
    curvature = np.einsum("m,mij->ij", weights, P.score_jacobian(x))
    assert information == pytest.approx(-curvature, abs=1e-3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((0.5, 0.5), ((0.0,),), (1.0,)), "2 weights, 1 means"),
        (((0.5, 0.5), ((0.0,), (0.0, 1.0)), (1.0, 1.0)), "means="),
        (((0.5, 0.6), ((0.0,), (1.0,)), (1.0, 1.0)), "weights="),
        (((0.5, 0.5), ((0.0,), (1.0,)), (1.0, 0.0)), "deviations="),
    ],
)
def test_what_is_no_density_is_refused(arguments: tuple, message: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(InputError, match=message):
        IsotropicMixture(*arguments)


def test_a_light_component_keeps_its_nodes() -> None:
    light, far = 1e-13, 5e7
    mixture = IsotropicMixture((1 - light, light), ((0.0,), (far,)), (1.0, 1.0))
    x, weights = mixture.quadrature(40)
    second = weights @ x[:, 0] ** 2
    assert second == pytest.approx(1 + light * far**2, rel=1e-6)
