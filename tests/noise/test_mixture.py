"""Mixture noise against Bayes' rule, scikit-learn and its own bound."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.mixture import GaussianMixture

from rdo.errors import InputError
from rdo.noise import GaussianNoise, MixtureNoise
from tests.draws import normal


def drawn(seed: int, k: int) -> tuple[MixtureNoise, torch.Tensor, torch.Tensor]:
    """Random noise, and residuals that are spread over its levels."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(k))
    noise = MixtureNoise(
        tuple(weights), tuple(10 ** rng.uniform(-4, 2, k)), floor=float(rng.choice([0.0, 1e-4]))
    ).double()
    x = torch.from_numpy(rng.normal(size=(9, 4)) * 10 ** rng.uniform(-2, 1, (9, 4)))
    return noise, x, torch.from_numpy(rng.normal(size=(9, 4)))


def moved(noise: MixtureNoise, updates: dict[str, torch.Tensor]) -> MixtureNoise:
    other = MixtureNoise((1.0,), (1.0,)).double()
    other.weights, other.variances = updates["weights"], updates["variances"]
    other.floor = noise.floor
    return other


@given(seed=st.integers(0, 2**31), k=st.integers(1, 4))
def test_responsibilities_are_bayes_rule(seed: int, k: int) -> None:
    noise, x, decoded = drawn(seed, k)
    residual = (x - decoded).numpy()
    joint = np.stack(
        [
            np.log(weight) + stats.norm(0, variance**0.5).logpdf(residual)
            for weight, variance in zip(
                noise.weights.tolist(), noise.variances.tolist(), strict=True
            )
        ]
    )
    expected = np.exp(joint - np.logaddexp.reduce(joint))
    np.testing.assert_allclose(noise.responsibilities(x, decoded), expected, atol=1e-9)
    likelihood = np.logaddexp.reduce(joint).sum(1)
    np.testing.assert_allclose(noise.log_likelihood(x, decoded), likelihood, rtol=1e-9)


@given(seed=st.integers(0, 2**31), k=st.integers(1, 4))
def test_no_step_lowers_the_likelihood_and_the_bound_lies_between(seed: int, k: int) -> None:
    """EM: old likelihood <= bound after the step <= new likelihood, unless the floor moves it."""
    noise, x, decoded = drawn(seed, k)
    noise.floor = torch.tensor(0.0, dtype=torch.float64)
    updates = noise.updated(x, decoded)
    before = noise.log_likelihood(x, decoded).sum()
    bound = noise.bound(x, decoded, updates).sum()
    after = moved(noise, updates).log_likelihood(x, decoded).sum()
    slack = 1e-9 * float(before.abs() + 1)
    assert before <= bound + slack
    assert bound <= after + slack


@given(seed=st.integers(0, 2**31), k=st.integers(1, 4))
def test_without_a_step_the_bound_is_the_likelihood(seed: int, k: int) -> None:
    noise, x, decoded = drawn(seed, k)
    same = {"weights": noise.weights, "variances": noise.variances}
    torch.testing.assert_close(
        noise.bound(x, decoded, same), noise.log_likelihood(x, decoded), rtol=1e-9, atol=1e-9
    )


def test_em_ends_where_scikit_learns_does() -> None:
    rng = np.random.default_rng(0)
    levels = np.where(rng.random((4_000, 1)) < 0.7, 0.1, 1.0)
    x = torch.from_numpy(rng.normal(size=(4_000, 1)) * levels)
    noise, zero = MixtureNoise((0.5, 0.5), (0.001, 0.1)).double(), torch.zeros_like(x)
    for _ in range(300):
        noise = moved(noise, noise.updated(x, zero))
    twin = GaussianMixture(
        2, tol=1e-10, max_iter=2_000, weights_init=[0.5, 0.5], means_init=[[0.0], [0.0]],
        precisions_init=[[[1000.0]], [[10.0]]], random_state=0,
    ).fit(x.numpy())  # fmt: skip
    # Theirs has free means, which these data put near 0.
    np.testing.assert_allclose(noise.weights, twin.weights_, atol=0.01)
    np.testing.assert_allclose(noise.variances, twin.covariances_[:, 0, 0], rtol=0.02)


def test_one_component_is_gaussian_noise() -> None:
    x, decoded = normal(6, 4), normal(6, 4, seed=1)
    mixture, gaussian = MixtureNoise((1.0,), (0.3,)), GaussianNoise(0.3)
    torch.testing.assert_close(
        mixture.log_likelihood(x, decoded), gaussian.log_likelihood(x, decoded)
    )
    torch.testing.assert_close(
        mixture.updated(x, decoded)["variances"][0], gaussian.updated(x, decoded)["variance"]
    )


def test_a_component_of_weight_zero_is_not_there() -> None:
    x, decoded = normal(6, 4), normal(6, 4, seed=1)
    two, three = (
        MixtureNoise((0.4, 0.6), (0.1, 1.0)),
        MixtureNoise((0.4, 0.6, 0.0), (0.1, 1.0, 1e-9)),
    )
    torch.testing.assert_close(three.log_likelihood(x, decoded), two.log_likelihood(x, decoded))
    updates = three.updated(x, decoded)
    torch.testing.assert_close(updates["weights"][:2], two.updated(x, decoded)["weights"])
    assert updates["weights"][2] == 0
    assert three.bound(x, decoded, updates).isfinite().all()


def test_a_component_that_dies_keeps_its_variance() -> None:
    x = 1e3 * torch.ones(5, 2)
    noise = MixtureNoise((0.5, 0.5), (1e-4, 1e6))
    updates = noise.updated(x, torch.zeros(5, 2))
    assert updates["weights"].tolist() == [0, 1]
    assert updates["variances"][0] == pytest.approx(1e-4)
    assert noise.bound(x, torch.zeros(5, 2), updates).isfinite().all()
    x = x.requires_grad_()
    noise.bound(x, torch.zeros(5, 2), updates).sum().backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()


def test_the_floor_holds() -> None:
    x = normal(5, 3)
    assert (MixtureNoise((0.5, 0.5), (0.01, 1.0)).updated(x, x)["variances"] >= 1e-4).all()
    fixed = MixtureNoise((0.5, 0.5), (0.01, 1.0), learned=False).updated(x, x)
    assert fixed["weights"].tolist() == [0.5, 0.5]
    torch.testing.assert_close(fixed["variances"], torch.tensor([0.01, 1.0]))


@pytest.mark.parametrize(
    ("weights", "variances", "message"),
    [
        ((), (), "at least one component"),
        ((0.5, 0.4), (1.0, 1.0), "add up to 1"),
        ((1.5, -0.5), (1.0, 1.0), "weights="),
        ((0.5, 0.5), (1.0,), "one per weight"),
        ((0.5, 0.5), (1.0, 0.0), "variances="),
        ((0.5, 0.5), (1.0, 1e-50), "variances=1e-50"),
        (0.5, (1.0,), "weights=0.5"),
    ],
)
def test_components_that_are_none_are_refused(
    weights: tuple[float, ...], variances: tuple[float, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        MixtureNoise(weights, variances)
