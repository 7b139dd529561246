"""The closed forms of the factorised prior against the loss written again, and quadrature."""

import math

import numpy as np
import pytest
import torch

from rdo.errors import InputError
from rdo.theory import H, LinearModel, LinearPCA, strain

MODEL = LinearPCA(lambda1=20.0, lambda2=7.0, variances=(2.0, 0.5, 0.2, 0.1), n_latent=2)
M, N = 4, 2
COST = 7.0 / 12


def expected_h(h: H, left: torch.Tensor) -> torch.Tensor:
    """E[h(|left x|^2)] for Gaussian x of the model's variances.

    The logarithm by log d = int (exp(-t) - exp(-t d)) dt / t, whose expectation holds a
    determinant, summed over log t.
    """
    scaled = left * torch.tensor(MODEL.variances, dtype=torch.float64).sqrt()
    if h == "d":
        return scaled.square().sum()
    log_t = torch.linspace(-60, 120, 3601, dtype=torch.float64)
    t = log_t.exp()[:, None, None]
    determinant = torch.linalg.det(torch.eye(M, dtype=torch.float64) + 2 * t * scaled.T @ scaled)
    integrand: torch.Tensor = torch.exp(-t[:, 0, 0]) - determinant.rsqrt()
    return integrand.sum() * (log_t[1] - log_t[0])


def test_the_expected_logarithm_is_that_of_a_chi_square() -> None:
    one = torch.zeros(M, M, dtype=torch.float64)
    one[0, 0] = 1.0
    known = math.log(MODEL.variances[0]) - np.euler_gamma - math.log(2)
    assert expected_h("log", one).item() == pytest.approx(known, rel=1e-6)


def loss(h: H, flat: torch.Tensor) -> torch.Tensor:
    """Eq. 5 for linear networks and a fitted factorised Gaussian, without the constants."""
    encoder, decoder = flat[: M * N].view(N, M), flat[M * N :].view(M, N)
    variances = encoder.square() @ torch.tensor(MODEL.variances, dtype=torch.float64)
    left = torch.eye(M, dtype=torch.float64) - decoder @ encoder
    return variances.log().sum() / 2 + 20 * expected_h(h, left) + COST * decoder.square().sum()


def solution(h: H, angle: float = 0.0) -> torch.Tensor:
    """Encoder and decoder of the closed form, the latent turned by an angle."""
    b = 1 / math.sqrt(2 * COST)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    encoder = turn @ np.eye(N, M) * (np.append(MODEL.kept(h), [0, 0]) / b)
    decoder = b * np.eye(M, N) @ turn.T
    return torch.from_numpy(np.concatenate([encoder.ravel(), decoder.ravel()]))


@pytest.mark.parametrize("h", ["d", "log"])
def test_the_loss_is_stationary_and_curves_up_at_the_solution(h: H) -> None:
    at = solution(h).requires_grad_()
    (gradient,) = torch.autograd.grad(loss(h, at), at)
    assert gradient.abs().max().item() < 1e-6
    hessian = torch.autograd.functional.hessian(lambda flat: loss(h, flat), at)
    assert torch.linalg.eigvalsh(hessian)[0].item() > 0


@pytest.mark.parametrize("h", ["d", "log"])
def test_turning_the_latent_raises_the_loss_by_the_mutual_information(h: H) -> None:
    angle = 0.3
    s = MODEL.kept(h) ** 2 * MODEL.variances[:2]
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    covariance = turn @ np.diag(s) @ turn.T
    information = math.log(np.diag(covariance).prod() / s.prod()) / 2
    rise = loss(h, solution(h, angle)) - loss(h, solution(h))
    assert rise.item() == pytest.approx(information, rel=1e-9)


def test_a_larger_variance_is_kept_rather_than_a_smaller() -> None:
    def at(kept: float, lost: float) -> float:
        model = LinearModel(20.0, 7.0, kept, 1 / 12)
        return float(model.loss(*model.optimum())) + 20 * lost

    assert at(0.5, 0.2) < at(0.2, 0.5)


