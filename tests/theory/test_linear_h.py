"""Appendix D's closed forms against quadrature, automatic derivatives and RaDOGAGA's own loss."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from rdo.errors import InputError
from rdo.models import Architecture, RaDOGAGA
from rdo.theory import H, LinearModel

MODEL = LinearModel(lambda1=3.0, lambda2=7.0, sigma_x2=2.5, sigma2=1 / 12)


def loss_in_logs(model: LinearModel, h: H, delta: float, log_a: torch.Tensor) -> torch.Tensor:
    """Eqs. 67 and 68 written again, of ``[log a, log b]``, without the constants."""
    ab, b = log_a.sum().exp(), log_a[1].exp()
    error = (ab - 1) ** 2
    distortion = model.sigma_x2 * error if h == "d" else (error + delta).log()
    return log_a[0] + model.lambda1 * distortion + model.lambda2 * model.sigma2 * b**2


@pytest.mark.parametrize("h", ["d", "log"])
def test_the_loss_is_the_expectation_of_equation_66(h: H) -> None:
    a, b = 1.3, 0.6
    sigma_x = math.sqrt(MODEL.sigma_x2)
    rate, _ = quad(
        lambda z: -norm.pdf(z, scale=a * sigma_x) * norm.logpdf(z, scale=a * sigma_x), -40, 40
    )

    def distortion(x: float) -> float:
        d = ((a * b - 1) * x) ** 2
        return float(2 * norm.pdf(x, scale=sigma_x) * (d if h == "d" else math.log(d)))

    reconstruction = quad(distortion, 0, 1)[0] + quad(distortion, 1, 40)[0]
    scaling = MODEL.lambda2 * b**2 * MODEL.sigma2
    expected = rate + MODEL.lambda1 * reconstruction + scaling
    assert MODEL.loss(a, b, h) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("h", ["d", "log"])
def test_the_loss_is_radogagas_with_straight_networks(h: H) -> None:
    a, b, n = 0.9, 0.7, 20_000
    model = RaDOGAGA(
        Architecture(1, (), 1, n_components=1), lambda1=MODEL.lambda1, lambda2=MODEL.lambda2, h=h
    ).double()
    with torch.no_grad():
        model.encoder.linear[0].weight.fill_(a)
        model.decoder.linear[0].weight.fill_(b)
    middle = (np.arange(n) + 0.5) / n
    x = torch.from_numpy(norm.ppf(middle, scale=math.sqrt(MODEL.sigma_x2)))[:, None]
    uniform = torch.from_numpy(np.random.default_rng(0).permutation(middle))[:, None]
    noise = {"latent": uniform, "dropout": torch.ones(n, 10, dtype=torch.float64)}
    with torch.no_grad():
        total = sum(model.loss(x, noise).values())
    assert float(total) == pytest.approx(float(MODEL.loss(a, b, h)), rel=1e-3)


@given(
    w=st.floats(2.001, 1e4),
    lambda2=st.floats(1e-3, 1e4),
    sigma_x2=st.floats(1e-3, 1e3),
    sigma2=st.floats(1e-2, 2.0),
)
def test_for_d_both_roots_are_stationary_a_minimum_and_a_saddle(
    w: float, lambda2: float, sigma_x2: float, sigma2: float
) -> None:
    model = LinearModel(w / sigma_x2, lambda2, sigma_x2, sigma2)
    check_roots(model, "d", 0.0)


@given(lambda1=st.floats(0.1, 100.0), lambda2=st.floats(1e-3, 1e4), share=st.floats(1e-4, 0.9))
def test_for_log_d_both_roots_are_stationary_a_minimum_and_a_saddle(
    lambda1: float, lambda2: float, share: float
) -> None:
    delta = share * lambda1**2 / (1 + 2 * lambda1)
    check_roots(LinearModel(lambda1, lambda2, sigma_x2=2.0), "log", delta)


def check_roots(model: LinearModel, h: H, delta: float) -> None:
    for solution, signs in (
        (model.optimum(h, delta), [1, 1]),
        (model.saddle(h, delta), [-1, 1]),
    ):
        at = torch.tensor([math.log(solution.a), math.log(solution.b)]).double().requires_grad_()
        (gradient,) = torch.autograd.grad(loss_in_logs(model, h, delta, at), at)
        hessian = torch.func.hessian(lambda p: loss_in_logs(model, h, delta, p))(at.detach())
        assert gradient.abs().max() < 1e-6 * max(1.0, float(hessian.abs().max()))
        assert torch.linalg.eigvalsh(hessian).sign().tolist() == signs


def test_the_two_roots_meet_where_they_vanish() -> None:
    at_the_line = LinearModel(lambda1=4.0, lambda2=1.0, sigma_x2=0.5)
    assert at_the_line.optimum().ab == at_the_line.saddle().ab == pytest.approx(0.5)
    below = LinearModel(lambda1=3.9, lambda2=1.0, sigma_x2=0.5)
    for solve in (below.optimum, below.saddle):
        with pytest.raises(InputError, match=r"lambda1 \* sigma_x2 = 1\.95: .* below 2"):
            solve()


def test_below_the_line_the_loss_falls_all_the_way_to_nothing() -> None:
    below = LinearModel(lambda1=1.9, lambda2=1.0, sigma_x2=1.0)
    b = 1 / math.sqrt(2)
    losses = below.loss(np.linspace(1 / b, 1e-6, 10_000), b)
    assert (np.diff(losses) < 0).all()


@pytest.mark.parametrize("h", ["d", "log"])
def test_above_it_the_loss_still_has_no_least_value(h: H) -> None:
    model = LinearModel(lambda1=50.0, lambda2=1.0, sigma_x2=1.0)
    a, b = model.optimum(h, 1e-3)
    assert model.loss(1e-300, b, h, 1e-3) < model.loss(a, b, h, 1e-3) - 100
    assert model.loss(1e-300, b, h, 1e-3) < model.loss(1e-200, b, h, 1e-3) - 100


def test_the_approximation_errs_by_the_next_term_of_the_series() -> None:
    model = LinearModel(lambda1=500.0, lambda2=1.0, sigma_x2=2.0)
    error = model.approximate_ab() - model.optimum().ab
    assert error == pytest.approx(1 / (2 * model.weighted_variance) ** 2, rel=2e-3)


def test_for_log_d_the_limit_is_equation_69() -> None:
    a, b = MODEL.optimum("log")
    assert (a, b) == pytest.approx((math.sqrt(2 * 7 / 12), 1 / math.sqrt(2 * 7 / 12)))
    assert MODEL.optimum("log", 1e-6).ab == pytest.approx(1 - 1e-6 / (2 * MODEL.lambda1), rel=1e-9)


def test_bad_settings_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"sigma_x2=0.*positive"):
        LinearModel(1.0, 1.0, 0.0)
    with pytest.raises(InputError, match=r"lambda1=inf"):
        LinearModel(math.inf, 1.0, 1.0)
    with pytest.raises(InputError, match=r"delta=1\.0: .* 0 <= delta <= 0\.333333 alone"):
        LinearModel(1.0, 1.0, 1.0).optimum("log", 1.0)
    with pytest.raises(InputError, match=r"delta=-0\.1"):
        LinearModel(1.0, 1.0, 1.0).optimum("log", -0.1)
    with pytest.raises(InputError, match=r"lambda1 \* sigma_x2 = 0\.1: .* no minimum below 2"):
        LinearModel(1.0, 1.0, 0.1).approximate_ab()


def test_an_unknown_h_is_refused_everywhere() -> None:
    with pytest.raises(InputError, match="h='L2': give 'd'"):
        MODEL.loss(1.0, 1.0, "L2")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="h='L2': give 'd'"):
        MODEL.optimum("L2")  # type: ignore[arg-type]
