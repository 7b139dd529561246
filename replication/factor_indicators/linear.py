"""Part ``linear``: the bound, the objectives and Theorem 4 where every expectation is a formula."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.distributions import Normal

from rdo.theory import GaussianData, LinearVAE
from replication.factor_indicators.config import Formulas
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed, worst
from replication.ledger import Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_ROWS, _COLUMNS = 200, 5  # of the sample on which footnote 2's decoders are fitted, and of the data
_NETWORKS = 8  # that an objective is compared over
_STEP = 1e-4  # of central differences, along parameters of about 1


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Sections 3.1, 3.2 and 4.3 on linear VAEs and Gaussian data, drawn at random.

    Each seed draws ``config.draws`` data sets :math:`N(m, C)` of five columns, and to each a VAE
    with two or three factors and any covariance of its posterior. Over the draws,

    - ``bound.margin`` is the least log-likelihood less bound, on the data and at a point, for the
      VAE as drawn and with its exact posterior;
    - ``likelihood.margin`` the least :math:`E \log p_{data}(x) - E \log p_{model}(x)`, for the VAE
      as drawn and for one whose density is the data's;
    - ``eq3.error`` the largest difference of the two sides of Eq. 3;
    - ``footnote2.distance`` the largest distance between the linear decoder of least
      :math:`-\log p(x | z)` and that of least squared error, each found by a Newton step on a
      sample of 200 pairs;
    - ``objective.error`` and ``objective_printed.error``: over eight networks on the same data,
      with one :math:`\sigma^2`, the range of footnote 4's objective less Eq. 2's bound, over the
      range of the bound;
    - ``beta_objective.error`` and ``beta_objective_printed.error``: what of Eq. 3 is left, over
      its range, when it is written as the objective times a constant, and a constant (by least
      squares over the eight networks);
    - ``beta.gradient_error`` the largest distance between the gradient of Eq. 3 and beta times that
      of Eq. 2 at the variance :math:`\beta \sigma^2`, in all parameters of the networks, over the
      size of the first;
    - ``theorem4.error`` the largest difference of the mutual information of x with all factors, and
      the sum of those with each, for unit Gaussian factors that are independent, also given x.
    """
    arms = by_seed(run, lambda rng: _measures(config.draws, rng))
    covariances = [_data(rng).covariance.ravel() for rng in map(np.random.default_rng, run.seeds)]
    return Outcome(arms, Data.of(run.part, np.array(covariances)))


def _measures(draws: int, rng: np.random.Generator) -> Measures:
    return worst([_of_a_draw(rng) for _ in range(draws)])


def _of_a_draw(rng: np.random.Generator) -> Measures:
    data = _data(rng)
    vae = _vae(rng, data, int(rng.integers(2, 4)), rng.uniform(0.1, 2))
    exact = LinearVAE.with_best_posterior(vae.weights, vae.bias, vae.variance)
    point = GaussianData(data.mean + rng.normal(size=_COLUMNS), np.zeros((_COLUMNS, _COLUMNS)))
    margins = [
        model.log_likelihood(on) - model.bound(on) for model in (vae, exact) for on in (data, point)
    ]
    beta = float(rng.uniform(1.5, 8))
    eq3 = vae.bound(data) - (beta - 1) * vae.rate(data)
    likelihoods = [model.log_likelihood(data) for model in (vae, _like(data))]
    return {
        "bound": {"margin": min(margins)},
        "likelihood": {"margin": data.log_density() - max(likelihoods)},
        "eq3": {"error": abs(eq3 - _eq3(vae, data, beta))},
        "footnote2": {"distance": _footnote2(vae, data, rng)},
        **_objectives(data, beta, rng),
        "beta": {"gradient_error": _gradient_error(vae, data, beta, rng)},
        "theorem4": {"error": _theorem4(data, rng)},
    }


def _data(rng: np.random.Generator) -> GaussianData:
    spread = rng.normal(size=(_COLUMNS, _COLUMNS))
    covariance = spread @ spread.T / _COLUMNS + 0.1 * np.eye(_COLUMNS)
    return GaussianData(rng.normal(size=_COLUMNS), covariance)


def _vae(rng: np.random.Generator, data: GaussianData, n: int, variance: float) -> LinearVAE:
    m = len(data.mean)
    spread = rng.normal(size=(n, n))
    covariance = 0.3 * spread @ spread.T / n + 0.1 * np.eye(n)
    weights, encoder = rng.normal(size=(m, n)), rng.normal(size=(n, m)) / 2
    return LinearVAE(weights, rng.normal(size=m), variance, encoder, rng.normal(size=n), covariance)


def _like(data: GaussianData) -> LinearVAE:
    """A model of the data's own density."""
    values, axes = np.linalg.eigh(data.covariance)
    weights = axes[:, 1:] * np.sqrt(values[1:] - values[0])
    return LinearVAE.with_best_posterior(weights, data.mean, float(values[0]))


def _eq3(vae: LinearVAE, data: GaussianData, beta: float) -> float:
    return vae.reconstruction(data) - beta * vae.rate(data)


