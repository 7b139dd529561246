r"""RaDOGAGA with a factorised prior: what "continuous PCA" is (Section 4.2, Appendix B).

**Straight lines.** Let x have mean 0 and covariance :math:`\Sigma`, encoder and decoder be
matrices, :math:`z = W x`, :math:`\hat x = V z`, and the prior be factorised and fit every
dimension. For Gaussian x the loss of Eq. 5 is

.. math::
    L = \sum_i \tfrac12 \log(2 \pi e \, \mathrm{Var}\, z_i)
      + \lambda_1 E[h(\lVert x - \hat x \rVert^2)] + \lambda_2 \sigma^2 \sum_i \lVert v_i \rVert^2 .

*The axes.* Hold :math:`\hat x = \sum_i v_i z_i` fixed. Scaling :math:`v_i` and :math:`z_i` against
each other gives :math:`\lVert v_i \rVert^2 = 1 / (2 \lambda_2 \sigma^2)` (Eq. 10's diagonal) and
leaves :math:`\sum_i \tfrac12 \log(\lVert v_i \rVert^2 \, \mathrm{Var}\, z_i)`. By Hadamard's
inequality, once for :math:`V^T V` and once for the covariance of z, this is least where the
:math:`v_i` are orthogonal *and* the :math:`z_i` uncorrelated: where the :math:`v_i` are the
principal axes of :math:`\hat x`. So Gaussian data get PCA, with the variances in the latent.

*The shares kept.* With h(d) = d there remains the logarithm of the pseudo-determinant of
:math:`\mathrm{Cov}\, \hat x`, halved, and :math:`\lambda_1 E \lVert x - \hat x \rVert^2`. By von
Neumann's trace inequality their minimum lies along the principal axes of x itself. Each keeps the
share :math:`u_i` of Appendix D's one-dimensional model,

.. math::
    2 \lambda_1 s_i u_i (1 - u_i) = 1, \qquad
    \mathrm{Var}\, z_i = 2 \lambda_2 \sigma^2 u_i^2 s_i ,

where :math:`s_i` is the i-th eigenvalue, and needs :math:`\lambda_1 s_i \ge 2`. An axis in place of
another whose variance is smaller by :math:`\Delta` lowers the loss by about
:math:`\lambda_1 u \Delta`.

*The logarithm.* With h(d) = log d the same holds with a weight of its own for each axis,

.. math::
    \lambda_1' = \lambda_1 E[t_i^2 / d], \qquad
    d = \sum_{k \le N} (1 - u_k)^2 s_k t_k^2 + \sum_{k > N} s_k t_k^2, \qquad t \sim N(0, I),

in place of :math:`\lambda_1`. Where two or more axes are discarded, the weight is finite and log d
shrinks as d does. Where one is or none, d comes so close to zero so often that the weight grows
without bound, and u = 1, as Appendix D has it, is a minimum: for any :math:`\lambda_1` if none is
discarded, and if one is, as long as for all small losses :math:`\eta_k = 1 - u_k`

.. math::
    \lambda_1 \sqrt{2 \pi} \, E \Big(\sum_{k \le N} \tfrac{s_k}{s_{N+1}} \eta_k^2 t_k^2\Big)^{1/2}
    > \sum_{k \le N} \eta_k ,

for which :math:`\lambda_1 > \sqrt{N} / 2` suffices.

**Any map.** Let nothing be lost in reconstruction and every marginal of the prior fit. With the
Gram matrix :math:`G = 2 \lambda_2 \sigma^2 J^T J` and small noise,

.. math::
    L = \underbrace{\tfrac12 E[\mathrm{tr}\, G - \log \det G - N]}_{\text{strain}}
      + \underbrace{I(z)}_{\text{mutual information}} + \text{const.}

Both are at least zero and neither has a weight. Appendix B sets the first to zero (Eq. 50) and
minimises the second alone (Eq. 56). But they are minimised together: where no map has both, the
loss gives up some of Eq. 10 for independence. And G = I everywhere leaves little to choose: two
isometries of a sheet into the plane differ by one rotation, and a sheet with Gaussian curvature
has none. Axes that follow the principal directions from place to place, as after Eq. 60, are
bought with strain.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import (
    check_array,
    check_choice,
    check_positive_tuple,
    check_symmetric,
    check_whole,
)
from rdo.errors import InputError
from rdo.theory.linear_h import H, LinearModel

__all__ = ["LinearPCA", "strain"]

_Floats = npt.NDArray[np.float64]

_ROUNDS = 200
_TOLERANCE = 1e-12
_LOG_T = np.linspace(-40, 80, 2401)


@dataclass(frozen=True)
class LinearPCA:
    r"""The linear model with a factorised prior, which is principal component analysis.

    Parameters
    ----------
    lambda1, lambda2
        Weights of the reconstruction and of the scaling term, positive.
    variances
        Eigenvalues of the data's covariance, positive and in decreasing order.
    n_latent
        N, from 1 to their number.
    sigma2
        :math:`\sigma^2`, variance of the latent noise, positive.

    Raises
    ------
    InputError
        If a number is not positive, the variances do not decrease, or there are fewer than N.

    Examples
    --------
    The smaller the variance along an axis, the smaller the share :math:`u_i` that is kept:

    >>> from rdo.theory import LinearPCA
    >>> model = LinearPCA(lambda1=10, lambda2=1, variances=(4, 1, 0.25), n_latent=3)
    >>> model.kept().round(3)
    array([0.987, 0.947, 0.724])
    >>> model.latent_variances().round(3)
    array([0.65 , 0.15 , 0.022])
    """

    lambda1: float
    lambda2: float
    variances: tuple[float, ...]
    n_latent: int
    sigma2: float = 1 / 12

    def __post_init__(self) -> None:
        """Check the parameters."""
        check_positive_tuple("variances", self.variances)
        check_whole("n_latent", self.n_latent, 1, len(self.variances))
        if (np.diff(self.variances) >= 0).any():
            raise InputError(f"variances={self.variances}: give falling numbers, no two alike.")
        for variance in self.variances:
            LinearModel(self.lambda1, self.lambda2, variance, self.sigma2)
        object.__setattr__(self, "variances", tuple(map(float, self.variances)))
        for name in ("lambda1", "lambda2", "sigma2"):
            object.__setattr__(self, name, float(getattr(self, name)))

    def kept(self, h: H = "d") -> _Floats:
        r"""Shrinkage :math:`u_i`, Appendix D's ab, of the N axes of largest variance, ``(N,)``.

        Raises
        ------
        InputError
            If h is neither ``"d"`` nor ``"log"``; or an axis has no minimum: for ``"d"`` where
            :math:`\lambda_1 s_i < 2`; or, for ``"log"`` with one axis discarded, is not known to
            have one, where :math:`\lambda_1 \le \sqrt{N} / 2`; or, for ``"log"`` with two or more
            discarded, has none at the weight that the errors of the others leave it.
        """
        check_choice("h", h, ("d", "log"))
        s = np.array(self.variances)
        discarded = len(s) - self.n_latent
        if h == "log" and discarded < 2:
            least = math.sqrt(self.n_latent) / 2
            if discarded == 1 and self.lambda1 <= least:
                raise InputError(
                    f"lambda1={self.lambda1:g}: with h(d) = log d and one axis discarded a minimum "
                    f"at u = 1 is certain above sqrt(N) / 2 = {least:.4g} alone; give a larger one."
                )
            return np.ones(self.n_latent)
        weights = np.full(self.n_latent, self.lambda1)
        u = np.full(self.n_latent, 0.9)
        for _ in range(_ROUNDS):
            if h == "log":
                weights = self.lambda1 * self._inverse_distortion(u)
            before, u = u, np.array([self._share(w, v) for w, v in zip(weights, s, strict=False)])
            if np.abs(u - before).max() < _TOLERANCE:
                return u
        raise InputError(
            f"lambda1={self.lambda1:g}, h={h!r}: the shares did not converge in {_ROUNDS} rounds; "
            "give a larger lambda1."
        )

    def latent_variances(self, h: H = "d") -> _Floats:
        r""":math:`\mathrm{Var}\, z_i = 2 \lambda_2 \sigma^2 u_i^2 s_i`, ``(N,)``.

        Raises
        ------
        InputError
            As :meth:`kept`.
        """
        s = np.array(self.variances[: self.n_latent])
        return np.asarray(2 * self.lambda2 * self.sigma2 * self.kept(h) ** 2 * s)

    def _share(self, weight: float, variance: float) -> float:
        try:
            return LinearModel(weight, self.lambda2, variance, self.sigma2).optimum().ab
        except InputError as error:
            raise InputError(
                f"lambda1={self.lambda1:g}: the axis of variance {variance:g} has no minimum, for "
                f"its weight times its variance, {weight * variance:g}, is below 2; give a larger "
                "lambda1 or fewer latents."
            ) from error

    def _inverse_distortion(self, u: _Floats) -> _Floats:
        r""":math:`E[t_i^2 / d]` for the axes kept.

        With :math:`1 / d = \int_0^\infty e^{-d t} dt` and :math:`d = \sum_k c_k t_k^2`, it is
        :math:`\int_0^\infty (1 + 2 c_i t)^{-1} \prod_k (1 + 2 c_k t)^{-1/2} dt`.
        """
        c = np.array(self.variances)
        c[: self.n_latent] *= (1 - u) ** 2
        # In log t the integrand is smooth and dies away on both sides: sums converge at once.
        t = np.exp(_LOG_T)[:, None]
        factors = 1 + 2 * c / c.sum() * t
        common = t[:, 0] * np.exp(-np.log(factors).sum(1) / 2) / c.sum()
        integrand = common[:, None] / factors[:, : self.n_latent]
        return np.asarray(integrand.sum(0) * (_LOG_T[1] - _LOG_T[0]))


def strain(gram: npt.NDArray[np.floating]) -> _Floats:
    r"""Increase of the loss by a departure from Eq. 10, in nats; zero where the Gram matrix is I.

    .. math:: \tfrac12 (\mathrm{tr}\, G - \log \det G - N)

    Parameters
    ----------
    gram
        :math:`G = 2 \lambda_2 \sigma^2 J^T J`, ``(..., N, N)``, positive definite.

    Returns
    -------
    numpy.ndarray
        One value per matrix, ``(...)``.

    Raises
    ------
    InputError
        If a Gram matrix is not symmetric and positive definite, as where a latent has no effect.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.theory import strain
    >>> strain(np.stack([np.eye(2), np.diag([2.0, 0.5])]))
    array([0.  , 0.25])
    """
    gram = check_array("gram", gram, (..., "N", "N"))
    check_symmetric("gram", gram)
    values = np.linalg.eigvalsh(gram)
    singular = values[..., 0] <= gram.shape[-1] * np.finfo(np.float64).eps * values[..., -1]
    if singular.any():
        raise InputError(
            f"gram has the eigenvalue {values[..., 0].min():g}, which is zero or below but for "
            "rounding: give positive definite matrices."
        )
    trace = np.trace(gram, axis1=-2, axis2=-1)
    return np.asarray((trace - np.linalg.slogdet(gram)[1] - gram.shape[-1]) / 2)
