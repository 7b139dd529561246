"""Part ``mixture``: the energy and its bound on mixtures drawn at random (DAGMM Eqs. 5 to 10)."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import logsumexp, rel_entr, softmax
from scipy.stats import multivariate_normal
from torch import Tensor

from rdo.priors import (
    Mixture,
    mixture_energy,
    mixture_statistics,
    posterior,
    variational_bound,
)
from replication.dagmm_bound.config import Mixtures
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed, worst
from replication.ledger import Data

__all__ = ["density_mass", "log_densities", "measure"]

_Floats = npt.NDArray[np.float64]

_MOST_COLUMNS, _MOST_COMPONENTS = 4, 6
_SURE = 200.0  # largest scale of the logits: some memberships are exactly 0 and 1
_APART = 1e-2  # in total variation; nearer to the posterior, rounding is seen in the ratio
_HELD = 1e-6  # membership below which a weight is not recovered: its logarithm has lost digits
_SHRUNK = 1e-8  # least variance of a component, over the largest of a column
_PATHS = ("em_energy", "em_bound")
_REACH, _FINENESS = 9.0, 2.5  # of the quadrature, in deviations and points a deviation


class _Draw(NamedTuple):
    """A table with memberships, and the mixture that Eq. 5 makes of them."""

    z: Tensor
    """``(L, D)``"""
    membership: Tensor
    """``(L, K)``"""
    mixture: Mixture
    other: Tensor
    """Memberships that the mixture was not made of, ``(L, K)``."""


def measure(config: Mixtures, run: Run) -> Outcome:
    r"""Hold Eqs. 5, 6 and 8 to 10 against scipy's densities, quadrature and derivatives.

    Each seed draws ``config.draws`` tables of clusters, memberships :math:`\gamma`, Eq. 5's mixture
    of the two, and other memberships Q. Some rows of both are sure to the last digit. Over the
    draws,

    - ``eq5.derivative`` is the largest derivative of the mean of Eq. 10's bound at
      :math:`Q = \gamma`, by the logits of the weights, the means, and the covariances' factors, at
      Eq. 5's mixture;
    - ``eq6.mass_error`` the largest distance from 1 of the integral of :math:`e^{-E}`, of the
      mixture in the first column or the first two;
    - ``eq8.margin`` the least bound less energy, at Q;
    - ``eq9.error`` and ``eq10.error`` the largest differences of the bound at Q from Eq. 9, and
      from the energy and the divergence of Eq. 10, both by scipy;
    - ``posterior.gap`` the largest difference of bound and energy at :math:`Q = p(k \mid z)`;
    - ``elsewhere.pinsker_ratio`` the least of the gap at Q over :math:`2\, TV^2`, with TV the total
      variation between Q and the posterior, of rows where it is above 0.01;
    - ``em.energy_rise`` the largest rise of the mean energy in a round of EM that begins with
      Eq. 5's mixture, and ends before the rounds do where a component has shrunk to a point or a
      line: from there the energy falls without end, and rounding decides;
    - ``bound_alone.energy_rise`` the largest rise of the mean energy from the last mixture of EM to
      Eq. 5's, which has the lowest bound of all mixtures at :math:`Q = \gamma`;
    - ``prior.weight_spread`` and ``prior_printed.weight_spread`` the largest range over the rows of
      a weight, recovered from each row's energy and posterior: :math:`\log \pi_k = \log
      p(k \mid z) - E(z) - \log N(z; \mu_k, \Sigma_k)`.

    The arrays hold of each seed's first table the mean energy and the mean bound during EM,
    ``(R, rounds + 1)``, NaN after its end: the bound is that before the memberships become the
    posterior again.
    """
    arms = by_seed(run, lambda rng: _measures(config, rng))
    firsts = [_draw(np.random.default_rng(seed), config.rows) for seed in run.seeds]
    arrays = {name: np.full((len(firsts), config.rounds + 1), np.nan) for name in _PATHS}
    for k, draw in enumerate(firsts):
        for name, path in zip(_PATHS, _em(draw, config.rounds)[:2], strict=True):
            arrays[name][k, : len(path)] = path
    return Outcome(arms, Data.of(run.part, np.stack([d.z[:, 0].numpy() for d in firsts])), arrays)


def _measures(config: Mixtures, rng: np.random.Generator) -> Measures:
    found = [_of_a_draw(rng, config) for _ in range(config.draws)]
    return worst(found, ("margin", "pinsker_ratio"))


def _of_a_draw(rng: np.random.Generator, config: Mixtures) -> Measures:
    draw = _draw(rng, config.rows)
    z, mixture, q = draw.z, draw.mixture, draw.other.numpy()
    energy, bound = (
        one.numpy()
        for one in (mixture_energy(z, mixture), variational_bound(z, mixture, draw.other))
    )
    densities = log_densities(z, mixture)  # of z given k
    joint = densities + np.log(mixture.weight.numpy())
    by_hand = softmax(joint, axis=1)
    divergence = rel_entr(q, by_hand).sum(1)
    eq9 = -(q * densities).sum(1) + rel_entr(q, mixture.weight.numpy()).sum(1)
    bayes = posterior(z, mixture)
    variation = np.abs(q - bayes.numpy()).sum(1) / 2
    apart = variation > _APART
    energies, _, last = _em(draw, config.rounds)
    spread = _weight_spread(energy, bayes.numpy(), densities)
    return {
        "eq5": {"derivative": _largest_derivative(draw)},
        "eq6": {"mass_error": abs(density_mass(draw.z, draw.membership) - 1)},
        "eq8": {"margin": (bound - energy).min()},
        "eq9": {"error": np.abs(bound - eq9).max()},
        "eq10": {"error": np.abs(bound + logsumexp(joint, axis=1) - divergence).max()},
        "posterior": {"gap": np.abs(variational_bound(z, mixture, bayes).numpy() - energy).max()},
        "elsewhere": {"pinsker_ratio": ((bound - energy) / (2 * variation**2))[apart].min()},
        "em": {"energy_rise": np.diff(energies).max()},
        "bound_alone": {"energy_rise": energies[0] - mixture_energy(z, last).mean().item()},
        "prior_printed": {"weight_spread": spread},
        "prior": {"weight_spread": spread},
    }


def _draw(rng: np.random.Generator, rows: int) -> _Draw:
    columns = int(rng.integers(1, _MOST_COLUMNS + 1))
    components = int(rng.integers(2, _MOST_COMPONENTS + 1))
    centres = rng.uniform(-3, 3, (components, columns))
    own = rng.integers(components, size=rows)
    z = torch.from_numpy(centres[own] + rng.uniform(0.3, 1) * rng.normal(size=(rows, columns)))
    membership, other = (_memberships(rng, rows, components) for _ in range(2))
    return _Draw(z, membership, mixture_statistics(z, membership, jitter=0), other)


def _memberships(rng: np.random.Generator, rows: int, components: int) -> Tensor:
    """From undecided to sure, in double precision."""
    scale = _SURE ** rng.uniform(-1, 1, (rows, 1))
    return torch.from_numpy(softmax(scale * rng.normal(size=(rows, components)), axis=1))


def log_densities(z: Tensor, mixture: Mixture) -> _Floats:
    r"""Scipy's :math:`\log N(z; \mu_k, \Sigma_k)`, ``(L, K)``."""
    gaussians = zip(mixture.mean.numpy(), mixture.covariance.numpy(), strict=True)
    found = [multivariate_normal(mean, cov).logpdf(z.numpy()) for mean, cov in gaussians]
    return np.stack(found, axis=1)


def density_mass(z: Tensor, membership: Tensor) -> float:
    r"""The integral of :math:`e^{-E}` for the mixture of the first two columns or the only one.

    By the trapezoidal rule, which for Gaussians has no error that double precision would show at
    two and a half points in the narrowest deviation.
    """
    some = z[:, :2]
    mixture = mixture_statistics(some, membership, jitter=0)
    spectrum = torch.linalg.eigvalsh(mixture.covariance)
    step = spectrum.min().sqrt().item() / _FINENESS
    reach = _REACH * spectrum.max().sqrt()
    low, high = (mixture.mean.amin(0) - reach, mixture.mean.amax(0) + reach)
    axes = [torch.arange(a, b, step, dtype=z.dtype) for a, b in zip(low, high, strict=True)]
    grid = torch.cartesian_prod(*axes).reshape(-1, some.shape[1])
    return float((-mixture_energy(grid, mixture)).exp().sum() * step ** some.shape[1])


def _largest_derivative(draw: _Draw) -> float:
    """Of the mean bound by the mixture's parameters, at Eq. 5."""
    weight, mean, covariance = draw.mixture
    free = [weight.log(), mean, torch.linalg.cholesky(covariance)]
    free = [one.clone().requires_grad_() for one in free]
    factor = free[2].tril()
    mixture = Mixture(free[0].softmax(0), free[1], factor @ factor.mT)
    bound = variational_bound(draw.z, mixture, draw.membership).mean()
    return max(one.abs().max().item() for one in torch.autograd.grad(bound, free))


def _em(draw: _Draw, rounds: int) -> tuple[list[float], list[float], Mixture]:
    """Mean energy, mean bound at the memberships that the mixture was made of, and the last one."""
    membership, mixture = draw.membership, draw.mixture
    least, last = _SHRUNK * draw.z.var(0).max(), mixture
    energies, bounds = [], []
    for k in range(rounds + 1):
        if k:
            membership = posterior(draw.z, mixture)
            mixture = mixture_statistics(draw.z, membership, jitter=0)
        if torch.linalg.eigvalsh(mixture.covariance).min() < least:
            break
        energies.append(mixture_energy(draw.z, mixture).mean().item())
        bounds.append(variational_bound(draw.z, mixture, membership).mean().item())
        last = mixture
    return energies, bounds, last


def _weight_spread(energy: _Floats, bayes: _Floats, densities: _Floats) -> float:
    """The largest range of a weight over the rows, as the energies have it."""
    held = bayes > _HELD
    logarithms = np.log(np.where(held, bayes, 1)) - energy[:, None] - densities
    weights = np.where(held, np.exp(np.where(held, logarithms, 0)), np.nan)
    return float(np.nanmax(np.nanmax(weights, 0) - np.nanmin(weights, 0)))