def _footnote2(vae: LinearVAE, data: GaussianData, rng: np.random.Generator) -> float:
    x = torch.from_numpy(rng.multivariate_normal(data.mean, data.covariance, _ROWS))
    n = len(vae.offset)
    drawn = rng.multivariate_normal(np.zeros(n), vae.covariance, _ROWS)
    z = torch.from_numpy(x.numpy() @ vae.encoder.T + vae.offset + drawn)
    inputs = torch.cat([z, torch.ones(_ROWS, 1, dtype=z.dtype)], 1)
    deviation = torch.tensor(vae.variance, dtype=z.dtype).sqrt()

    def decoded(flat: Tensor) -> Tensor:
        return inputs @ flat.reshape(n + 1, _COLUMNS)

    def negative_log_likelihood(flat: Tensor) -> Tensor:
        logs: Tensor = Normal(decoded(flat), deviation).log_prob(x)
        return -logs.sum(1).mean()

    def squared_error(flat: Tensor) -> Tensor:
        error: Tensor = (x - decoded(flat)).square().sum(1).mean()
        return error

    start = torch.zeros((n + 1) * _COLUMNS, dtype=z.dtype)
    found = [_newton(f, start) for f in (negative_log_likelihood, squared_error)]
    return float((found[0] - found[1]).abs().max())


def _newton(function: Callable[[Tensor], Tensor], start: Tensor) -> Tensor:
    """Where a quadratic function is least: one step from anywhere."""
    hessian = torch.func.hessian(function)(start)
    step: Tensor = torch.linalg.solve(hessian, torch.func.grad(function)(start))
    return start - step


def _objectives(data: GaussianData, beta: float, rng: np.random.Generator) -> Measures:
    """How far footnote 4's objectives, as printed and put right, are from Eqs. 2 and 3."""
    variance = float(rng.uniform(0.1, 2))
    vaes = [_vae(rng, data, 2, variance) for _ in range(_NETWORKS)]
    error, rate, bound, eq3 = (
        np.array([of(vae) for vae in vaes])
        for of in (
            lambda vae: vae.squared_error(data),
            lambda vae: vae.rate(data),
            lambda vae: vae.bound(data),
            lambda vae: _eq3(vae, data, beta),
        )
    )
    scaled, weighted = error / (2 * variance), 2 * beta * variance * rate
    return {
        "objective": {"error": _spread(-scaled - rate, bound)},
        "objective_printed": {"error": _spread(scaled - rate, bound)},
        "beta_objective": {"error": _unexplained(-error - weighted, eq3)},
        "beta_objective_printed": {"error": _unexplained(error - weighted, eq3)},
    }


def _spread(objective: _Floats, of: _Floats) -> float:
    return float(np.ptp(objective - of) / np.ptp(of))


def _unexplained(objective: _Floats, of: _Floats) -> float:
    fit = np.polynomial.Polynomial.fit(objective, of, 1)
    return float(np.ptp(fit(objective) - of) / np.ptp(of))


def _gradient_error(
    vae: LinearVAE, data: GaussianData, beta: float, rng: np.random.Generator
) -> float:
    """With a diagonal posterior, as a network gives it: its logarithms are parameters too."""
    n = len(vae.offset)
    parts = [vae.weights, vae.bias, vae.encoder, vae.offset, rng.normal(size=n) - 1]
    cuts = np.cumsum([part.size for part in parts])[:-1]

    def build(flat: _Floats, variance: float) -> LinearVAE:
        w, b, a, c, logs = np.split(flat, cuts)
        shaped = w.reshape(-1, n), b, variance, a.reshape(n, -1), c
        return LinearVAE(*shaped, np.diag(np.exp(logs)))

    flat = np.concatenate([part.ravel() for part in parts])
    weighted = _gradient(lambda p: _eq3(build(p, vae.variance), data, beta), flat)
    plain = _gradient(lambda p: build(p, beta * vae.variance).bound(data), flat)
    return float(np.linalg.norm(weighted - beta * plain) / np.linalg.norm(weighted))


def _gradient(function: Callable[[_Floats], float], at: _Floats) -> _Floats:
    steps = _STEP * np.eye(len(at))
    return np.array([(function(at + s) - function(at - s)) / (2 * _STEP) for s in steps])


def _theorem4(data: GaussianData, rng: np.random.Generator) -> float:
    n = 3
    axes, _ = np.linalg.qr(rng.normal(size=(_COLUMNS, n)))
    shares = rng.uniform(0.05, 0.95, n)  # of a factor's variance, that x decides
    values, vectors = np.linalg.eigh(data.covariance)
    whitening = vectors / np.sqrt(values) @ vectors.T
    encoder = np.sqrt(shares)[:, None] * axes.T @ whitening

    def information(rows: list[int]) -> float:
        decoder = np.zeros((_COLUMNS, len(rows))), np.zeros(_COLUMNS), 1.0
        rest = encoder[rows], np.zeros(len(rows)), np.diag(1 - shares[rows])
        return LinearVAE(*decoder, *rest).information(data)

    return abs(information([0, 1, 2]) - sum(information([h]) for h in range(n)))
