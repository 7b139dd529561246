"""Gaussian mixtures whose log-density is known with three derivatives."""

from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from rdo.checks import check_array, check_positive_tuple, check_room, check_whole
from rdo.errors import InputError, shown

__all__ = ["IsotropicMixture"]

_Array = npt.NDArray[np.float64]
_NO_WEIGHT = 1e-12  # lighter nodes matter to what grows fast alone


@dataclass(frozen=True)
class IsotropicMixture:
    r"""The density :math:`p(x) = \sum_k \pi_k N(x; \mu_k, s_k^2 I)` in n dimensions.

    Parameters
    ----------
    weights
        :math:`\pi_k`, positive, with the sum 1.
    means
        :math:`\mu_k`, n coordinates each.
    deviations
        Standard deviations :math:`s_k`, positive.

    Raises
    ------
    InputError
        If the three differ in length, the means in dimension, a weight or standard deviation is
        not positive, or the weights do not sum to one. So do the methods, for points of another
        dimension.

    Examples
    --------
    The score at two points halfway between the means, and the mean squares of the coordinates:

    >>> from rdo.theory import IsotropicMixture
    >>> p = IsotropicMixture((0.5, 0.5), ((-2.0, 0.0), (2.0, 0.0)), (1.0, 1.0))
    >>> p.score([[0.0, 0.0], [0.0, 1.0]]) + 0.0
    array([[ 0.,  0.],
           [ 0., -1.]])
    >>> x, weights = p.quadrature(20)
    >>> (weights @ x**2).round(6)
    array([5., 1.])
    """

    weights: tuple[float, ...]
    means: tuple[tuple[float, ...], ...]
    deviations: tuple[float, ...]

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_positive_tuple("weights", self.weights)
        check_positive_tuple("deviations", self.deviations)
        means = check_array("means", self.means, ("K", "n"))
        if not isinstance(self.means, tuple | list):
            raise InputError(f"means={shown(self.means)}: give a tuple of a tuple per component.")
        if not len(self.weights) == len(means) == len(self.deviations):
            raise InputError(
                f"{len(self.weights)} weights, {len(self.means)} means and "
                f"{len(self.deviations)} deviations: give as many of each, at least one."
            )
        if abs(sum(self.weights) - 1) > 1e-9:
            raise InputError(f"weights={self.weights}: give positive ones that sum to one.")

    @property
    def n(self) -> int:
        """Dimensions."""
        return len(self.means[0])

    @property
    def table(self) -> _Array:
        """Weight, mean and deviation, one row per component, ``(K, n + 2)``."""
        return np.column_stack([self.weights, self.means, self.deviations])

    def log_density(self, x: npt.ArrayLike) -> _Array:
        r""":math:`\log p(x)` at points ``(..., n)``, in nats."""
        return np.asarray(logsumexp(self._log_joint(x), axis=-1))

    def score(self, x: npt.ArrayLike) -> _Array:
        r"""The score :math:`s = \nabla \log p` at points ``(..., n)``, of the same shape."""
        posterior, pull = self._pulls(x)
        return np.asarray(np.einsum("...k,...ki->...i", posterior, pull))

    def score_jacobian(self, x: npt.ArrayLike) -> _Array:
        r"""Derivatives of the score, :math:`\partial_j s_i`, ``(..., n, n)``.

        With the posterior probabilities of the components as weights, the covariance of their own
        scores :math:`a_k = (\mu_k - x) / s_k^2`, less the mean of :math:`I / s_k^2`.
        """
        posterior, pull = self._pulls(x)
        apart = pull - np.einsum("...k,...ki->...i", posterior, pull)[..., None, :]
        covariance = np.einsum("...k,...ki,...kj->...ij", posterior, apart, apart)
        return np.asarray(
            covariance - (posterior @ self._precision)[..., None, None] * np.eye(self.n)
        )

    def score_hessian(self, x: npt.ArrayLike) -> _Array:
        r"""Second derivatives of the score, :math:`\partial_j \partial_l s_i`, ``(..., n, n, n)``.

        The third central moment of the :math:`a_k`, less :math:`\delta_{ij}` times the covariance
        of :math:`1 / s_k^2` with coordinate l of :math:`a_k`, and its two permutations.
        """
        posterior, pull = self._pulls(x)
        apart = pull - np.einsum("...k,...ki->...i", posterior, pull)[..., None, :]
        third = np.einsum("...k,...ki,...kj,...kl->...ijl", posterior, apart, apart, apart)
        mixed = np.einsum("...k,k,...kl->...l", posterior, self._precision, apart)
        once = np.einsum("ij,...l->...ijl", np.eye(self.n), mixed)
        return np.asarray(third - once - np.swapaxes(once, -1, -2) - np.swapaxes(once, -1, -3))

    def quadrature(self, nodes: int) -> tuple[_Array, _Array]:
        """Nodes ``(N, n)`` and weights ``(N,)`` that turn an expectation under p into a sum.

        Gauss-Hermite quadrature along each axis of each component. Nodes with less than 1e-12 of a
        component's weight are left out, about seven standard deviations from its mean: what grows
        fast there, as high powers do, loses by that.

        Parameters
        ----------
        nodes
            Per axis and component; but for what is left out, polynomials are exact up to degree
            ``2 nodes - 1``.

        Raises
        ------
        InputError
            If it is no whole number from 1 to 200, or their grid would not fit into memory.
        """
        check_whole("nodes", nodes, 1, 200)
        check_room(nodes=nodes**self.n, components=len(self.weights), n=self.n)
        points, weights = np.polynomial.hermite_e.hermegauss(nodes)
        grid = np.stack(np.meshgrid(*[points] * self.n, indexing="ij"), -1).reshape(-1, self.n)
        weight = reduce(np.multiply.outer, [weights / weights.sum()] * self.n).ravel()
        x = np.concatenate(
            [
                np.add(mean, float(s) * grid)
                for mean, s in zip(self.means, self.deviations, strict=True)
            ]
        )
        of_p = np.concatenate([share * weight for share in self.weights])
        heavy = np.tile(weight > _NO_WEIGHT, len(self.weights))
        return x[heavy], of_p[heavy]

    @property
    def _precision(self) -> _Array:
        return 1 / np.square(np.asarray(self.deviations, dtype=np.float64))

    def _pulls(self, x: npt.ArrayLike) -> tuple[_Array, _Array]:
        """Posterior probabilities ``(..., K)`` and scores ``(..., K, n)`` of the components."""
        joint = self._log_joint(x)
        posterior = np.exp(joint - logsumexp(joint, axis=-1, keepdims=True))
        return posterior, -self._away(x) * self._precision[:, None]

    def _log_joint(self, x: npt.ArrayLike) -> _Array:
        distance = (self._away(x) ** 2).sum(-1) * self._precision
        scale = np.log(np.asarray(self.weights, dtype=np.float64)) - self.n * np.log(
            np.sqrt(2 * np.pi) * np.asarray(self.deviations, dtype=np.float64)
        )
        return np.asarray(scale - distance / 2)

    def _away(self, x: npt.ArrayLike) -> _Array:
        x = check_array("x", x, (..., self.n))
        return np.asarray(x[..., None, :] - np.asarray(self.means, dtype=np.float64))