def test_with_one_axis_discarded_or_none_log_keeps_all_and_with_more_it_shrinks_as_d_does() -> None:
    for variances in ((2.0, 0.5), (2.0, 0.5, 0.2)):
        assert LinearPCA(20.0, 7.0, variances, 2).kept("log") == pytest.approx([1, 1])
    u = MODEL.kept("log")
    assert (u < 0.9999).all()
    assert (u > MODEL.kept("d")).all()
    # Much discarded in many directions: d hardly varies, and lambda1 / d stands for lambda1.
    many = LinearPCA(20.0, 7.0, (1.0, *np.linspace(0.021, 0.02, 200)), 1)
    flat = LinearModel(20.0 / sum(many.variances[1:]), 7.0, 1.0).optimum().ab
    assert many.kept("log") == pytest.approx([flat], rel=1e-3)


def test_shares_and_variances_are_appendix_ds_axis_by_axis() -> None:
    expected = [LinearModel(20.0, 7.0, s).optimum().ab for s in (2.0, 0.5)]
    assert MODEL.kept() == pytest.approx(expected)
    assert MODEL.latent_variances() == pytest.approx(2 * COST * np.square(expected) * [2.0, 0.5])


def test_strain_is_zero_at_the_identity_alone() -> None:
    assert strain(np.eye(3)) == pytest.approx(0, abs=1e-12)
    stretched = np.diag([2.0, 1.0, 0.5])
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(3, 3)))[0]
    assert strain(np.stack([stretched, turn @ stretched @ turn.T])) == pytest.approx([0.25] * 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"variances": (1.0, 1.0)}, "variances="),
        ({"n_latent": 3}, "n_latent=3: give a whole number from 1 to 2"),
        ({"lambda1": 0.0}, "lambda1=0.0"),
    ],
)
def test_what_has_no_axes_is_refused(changes: dict[str, object], message: str) -> None:
    given = {"lambda1": 20.0, "lambda2": 7.0, "variances": (2.0, 0.5), "n_latent": 1, **changes}
    with pytest.raises(InputError, match=message):
        LinearPCA(**given)  # type: ignore[arg-type]


def test_a_logarithm_that_may_have_no_minimum_is_refused() -> None:
    close = LinearPCA(lambda1=0.55, lambda2=1.0, variances=(1.02, 1.01, 1.0), n_latent=2)
    with pytest.raises(InputError, match=r"lambda1=0\.55: .* sqrt\(N\) / 2 = 0\.7071"):
        close.kept("log")
    whole = LinearPCA(lambda1=0.1, lambda2=1.0, variances=(2.0, 1.0), n_latent=2)
    np.testing.assert_array_equal(whole.kept("log"), [1, 1])
    faint = LinearPCA(lambda1=0.01, lambda2=1.0, variances=(3.0, 2.0, 1.0, 0.5), n_latent=1)
    with pytest.raises(InputError, match=r"lambda1=0\.01: the axis of variance 3 has no minimum"):
        faint.kept("log")


@pytest.mark.parametrize("lambda1", [0.75, 2.0])
def test_above_the_bound_losing_a_little_of_two_close_axes_never_pays(lambda1: float) -> None:
    """By simulation, for the variances that the bound is tightest for."""
    s = np.array([1.02, 1.01, 1.0])
    t = np.random.default_rng(0).standard_normal((400_000, 3))

    def change(lost: np.ndarray) -> float:
        d = ((np.append(lost, 1.0) ** 2 * s) * t**2).sum(1)
        rate = np.log1p(-lost).sum()
        return float(rate + lambda1 * (np.log(d) - np.log(s[2] * t[:, 2] ** 2)).mean())

    for direction in ([1.0, 0.0], [1.0, 1.0], [0.3, 1.0]):
        assert change(0.02 * np.array(direction)) > 0


def test_a_gram_matrix_that_is_none_is_refused() -> None:
    for gram in (np.diag([-1.0, -1.0]), np.diag([1.0, 0.0])):
        with pytest.raises(
            InputError, match=r"gram has the eigenvalue (-1|0), which is zero or below"
        ):
            strain(gram)


@pytest.mark.parametrize("seed", range(20))
def test_collinear_columns_have_no_strain(seed: int) -> None:
    jacobian = np.random.default_rng(seed).standard_normal((5, 3))
    jacobian[:, 2] = jacobian[:, 0] - 2 * jacobian[:, 1]
    with pytest.raises(InputError, match="zero or below but for rounding"):
        strain(jacobian.T @ jacobian)


def test_a_small_matrix_is_held_to_its_own_symmetry() -> None:
    with pytest.raises(InputError, match="not symmetric"):
        strain(np.stack([1e6 * np.eye(2), [[1.0, 0.9], [0.0, 1.0]]]))
