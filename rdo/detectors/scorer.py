r"""Scores of rows by several replicas, in float64 and one block of rows after another.

.. math::
    s(x) = -\frac1R \sum_{r=1}^{R} \frac{S_r(x) - S_r(x_0)}{q_r}, \qquad
    S_r(x) = E_r(x) + \sum_{j=1}^{M} \log\left(1 + \frac{(x_j - \hat x_j)^2}{s_{rj}^2}\right), \quad
    s_{rj}^2 = \frac{n v_{rj} + 10\, \bar v_r}{n + 10}

with :math:`E_r` the energy of the features under replica r (RaDOGAGA Eq. 20, DAGMM Eq. 6),
:math:`v_{rj}` the mean of :math:`(x_j - \hat x_j)^2` over n training rows and :math:`\bar v_r` its
mean over the columns, :math:`q_r` the interquartile range of the training rows' :math:`S_r`, so
that replicas weigh alike, and :math:`x_0` the most normal of those rows: its score is 0. The rows
are the training rows, or of more than 20,000 a random choice.

The papers' energy sees a row's residual as two numbers, its size relative to the row's and the
cosine between row and reconstruction. So a column that is far off is lost among many that are not.
The sum looks at each column on its own scale. It is the negative log-density of Cauchy's
distribution, up to a constant: a value that is far off counts by its logarithm. If a column has a
share p of ones among many rows, and is reconstructed as 0, a one costs about :math:`-\log p`, its
information.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.priors import Mixture, mixture_energy
from rdo.training import Ensemble, score_context

__all__ = ["ROWS_AT_ONCE", "Scorer", "make_scorer", "move", "residual_surprise"]

Floats = npt.NDArray[np.float64]

ROWS_AT_ONCE = 4096
"""The most rows scored in one block: memory for them does not grow with the table."""
_CELLS_AT_ONCE = 2**22  # of all replicas together

_ROWS_OF_AVERAGE = 10  # added to a column's residuals, of the average column's size
_TYPICAL, _TYPICAL_CELLS = 512, 2**20
_LEAST_RESIDUAL = 1e-12  # mean square, in units in which six deviations are 1


@dataclass(frozen=True)
class Scorer:
    """Trained replicas with what their energies are compared with; see :func:`make_scorer`."""

    ensemble: Ensemble
    """R replicas in float64."""
    mixture: Mixture
    """Of each replica, over training rows: ``(R, K, ...)``."""
    residual: Tensor
    """:math:`s_{rj}^2`, positive, ``(R, M')``."""
    spread: Tensor
    """:math:`q_r`, positive, ``(R,)``."""
    reference: Tensor
    """:math:`S_r(x_0)`, ``(R,)``."""
    typical: Tensor
    """Rows of the more normal half, :math:`x_0` first, in scaled columns, ``(m, M')``."""

    def score_samples(self, x: Floats) -> Floats:
        """Scores of scaled rows ``(n, M)``, higher for normal ones, ``(n,)``."""
        found = _surprise(self.ensemble, x, self.mixture, self.residual)
        scaled = (found - self.reference[:, None]) / self.spread[:, None]
        scores: Floats = -scaled.mean(0).cpu().numpy()
        return scores

    def replicas(self) -> Iterator[tuple[Tensor, dict[str, Tensor], Mixture, Tensor, Tensor]]:
        """Parameters, buffers, mixture, residuals and spread of one replica after another."""
        for r in range(len(self.ensemble)):
            buffers = {name: value[r] for name, value in self.ensemble.buffers.items()}
            mixture = Mixture(*(value[r] for value in self.mixture))
            yield self.ensemble.parameters[r], buffers, mixture, self.residual[r], self.spread[r]

    def to(self, device: str) -> "Scorer":
        """The same on another device."""
        mixture = Mixture(*(value.to(device) for value in self.mixture))
        others = (
            value.to(device) for value in (self.residual, self.spread, self.reference, self.typical)
        )
        return Scorer(move(self.ensemble, device), mixture, *others)


def move(ensemble: Ensemble, device: str) -> Ensemble:
    """The same replicas on another device."""
    members = copy.copy(ensemble)
    members.parameters = members.parameters.to(device)
    members.buffers = {name: value.to(device) for name, value in members.buffers.items()}
    members.template = copy.deepcopy(members.template).to(device)
    return members


def residual_surprise(x: Tensor, x_hat: Tensor, residual: Tensor) -> Tensor:
    r""":math:`\sum_j \log(1 + (x_j - \hat x_j)^2 / s_j^2)` of rows ``(B, M)``, ``(B,)``.

    Parameters
    ----------
    x, x_hat
        Rows and their reconstructions, ``(B, M)``.
    residual
        :math:`s_j^2`, ``(M,)``.

    Examples
    --------
    A residual of one deviation costs log 2, one of a thousand 20 times as much:

    >>> import torch
    >>> from rdo.detectors.scorer import residual_surprise
    >>> x, x_hat = torch.tensor([[1.0, 0.0], [1000.0, 0.0]]), torch.zeros(2, 2)
    >>> [round(float(one), 2) for one in residual_surprise(x, x_hat, torch.ones(2))]
    [0.69, 13.82]
    """
    return torch.log1p((x - x_hat).square() / residual).sum(-1)


def make_scorer(ensemble: Ensemble, x: Floats) -> Scorer:
    """A scorer of replicas, with what it takes from training rows.

    Parameters
    ----------
    ensemble
        R replicas with a mixture.
    x
        Scaled training rows, ``(n, M)``, those alone that statistics are taken of.
    """
    double = ensemble.double()
    (mixture,) = score_context(double, _tensor(double, x))
    residual = _residual(double, x)
    found = _surprise(double, x, mixture, residual)
    low, high = torch.quantile(found, found.new_tensor([0.25, 0.75]), dim=1)
    spread, deviation = high - low, found.std(1)
    # Half of a table may be one row, repeated; what differs by round-off does not differ.
    noise = 1e-9 * (1 + found.abs().mean(1))
    spread = torch.where(spread > noise, spread, deviation)
    spread = torch.where(spread > noise, spread, torch.ones_like(spread))
    order = (found / spread[:, None]).mean(0).argsort(stable=True)
    half = order[: -(-len(order) // 2)]
    most = max(1, min(_TYPICAL, _TYPICAL_CELLS // x.shape[1]))
    typical = _tensor(double, x)[0, half[:: -(-len(half) // most)]].clone()
    return Scorer(double, mixture, residual, spread, found[:, order[0]].clone(), typical)


def _residual(ensemble: Ensemble, x: Floats) -> Tensor:
    r"""Mean squared residual of each column, :math:`s_{rj}^2`, ``(R, M)``.

    As if ten more rows had been seen with the residual of the average column: a column that is
    reconstructed exactly would otherwise have no scale.
    """
    total = torch.zeros(len(ensemble), x.shape[1], dtype=torch.float64, device=ensemble.device)
    for start in range(0, len(x), ROWS_AT_ONCE):
        rows = _tensor(ensemble, x[start : start + ROWS_AT_ONCE])
        x_hat = ensemble.map("decode", ensemble.map("encode", rows))
        total += (rows - x_hat).square().sum(1)
    average = total.mean(1, keepdim=True) / len(x)
    residual = (total + _ROWS_OF_AVERAGE * average) / (len(x) + _ROWS_OF_AVERAGE)
    return residual.clamp_min(_LEAST_RESIDUAL)


def _surprise(ensemble: Ensemble, x: Floats, mixture: Mixture, residual: Tensor) -> Tensor:
    """:math:`S_r` of rows ``(n, M)``, ``(R, n)``."""
    encode, decode, features = map(ensemble.method, ("encode", "decode", "features"))

    def surprise(
        flat: Tensor, buffers: dict[str, Tensor], x: Tensor, mixture: Mixture, residual: Tensor
    ) -> Tensor:
        z = encode(flat, buffers, x)
        x_hat = decode(flat, buffers, z)
        energy = mixture_energy(features(flat, buffers, x, z, x_hat), mixture)
        return energy + residual_surprise(x, x_hat, residual)

    of_all = ensemble.vectorized(surprise)
    at_once = max(1, min(ROWS_AT_ONCE, _CELLS_AT_ONCE // (len(ensemble) * x.shape[1])))
    with torch.no_grad():
        blocks = [
            of_all(ensemble.parameters, ensemble.buffers, rows, mixture, residual)
            for rows in _tensor(ensemble, x).split(at_once, dim=1)
        ]
    return torch.cat(blocks, dim=1)


def _tensor(ensemble: Ensemble, x: Floats) -> Tensor:
    """Rows for every replica, on the same memory: ``(R, n, M)``."""
    rows = torch.from_numpy(np.ascontiguousarray(x)).to(ensemble.device)
    return rows.expand(len(ensemble), *x.shape)
