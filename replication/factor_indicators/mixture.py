"""Part ``mixture``: Section 3.3.2's EM, Eqs. 9 to 18, as printed and put right."""

import math

import numpy as np
import numpy.typing as npt
import torch
from scipy.linalg import sqrtm
from scipy.special import logsumexp
from scipy.stats import norm

from rdo.noise import MixtureNoise
from replication.factor_indicators import mixture_bounds
from replication.factor_indicators.config import Formulas
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed, worst
from replication.ledger import Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_ROWS, _PIXELS = 6, 4
_IMAGES, _PLACES = 2_000, 20  # of images whose residuals are of two widths, and pixels of each


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Noise of two or three levels around what is decoded, drawn at random.

    Over ``config.draws`` draws of each seed,

    - ``joint.error`` is the largest relative error of Eq. 13, summed over the one-hot c, as the
      density of mixture noise; ``posterior.error`` the largest distance of Eq. 14 from Bayes' rule;
    - ``responsibility.error`` and ``responsibility_printed.error`` the largest distance of Eq. 15,
      normalised over the components or, as printed, over the samples, from Eq. 14;
    - ``sample.variance_error`` and ``sample_printed.variance_error`` the largest error of the
      covariance of :math:`\Sigma^{1/2} e`, or of :math:`\Sigma e`, over the size of :math:`\Sigma`;
    - ``bound.margin``, ``objective.margin`` and ``objective_printed.margin`` the least of the
      log-likelihood less Eq. 9 or 16, ``maximisation.gradient_error`` and
      ``maximisation_printed.gradient_error`` the largest relative distance of Eq. 17's gradient
      from that of the bound: see :mod:`replication.factor_indicators.mixture_bounds`;
    - ``update.derivative`` is the largest derivative of Eq. 17, its signs put right, by the logits
      of the weights and by :math:`\log \sigma_k^2` at Eq. 18, per pixel;
    - ``network.missing``: on 2,000 images of 20 pixels whose residuals have the variance 0.01 or,
      three in ten, 0.25, drawn anew for every pixel of every image, the mixture's log-likelihood
      less that of noise with whichever of the two levels is better for a pixel in all images, in
      nats a pixel.
    """
    arms = by_seed(run, lambda rng: _measures(config.draws, rng))
    shown = [_draw(rng)[0].ravel() for rng in map(np.random.default_rng, run.seeds)]
    return Outcome(arms, Data.of(run.part, np.array(shown)))


def _measures(draws: int, rng: np.random.Generator) -> Measures:
    found = worst([_of_a_draw(rng) for _ in range(draws)])
    return found | {"network": {"missing": _missing(rng)}}


def _of_a_draw(rng: np.random.Generator) -> Measures:
    return {
        **_responsibilities(rng),
        **_samples(rng),
        "update": {"derivative": _derivative(rng)},
        **mixture_bounds.margins(rng),
        **mixture_bounds.gradient_errors(rng),
    }


def _draw(rng: np.random.Generator) -> tuple[_Floats, _Floats, _Floats]:
    """Residuals ``(B, D)``, weights and variances ``(K,)``."""
    k = int(rng.integers(2, 4))
    weights = rng.dirichlet(np.full(k, 3.0))
    variances = 10 ** rng.uniform(-2, 0, k)
    which = rng.choice(k, (_ROWS, _PIXELS), p=weights)
    return np.sqrt(variances[which]) * rng.normal(size=(_ROWS, _PIXELS)), weights, variances


def _noise(weights: _Floats, variances: _Floats) -> MixtureNoise:
    """In double precision, its buffers too."""
    noise = MixtureNoise(list(weights), list(variances), floor=0).double()
    noise.weights.copy_(torch.from_numpy(weights))
    noise.variances.copy_(torch.from_numpy(variances))
    return noise


def _responsibilities(rng: np.random.Generator) -> Measures:
    residual, weights, variances = _draw(rng)
    k = len(weights)
    densities = np.stack([norm.pdf(residual, 0, math.sqrt(v)) for v in variances])  # (K, B, D)
    along = weights[:, None, None]
    # Eq. 13 for each one-hot c: a product over all components, of which one counts.
    joint = np.stack([np.prod((along * densities) ** c[:, None, None], 0) for c in np.eye(k)])
    noise = _noise(weights, variances)
    x = torch.from_numpy(residual)
    each = x.reshape(-1, 1)  # a pixel as a row, whose log-likelihoods are then told apart
    density = noise.log_likelihood(each, torch.zeros_like(each)).exp().numpy()
    eq14 = joint / joint.sum(0)
    logs = np.stack([norm.logpdf(residual, 0, math.sqrt(v)) for v in variances])
    logs += np.log(weights)[:, None, None]
    bayes = np.exp(logs - logsumexp(logs, axis=0))
    gamma = noise.responsibilities(x, torch.zeros_like(x)).numpy()
    over_samples = joint / joint.sum(1, keepdims=True)  # Eq. 15: over the samples l and m
    return {
        "joint": {"error": float(np.abs(joint.sum(0).ravel() / density - 1).max())},
        "posterior": {"error": float(np.abs(eq14 - bayes).max())},
        "responsibility": {"error": float(np.abs(gamma - eq14).max())},
        "responsibility_printed": {"error": float(np.abs(over_samples - eq14).max())},
    }


def _samples(rng: np.random.Generator) -> Measures:
    """Covariances of A e, with A being Sigma's root or Sigma itself."""
    spread = rng.normal(size=(3, 3))
    sigma = spread @ spread.T / 3 + 0.05 * np.eye(3)
    root = np.real(sqrtm(sigma))
    errors = [np.abs(a @ a.T - sigma).max() / np.abs(sigma).max() for a in (root, sigma)]
    return {
        "sample": {"variance_error": float(errors[0])},
        "sample_printed": {"variance_error": float(errors[1])},
    }


def _derivative(rng: np.random.Generator) -> float:
    residual, weights, variances = _draw(rng)
    x = torch.from_numpy(residual)
    # Responsibilities are of other parameters than those that made the residuals.
    noise = _noise(np.roll(weights, 1), 2 * variances)
    updates = noise.updated(x, torch.zeros_like(x))
    logits, logs = (updates[name].log().requires_grad_() for name in ("weights", "variances"))
    moved = {"weights": logits.softmax(0), "variances": logs.exp()}
    value = noise.bound(x, torch.zeros_like(x), moved).sum() / x.numel()
    found = torch.autograd.grad(value, (logits, logs))
    return max(float(g.abs().max()) for g in found)


def _missing(rng: np.random.Generator) -> float:
    weights, variances = np.array([0.7, 0.3]), np.array([0.01, 0.25])
    which = rng.choice(2, (_IMAGES, _PLACES), p=weights)
    residual = np.sqrt(variances[which]) * rng.normal(size=which.shape)
    logs = np.stack([norm.logpdf(residual, 0, math.sqrt(v)) for v in variances])
    mixture = logsumexp(logs + np.log(weights)[:, None, None], axis=0).mean()
    best = logs.mean(1).max(0).mean()
    return float(mixture - best)
