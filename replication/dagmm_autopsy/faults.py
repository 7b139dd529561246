"""Faulty formulas found in public DAGMM code, a few lines each, to be looked at and not used.

Each is written in our own words, narrow enough for a page. Its docstring says what is wrong, and
:mod:`replication.dagmm_autopsy.examples` shows what comes of it. Rows ``z`` are ``(L, D)``,
memberships ``gamma`` ``(L, K)``, and ``size`` is that of a batch.
"""

import math

import torch
from torch import Tensor
from torch.autograd import Variable

from rdo.priors import EstimationNetwork, Mixture, mixture_statistics

__all__ = [
    "averaged_mixture",
    "detached",
    "double_root_energy",
    "dropped_mixture",
    "floored_energy",
    "last_batch_mixture",
    "root_weighted_mixture",
    "single_precision_covariance",
    "unguarded_mixture",
]


def detached(loss: Tensor) -> Tensor:
    """A new leaf: the loss's value, and nothing of where it came from."""
    leaf: Tensor = Variable(loss, requires_grad=True)
    return leaf


def double_root_energy(z: Tensor, mixture: Mixture) -> Tensor:
    """The diagonal of a Cholesky factor multiplies to the root already."""
    factor = torch.linalg.cholesky(2 * math.pi * mixture.covariance)
    determinant = factor.diagonal(dim1=-2, dim2=-1).prod(-1)
    exponent = -0.5 * _squared_distance(z, mixture)
    log_density = exponent - determinant.sqrt().log()
    return -torch.logsumexp(mixture.weight.log() + log_density, dim=1)


def floored_energy(z: Tensor, mixture: Mixture) -> Tensor:
    """A floor under the density, and a stabiliser that never acts."""
    z, mixture = z.float(), Mixture(*(part.float() for part in mixture))
    exponent = -0.5 * _squared_distance(z, mixture)
    largest = exponent.clamp(min=0).amax(1, keepdim=True)
    root = (2 * math.pi * mixture.covariance).det().sqrt()
    joint = mixture.weight * (exponent - largest).exp() / root
    return -largest[:, 0] - (joint.sum(1) + 1e-12).log()


def last_batch_mixture(z: Tensor, gamma: Tensor, size: int) -> Mixture:
    """What the model holds when an epoch ends: its last, short batch."""
    rest = len(z) % size or size
    return mixture_statistics(z[-rest:], gamma[-rest:])


def averaged_mixture(z: Tensor, gamma: Tensor, size: int) -> Mixture:
    """Each batch's covariance is taken about that batch's own mean."""
    batches = list(zip(z.split(size), gamma.split(size), strict=True))
    parts = [mixture_statistics(*batch) for batch in batches]
    members = torch.stack([part.sum(0) for _, part in batches]).double()
    share = (members / members.sum(0))[:, :, None]
    mean = share * torch.stack([part.mean for part in parts])
    covariance = torch.stack([part.covariance for part in parts])
    covariance = share[..., None] * covariance
    return Mixture(members.sum(0) / len(z), mean.sum(0), covariance.sum(0))


def dropped_mixture(
    z: Tensor,
    network: EstimationNetwork,
    uniform: Tensor,
) -> Mixture:
    """Scored as in training: another mixture at every call."""
    return mixture_statistics(z, network(z, uniform))


def unguarded_mixture(z: Tensor, gamma: Tensor) -> Mixture:
    """A component that nobody belongs to divides zero by zero."""
    members = gamma.sum(0)
    mean = gamma.T @ z / members[:, None]
    centred = z[:, None] - mean
    scatter = torch.einsum("lk,lkd,lke->kde", gamma, centred, centred)
    jitter = 1e-12 * torch.eye(z.shape[1], dtype=z.dtype)
    covariance = scatter / members[:, None, None] + jitter
    return Mixture(members / len(z), mean, covariance)


def root_weighted_mixture(z: Tensor, gamma: Tensor) -> Mixture:
    """The root is infinitely steep where a membership is zero."""
    members = gamma.sum(0)
    mean = gamma.T @ z / members[:, None]
    centred = gamma.sqrt()[:, :, None] * (z[:, None] - mean)
    scatter = torch.einsum("lkd,lke->kde", centred, centred)
    jitter = 1e-12 * torch.eye(z.shape[1], dtype=z.dtype)
    covariance = scatter / members[:, None, None] + jitter
    return Mixture(members / len(z), mean, covariance)


def single_precision_covariance(z: Tensor, gamma: Tensor) -> Tensor:
    """Seven digits: too few where correlations come close to one."""
    return unguarded_mixture(z.float(), gamma.float()).covariance


def _squared_distance(z: Tensor, mixture: Mixture) -> Tensor:
    """Mahalanobis distance of each row to each component, squared: ``(B, K)``."""
    centred = z.to(mixture.mean.dtype)[:, None] - mixture.mean
    inverse = torch.linalg.inv(mixture.covariance)
    return torch.einsum("bkd,kde,bke->bk", centred, inverse, centred)
