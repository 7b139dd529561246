"""The gradient of the log-likelihood, against differences of a density that is integrated."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from rdo.datasets import two_squares
from rdo.models import EnergyAutoencoder
from rdo.nn import ReLUNetwork
from replication.ebae_gradient.config import Config
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed
from replication.ledger import Data

__all__ = ["gradient_error", "run"]

_SIDE = 8.0  # the grid covers [-8, 8] x [-8, 8], outside of which hardly any mass lies
_STEP = 1e-7  # of central differences, so short that hardly a kink of the ReLUs lies within

Weights = Mapping[str, Tensor]


class _Energy(nn.Module):
    """A model whose output is its energy."""

    def __init__(self, model: EnergyAutoencoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> Tensor:
        return self.model.energy(x)


def run(config: Config, run: Run) -> Outcome:
    r"""Compare both sides of Section 1's equations for the networks of Section 4 as they are drawn.

    On the left are central differences of :math:`\log p_\theta(x) = -E_\theta(x) - \log
    \Omega_\theta`, with :math:`\Omega_\theta` summed over a grid, along directions in the space
    of the weights: the gradient's, each time with as much of a random one added. On the right are
    autograd's gradients of the energy, at x and averaged over the grid under :math:`p_\theta`.
    ``error`` is the largest difference over the largest derivative: of arm ``datum`` for the first
    row, of ``data`` averaged over all rows.
    """
    arms = by_seed(run, lambda rng: _measures(config, rng))
    _, rows = _start(config, np.random.default_rng(run.seeds[0]))
    return Outcome(arms, Data.of(run.part, rows.numpy()))


def _measures(config: Config, rng: np.random.Generator) -> Measures:
    model, rows = _start(config, rng)
    weights = {name: one.detach() for name, one in model.named_parameters()}

    def energy(theta: Weights, x: Tensor) -> Tensor:
        found: Tensor = functional_call(model, dict(theta), (x,))
        return found

    drawn = [_drawn(weights, rng) for _ in range(config.directions)]
    grid = _grid(config.cells)
    return {
        "datum": {"error": gradient_error(energy, weights, rows[:1], grid, drawn)},
        "data": {"error": gradient_error(energy, weights, rows, grid, drawn)},
    }


def _start(config: Config, rng: np.random.Generator) -> tuple[_Energy, Tensor]:
    """Networks with Glorot's weights, and rows ``(2 n, 2)``."""
    widths = config.hidden, config.hidden
    networks = ReLUNetwork((2, *widths, 1), bounded=True), ReLUNetwork((1, *widths, 2))
    model = EnergyAutoencoder(*networks, 1).double()
    model.reset_parameters(torch.Generator().manual_seed(int(rng.integers(2**31))))
    rows = two_squares(config.rows, seed=int(rng.integers(2**31)))
    return _Energy(model), torch.from_numpy(rows)


def gradient_error(
    energy: Callable[[Weights, Tensor], Tensor],
    weights: Weights,
    rows: Tensor,
    grid: Tensor,
    drawn: list[Weights],
) -> float:
    r"""The largest difference of the two sides, over the largest derivative.

    .. math:: \nabla_\theta \operatorname{mean}_x \log p_\theta(x) =
        -\operatorname{mean}_x \nabla_\theta E_\theta(x) + E_{x' \sim p_\theta} \nabla_\theta
        E_\theta(x')

    Parameters
    ----------
    energy
        From weights and rows ``(n, 2)`` to energies ``(n,)``.
    weights
        By name, in double precision.
    rows, grid
        Where the log-likelihood is taken, and the middles of the cells for its normaliser.
    drawn
        Added to the gradient, as the weights.
    """
    free = {name: one.clone().requires_grad_() for name, one in weights.items()}
    of_rows, of_grid = energy(free, rows), energy(free, grid)
    shares = torch.softmax(-of_grid.detach(), 0)
    gradients = torch.autograd.grad(-of_rows.mean() + (shares * of_grid).sum(), list(free.values()))
    right = dict(zip(free, gradients, strict=True))
    size = _length(right)
    differences, derivatives = [], []
    for one in drawn:
        direction = {name: right[name] / size + one[name] / _length(one) for name in right}
        ends = [_moved(weights, direction, step) for step in (_STEP, -_STEP)]
        with torch.no_grad():
            above, below = (_log_likelihood(energy, theta, rows, grid) for theta in ends)
        left = (above - below) / (2 * _STEP)
        along = sum((right[name] * direction[name]).sum() for name in right)
        differences.append(abs(left - float(along)))
        derivatives.append(abs(left))
    return max(differences) / max(derivatives)


def _log_likelihood(
    energy: Callable[[Weights, Tensor], Tensor], theta: Weights, rows: Tensor, grid: Tensor
) -> float:
    """Mean of the rows', but for the logarithm of a cell's area."""
    return float(-energy(theta, rows).mean() - torch.logsumexp(-energy(theta, grid), 0))


def _moved(weights: Weights, direction: Weights, step: float) -> Weights:
    return {name: one + step * direction[name] for name, one in weights.items()}


def _drawn(weights: Weights, rng: np.random.Generator) -> Weights:
    return {name: torch.from_numpy(rng.normal(size=one.shape)) for name, one in weights.items()}


def _length(direction: Weights) -> Tensor:
    return torch.stack([one.square().sum() for one in direction.values()]).sum().sqrt()


def _grid(cells: int) -> Tensor:
    axis = (torch.arange(cells, dtype=torch.float64) + 0.5) * (2 * _SIDE / cells) - _SIDE
    return torch.cartesian_prod(axis, axis)
