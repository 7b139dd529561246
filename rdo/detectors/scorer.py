r"""Scores of rows by several replicas, in float64 and one block of rows after another.

.. math::
    s(x) = -\frac1R \sum_{r=1}^{R} \frac{E_r(x) - E_r(x_0)}{q_r}

with :math:`E_r` the energy under replica r, :math:`q_r` the interquartile range of the training
rows' energies, so that replicas weigh alike, and :math:`x_0` the row of all columns' medians.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.priors import Mixture
from rdo.training import Ensemble, score_context

__all__ = ["ROWS_AT_ONCE", "Scorer", "make_scorer", "move"]

Floats = npt.NDArray[np.float64]

ROWS_AT_ONCE = 4096
"""Rows scored in one block: memory for them does not grow with the table."""


@dataclass(frozen=True)
class Scorer:
    """Trained replicas with what their energies are compared with; see :func:`make_scorer`."""

    ensemble: Ensemble
    """R replicas in float64."""
    mixture: Mixture
    """Of each replica, over training rows: ``(R, K, ...)``."""
    spread: Tensor
    """:math:`q_r`, positive, ``(R,)``."""
    reference: Tensor
    """:math:`E_r(x_0)`, ``(R,)``."""

    def score_samples(self, x: Floats) -> Floats:
        """Scores of scaled rows ``(n, M)``, higher for normal ones, ``(n,)``."""
        blocks = [
            self._block(x[start : start + ROWS_AT_ONCE]) for start in range(0, len(x), ROWS_AT_ONCE)
        ]
        return np.concatenate(blocks)

    def _block(self, x: Floats) -> Floats:
        energies = _energies(self.ensemble, x, self.mixture)
        scaled = (energies - self.reference[:, None]) / self.spread[:, None]
        scores: Floats = -scaled.mean(0).cpu().numpy()
        return scores

    def replicas(self) -> Iterator[tuple[Tensor, dict[str, Tensor], Mixture, Tensor]]:
        """Parameters, buffers, mixture and spread of one replica after another."""
        for r in range(len(self.ensemble)):
            buffers = {name: value[r] for name, value in self.ensemble.buffers.items()}
            yield self.ensemble.parameters[r], buffers, _of(self.mixture, r), self.spread[r]

    def to(self, device: str) -> "Scorer":
        """The same on another device."""
        mixture = Mixture(*(value.to(device) for value in self.mixture))
        members = move(self.ensemble, device)
        return Scorer(members, mixture, self.spread.to(device), self.reference.to(device))


def move(ensemble: Ensemble, device: str) -> Ensemble:
    """The same replicas on another device."""
    members = copy.copy(ensemble)
    members.parameters = members.parameters.to(device)
    members.buffers = {name: value.to(device) for name, value in members.buffers.items()}
    members.template = copy.deepcopy(members.template).to(device)
    return members


def make_scorer(ensemble: Ensemble, x: Floats) -> Scorer:
    """A scorer of replicas, with the mixture and the energies of training rows.

    Parameters
    ----------
    ensemble
        R replicas with a mixture.
    x
        Scaled training rows, ``(n, M)``, those alone that statistics are taken of.
    """
    double = ensemble.double()
    rows = _tensor(double, x)
    (mixture,) = score_context(double, rows)
    energies = _energies(double, x, mixture)
    low, high = torch.quantile(energies, energies.new_tensor([0.25, 0.75]), dim=1)
    spread, deviation = high - low, energies.std(1)
    # Half of a table may be one row, repeated; what differs by round-off does not differ.
    noise = 1e-9 * (1 + energies.abs().mean(1))
    spread = torch.where(spread > noise, spread, deviation)
    spread = torch.where(spread > noise, spread, torch.ones_like(spread))
    reference = _energies(double, np.full((1, x.shape[1]), 0.5), mixture)[:, 0]
    return Scorer(double, mixture, spread, reference)


def _tensor(ensemble: Ensemble, x: Floats) -> Tensor:
    """Rows for every replica, on the same memory: ``(R, n, M)``."""
    rows = torch.from_numpy(np.ascontiguousarray(x)).to(ensemble.device)
    return rows.expand(len(ensemble), *x.shape)


def _energies(ensemble: Ensemble, x: Floats, mixture: Mixture) -> Tensor:
    """``(R, n)``."""
    return ensemble.map_rows("energy", _tensor(ensemble, x), mixture)


def _of(mixture: Mixture, replica: int) -> Mixture:
    return Mixture(*(value[replica] for value in mixture))
