r"""A linear VAE on Gaussian data: everything that is estimated elsewhere, exactly.

.. math::
    p(x | z) = N(W z + b, \sigma^2 I), \quad p(z) = N(0, I), \quad q(z | x) = N(A x + c, S)

on data :math:`x \sim N(m, C)`. It is the model of the noise-fitting paper's Section 3.1 with linear
networks, and every expectation in its Eqs. 2 to 6, 20 and 22 is a closed form.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_flag, check_symmetric, check_weight
from rdo.errors import InputError

__all__ = ["GaussianData", "LinearVAE"]

_Floats = npt.NDArray[np.float64]

_ILL = 1e14  # condition above which a covariance is as good as singular


@dataclass(frozen=True, eq=False)
class GaussianData:
    r"""Data :math:`x \sim N(m, C)`.

    Parameters
    ----------
    mean
        m, ``(M,)``.
    covariance
        C, ``(M, M)``, positive semidefinite: zero for a single point.

    Raises
    ------
    InputError
        If the shapes do not fit, or C is no covariance.
    """

    mean: _Floats
    covariance: _Floats

    def __post_init__(self) -> None:
        """Check the parameters."""
        mean = check_array("mean", self.mean, ("M",))
        n = len(mean)
        object.__setattr__(self, "mean", mean)
        covariance = _covariance("covariance", self.covariance, n, strictly=False)
        object.__setattr__(self, "covariance", covariance)

    def log_density(self) -> float:
        r"""The mean of :math:`\log p_{data}(x)`: minus the entropy, in nats.

        Raises
        ------
        InputError
            If C is singular.
        """
        _covariance("covariance", self.covariance, len(self.mean), strictly=True)
        n = len(self.mean)
        return float(-(n * math.log(2 * math.pi * math.e) + _log_det(self.covariance)) / 2)


@dataclass(frozen=True, eq=False)
class LinearVAE:
    r"""Linear decoder, Gaussian noise, and a Gaussian posterior with a linear mean.

    Parameters
    ----------
    weights, bias
        W, ``(M, N)``, and b, ``(M,)``, of the decoder.
    variance
        :math:`\sigma^2` of the noise, positive.
    encoder, offset
        A, ``(N, M)``, and c, ``(N,)``, of the posterior's mean.
    covariance
        S of the posterior, ``(N, N)``, positive definite; diagonal in most VAEs.

    Raises
    ------
    InputError
        If the shapes do not fit, the variance is not positive or S is no covariance.

    Examples
    --------
    With the exact posterior the bound is the log-likelihood:

    >>> import numpy as np
    >>> from rdo.theory import GaussianData, LinearVAE
    >>> data = GaussianData(np.zeros(2), np.diag([5.0, 2.0]))
    >>> vae = LinearVAE.with_best_posterior(np.diag([2.0, 1.0]), np.zeros(2), 1.0)
    >>> round(vae.bound(data), 6), round(vae.log_likelihood(data), 6)
    (-3.98917, -3.98917)
    >>> round(vae.information(data), 6), round(vae.divergence(data), 6)
    (1.151293, 0.0)
    """

    weights: _Floats
    bias: _Floats
    variance: float
    encoder: _Floats
    offset: _Floats
    covariance: _Floats

    def __post_init__(self) -> None:
        """Check the parameters."""
        weights = check_array("weights", self.weights, ("M", "N"))
        m, n = weights.shape
        arrays = {
            "weights": weights,
            "bias": check_array("bias", self.bias, (m,)),
            "encoder": check_array("encoder", self.encoder, (n, m)),
            "offset": check_array("offset", self.offset, (n,)),
            "covariance": _covariance("covariance", self.covariance, n, strictly=True),
        }
        for name, array in arrays.items():
            object.__setattr__(self, name, array)
        object.__setattr__(self, "variance", check_weight("variance", self.variance))

    @classmethod
    def with_best_posterior(
        cls, weights: Any, bias: Any, variance: float, *, diagonal: bool = False
    ) -> "LinearVAE":
        r"""The posterior of highest bound for a decoder: the exact one, if it may be any Gaussian.

        .. math:: S = P^{-1}, \quad A = P^{-1} W^T / \sigma^2, \quad c = -A b, \qquad
            P = I + W^T W / \sigma^2

        With a diagonal S the mean is the same, and :math:`s_h^2 = 1 / P_{hh}`: the bound is then
        lower than the log-likelihood by :math:`\tfrac12 (\sum_h \log P_{hh} - \log \det P)`, unless
        the decoder's columns are orthogonal.

        Parameters
        ----------
        weights, bias, variance
            Of the decoder.
        diagonal
            Whether S has to be diagonal.

        Raises
        ------
        InputError
            As for the class.
        """
        w = check_array("weights", weights, ("M", "N"))
        b = check_array("bias", bias, (len(w),))
        sigma2 = check_weight("variance", variance)
        precision = np.eye(w.shape[1]) + w.T @ w / sigma2
        encoder = np.linalg.solve(precision, w.T) / sigma2
        if check_flag("diagonal", diagonal):
            covariance: _Floats = np.diag(1 / np.diag(precision))
        else:
            inverse = np.linalg.inv(precision)
            covariance = np.asarray(inverse + inverse.T) / 2
        return cls(w, b, sigma2, np.asarray(encoder), np.asarray(-encoder @ b), covariance)

    def log_likelihood(self, data: GaussianData) -> float:
        r"""The mean of :math:`\log p(x)`, with :math:`p(x) = N(b, W W^T + \sigma^2 I)`, in nats.

        Raises
        ------
        InputError
            If the data are no :class:`GaussianData` of M columns, or the variance is too small
            beside the weights.
        """
        self._check(data)
        model = self.weights @ self.weights.T + self.variance * np.eye(len(self.bias))
        spread = _second_moment(data.mean - self.bias, data.covariance)
        if np.linalg.cond(model) > _ILL:
            raise InputError(
                f"variance={self.variance:g} beside weights up to {np.abs(self.weights).max():g}: "
                "give a larger one, for double precision does not tell it from 0."
            )
        trace = np.trace(np.linalg.solve(model, spread))
        return float(-(len(self.bias) * math.log(2 * math.pi) + _log_det(model) + trace) / 2)

    def squared_error(self, data: GaussianData) -> float:
        r"""The mean of :math:`\lVert x - G(z) \rVert^2` over x and :math:`z \sim q(z | x)`.

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        self._check(data)
        kept = np.eye(len(self.bias)) - self.weights @ self.encoder
        off = kept @ data.mean - self.weights @ self.offset - self.bias
        spread = kept @ data.covariance @ kept.T
        drawn = self.weights @ self.covariance @ self.weights.T
        return float(off @ off + np.trace(spread) + np.trace(drawn))

    def reconstruction(self, data: GaussianData) -> float:
        r"""The mean of :math:`\log p(x | z)` over x and :math:`z \sim q(z | x)`, in nats.

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        constant = len(self.bias) * math.log(2 * math.pi * self.variance)
        return -(self.squared_error(data) / self.variance + constant) / 2

    def rate(self, data: GaussianData) -> float:
        r"""The mean of :math:`D_{KL}(q(z | x) \Vert p(z))`, in nats: what Definition 1 estimates.

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        mean, spread = self._aggregate(data)
        return _divergence(mean, spread + self.covariance, _log_det(self.covariance))

    def bound(self, data: GaussianData) -> float:
        r"""The mean of Eq. 2: :meth:`reconstruction` less :meth:`rate`, in nats.

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        return self.reconstruction(data) - self.rate(data)

    def information(self, data: GaussianData) -> float:
        r"""The mutual information of x and z under q (Eq. 20), in nats.

        .. math:: \tfrac12 \log \det(A C A^T + S) - \tfrac12 \log \det S

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        _, spread = self._aggregate(data)
        return (_log_det(spread + self.covariance) - _log_det(self.covariance)) / 2

    def divergence(self, data: GaussianData) -> float:
        r""":math:`D_{KL}(q(z) \Vert p(z))`, with :math:`q(z) = N(A m + c, A C A^T + S)`, in nats.

        Raises
        ------
        InputError
            As :meth:`log_likelihood`.
        """
        mean, spread = self._aggregate(data)
        covariance = spread + self.covariance
        return _divergence(mean, covariance, _log_det(covariance))

    def _aggregate(self, data: GaussianData) -> tuple[_Floats, _Floats]:
        """Mean and covariance of the posterior's mean over the data."""
        self._check(data)
        mean = self.encoder @ data.mean + self.offset
        return mean, self.encoder @ data.covariance @ self.encoder.T

    def _check(self, data: GaussianData) -> None:
        if not isinstance(data, GaussianData) or len(data.mean) != len(self.bias):
            raise InputError(f"data: give GaussianData of {len(self.bias)} columns.")


def _covariance(name: str, value: Any, n: int, *, strictly: bool) -> _Floats:
    matrix = check_array(name, value, (n, n))
    check_symmetric(name, matrix)
    values = np.linalg.eigvalsh(matrix)
    least, rounding = values[0], n * np.finfo(np.float64).eps * max(values[-1], 0)
    if not (least > rounding if strictly else least >= -1e-12 * max(values[-1], 0)):
        kind = "positive definite" if strictly else "positive semidefinite"
        raise InputError(f"{name} has the eigenvalue {least:g}: give a {kind} matrix.")
    return matrix


def _second_moment(mean: _Floats, covariance: _Floats) -> _Floats:
    return np.asarray(np.outer(mean, mean) + covariance)


def _log_det(matrix: _Floats) -> float:
    return float(np.linalg.slogdet(matrix)[1])


def _divergence(mean: _Floats, spread: _Floats, log_det: float) -> float:
    """D_KL from N(0, I): the mean of -log p(z), with z of this mean and spread, less an entropy."""
    return float((mean @ mean + np.trace(spread) - len(mean) - log_det) / 2)
