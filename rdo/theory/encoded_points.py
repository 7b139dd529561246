r"""A Gaussian encoder on finitely many points: information and divergences by quadrature.

.. math:: q(z | x_k) = N(\mu_k, \mathrm{diag}\, s_k^2), \qquad q(z) = \sum_k w_k q(z | x_k)

With N = 1 or 2 factors; what the noise-fitting paper's Section 4.4 estimates from
:math:`q^*(z)` is here computed from q(z) itself.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_room
from rdo.errors import InputError

__all__ = ["EncodedPoints"]

_Floats = npt.NDArray[np.float64]

_REACH = 8.5  # deviations beyond the outermost mean, where a Gaussian has 1e-17
_STEP = {1: 0.02, 2: 0.1}  # of the grid, in the least deviation
_SMALLEST = 1e-300
_ROUNDS, _GAP = 100_000, 1e-7


@dataclass(frozen=True, eq=False)
class EncodedPoints:
    r"""Points with weights, each encoded as a Gaussian in one or two dimensions.

    Parameters
    ----------
    weights
        w, the shares of the data, ``(K,)``, positive, adding up to 1.
    means, variances
        :math:`\mu` and :math:`s^2`, ``(K, N)`` each, N being 1 or 2; variances positive.

    Raises
    ------
    InputError
        If the shapes do not fit, weights are no shares, variances are not positive, or the points
        lie so far apart that a grid over them would be too large.

    Examples
    --------
    Two points far apart tell which one it was, log 2 nats:

    >>> import numpy as np
    >>> from rdo.theory import EncodedPoints
    >>> points = EncodedPoints([0.5, 0.5], [[-3.0], [3.0]], np.full((2, 1), 0.2))
    >>> round(points.information(), 6)
    0.693147
    >>> round(points.information() + points.divergence(), 6) == round(points.rate(), 6)
    True
    """

    weights: _Floats
    means: _Floats
    variances: _Floats

    def __post_init__(self) -> None:
        """Check the parameters."""
        means = check_array("means", self.means, ("K", "N"))
        n_points, n = means.shape
        if n not in _STEP:
            raise InputError(f"means of shape {means.shape}: give one or two dimensions.")
        weights = check_array("weights", self.weights, (n_points,))
        variances = check_array("variances", self.variances, means.shape)
        if not (weights > 0).all() or not math.isclose(weights.sum(), 1, rel_tol=1e-9):
            raise InputError("weights: give positive numbers that add up to 1.")
        if not (variances > 0).all():
            raise InputError(f"variances holds {variances.min():g}: give positive variances.")
        for name, array in (("weights", weights), ("means", means), ("variances", variances)):
            object.__setattr__(self, name, array)
        span = np.ptp(means, axis=0) + 2 * _REACH * np.sqrt(variances.max(0))
        sides = span / (_STEP[n] * np.sqrt(variances.min(0)))
        if not sides.max() < 1e6:
            raise InputError("means: give points nearer to each other, or larger variances.")
        check_room(points=n_points, **{f"side_{k}": int(side) for k, side in enumerate(sides)})

    def rate(self) -> float:
        r"""The mean of :math:`D_{KL}(q(z | x) \Vert N(0, I))` (Definition 1), a closed form.

        In nats.
        """
        each = (self.means**2 + self.variances - 1 - np.log(self.variances)) / 2
        return float(self.weights @ each.sum(1))

    def information(self) -> float:
        r"""The mutual information of x and z: the mean of :math:`D_{KL}(q(z|x) \Vert q(z))`, nats.

        Eq. 20.
        """
        return float(self.weights @ self._relative_entropies(self.weights))

    def divergence(self, variances: Any = 1.0) -> float:
        r""":math:`D_{KL}(q(z) \Vert N(0, \mathrm{diag}\, v))`, in nats.

        Parameters
        ----------
        variances
            v, ``(N,)`` or one number for all factors; 1 for the prior.

        Raises
        ------
        InputError
            If they are of another shape or not positive.
        """
        v = self._of(variances)
        cell, z, densities = self.grid
        q = self.weights @ densities
        log_p = -((z**2 / v[:, None]).sum(0) + np.log(2 * np.pi * v).sum()) / 2
        return float((q * (np.log(np.maximum(q, _SMALLEST)) - log_p)).sum() * cell)

    def capacity(self) -> float:
        r"""The largest mutual information over all weights of the points, in nats.

        By the iteration of Blahut and Arimoto, to 1e-7:
        :math:`w_k \propto w_k \exp D_{KL}(q(z | x_k) \Vert q(z))`.

        Raises
        ------
        InputError
            If it does not converge.
        """
        weights = np.full(len(self.weights), 1 / len(self.weights))
        for _ in range(_ROUNDS):
            entropies = self._relative_entropies(weights)
            # The capacity lies between the mean and the largest.
            if entropies.max() - weights @ entropies < _GAP:
                return float(weights @ entropies)
            weights = weights * np.exp(entropies - entropies.max())
            weights /= weights.sum()
        raise InputError(f"the capacity did not converge in {_ROUNDS} rounds.")

    @cached_property
    def grid(self) -> tuple[float, _Floats, _Floats]:
        """The size of a cell, the places ``(N, Z)``, and q(z | x) of all points there, ``(K, Z)``.

        For smooth functions that die away at both ends, sums on an even grid converge faster than
        any power of its spacing.
        """
        n = self.means.shape[1]
        deviations = np.sqrt(self.variances)
        low = (self.means - _REACH * deviations).min(0)
        high = (self.means + _REACH * deviations).max(0)
        steps = _STEP[n] * deviations.min(0)
        axes = [np.arange(a, b, step) for a, b, step in zip(low, high, steps, strict=True)]
        z = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
        off = (z - self.means[:, :, None]) ** 2 / self.variances[:, :, None]
        constant = np.log(2 * np.pi * self.variances).sum(1)
        return float(np.prod(steps)), z, np.exp(-(off.sum(1) + constant[:, None]) / 2)

    def _of(self, variances: Any) -> _Floats:
        v = check_array("variances", variances, (...,))
        n = self.means.shape[1]
        if v.shape not in ((), (n,)):
            raise InputError(f"variances of shape {v.shape}: give one number, or {n}.")
        if not (v > 0).all():
            raise InputError(f"variances holds {v.min():g}: give positive variances.")
        return np.full(n, v)

    def _relative_entropies(self, weights: _Floats) -> _Floats:
        """D_KL(q(z | x_k) || sum of w_j q(z | x_j)), ``(K,)``."""
        cell, _, densities = self.grid
        log_q = np.log(np.maximum(weights @ densities, _SMALLEST))
        return np.asarray(-cell * (densities @ log_q) - self._entropies)

    @cached_property
    def _entropies(self) -> _Floats:
        """Of q(z | x_k), ``(K,)``."""
        return np.asarray(np.log(2 * np.pi * np.e * self.variances).sum(1) / 2)
