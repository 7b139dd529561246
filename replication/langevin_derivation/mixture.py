"""Part ``mixture_2d``: Eq. 1's Jacobian, and Eqs. 2 and 3, under bent maps of a mixture."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.distributions import Normal
from torch.func import jacrev, vmap

from rdo.theory import IsotropicMixture
from replication.kit import Outcome, Run
from replication.langevin_derivation.config import Formulas
from replication.ledger import Data

__all__ = ["DENSITY", "bent", "measure", "to_normal"]

DENSITY = IsotropicMixture((0.3, 0.5, 0.2), ((-1.0, 0.0), (1.0, 0.5), (0.5, -1.0)), (0.7, 0.8, 1.0))
_WEIGHT = torch.tensor(DENSITY.weights, dtype=torch.float64)
_MEAN = torch.tensor(DENSITY.means, dtype=torch.float64)
_DEVIATION = torch.tensor(DENSITY.deviations, dtype=torch.float64)[:, None]
_REACH = 4.0  # deviations: further out the map's own values have lost digits
_MAPS = 8


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Maps of which the density of what comes out is known without a Jacobian.

    A mixture of three Gaussians is carried to :math:`N(0, I)` by its distribution functions, one
    coordinate after the other, and from there bent and stretched by eight maps with closed forms.
    Points are those of Gauss-Hermite quadrature in each component, up to four deviations. Then

    - ``jacobian.volume_error`` and ``jacobian_printed.volume_error`` are the largest relative
      difference of :math:`p(x)` and :math:`q(r(x)) |J|` over points and maps, with
      :math:`J_{ij} = \partial r_i / \partial x_j`, and with the printed
      :math:`\partial r_i / \partial x_i`;
    - ``bent.constant_error`` is the range over the maps, the identity among them, of Eq. 2 less
      Eq. 3, in nats: Eq. 2 by the closed form of q, Eq. 3 by the Jacobian. Of the identity it is
      :math:`\lambda E[-\log p]`.
    """
    x, weights = _points(config.nodes)
    p = torch.from_numpy(DENSITY.log_density(x.numpy()))
    right: list[float] = []
    printed: list[float] = []
    differences = [-config.weight * float(weights @ p)]
    for k in range(_MAPS):
        r, log_q = bent(k)
        jacobian = vmap(jacrev(r))(x)
        as_printed = jacobian.diagonal(dim1=1, dim2=2)[:, :, None].expand_as(jacobian)
        came_out = log_q(r(x))
        for found, matrix in ((right, jacobian), (printed, as_printed)):
            volume = torch.linalg.det(matrix).abs()
            found.append(((came_out - p).exp() * volume - 1).abs().max().item())
        eq2 = -config.weight * came_out  # without the squared error, which both have
        eq3 = config.weight * torch.linalg.slogdet(jacobian)[1]
        differences.append(float(weights @ (eq2 - eq3)))
    arms = {
        "jacobian_printed": run.arm({"volume_error": max(printed)}),
        "jacobian": run.arm({"volume_error": max(right)}),
        "bent": run.arm({"constant_error": np.ptp(differences)}),
    }
    return Outcome(arms, Data.of(run.part, x.numpy()))


def to_normal(x: Tensor) -> Tensor:
    r"""The map that carries the mixture to :math:`N(0, I)`, of one row ``(2,)`` or rows ``(n, 2)``.

    .. math:: z_1 = \Phi^{-1}(F(x_1)), \quad z_2 = \Phi^{-1}(F(x_2 \mid x_1))
    """
    z = (x[..., None, :] - _MEAN) / _DEVIATION
    given = torch.softmax(
        _WEIGHT.log() + Normal(_MEAN, _DEVIATION).log_prob(x[..., None, :])[..., 0], -1
    )
    below = torch.special.ndtr(z)
    quantiles = ((_WEIGHT * below[..., 0]).sum(-1), (given * below[..., 1]).sum(-1))
    return torch.stack([torch.special.ndtri(one) for one in quantiles], dim=-1)


def bent(number: int) -> tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]:
    r"""One of the maps, and the log density of what comes out of it.

    .. math:: r(x) = A u, \quad u = (z_1, z_2 + c z_1^2), \quad z = \text{to\_normal}(x)

    What comes out has the density of z over :math:`|A|`, for the bend keeps areas.
    """
    rng = np.random.default_rng(number)
    matrix = torch.from_numpy(np.eye(2) + 0.4 * rng.uniform(-1, 1, (2, 2)))
    bend = float(rng.uniform(-0.5, 0.5))
    inverse, log_volume = matrix.inverse(), matrix.det().abs().log()

    def r(x: Tensor) -> Tensor:
        z = to_normal(x)
        u = torch.stack([z[..., 0], z[..., 1] + bend * z[..., 0].square()], dim=-1)
        return u @ matrix.mT

    def log_q(y: Tensor) -> Tensor:
        u = y @ inverse.mT
        z = torch.stack([u[:, 0], u[:, 1] - bend * u[:, 0].square()], dim=-1)
        found: Tensor = Normal(0.0, 1.0).log_prob(z).sum(1) - log_volume
        return found

    return r, log_q


def _points(nodes: int) -> tuple[Tensor, Tensor]:
    """Of the quadrature, within reach of a component: ``(n, 2)``, and their weights."""
    points, weights = (torch.from_numpy(one) for one in DENSITY.quadrature(nodes))
    away = ((points[:, None] - _MEAN) / _DEVIATION).abs().amax(2).amin(1)
    near = away < _REACH
    return points[near], weights[near] / weights[near].sum()
