r"""Propositions 1 and 2 of the Langevin supplement: where a lossy autoencoder moves a point.

Its loss over smooth one-to-one maps r of :math:`\mathbb{R}^n` is a distortion and a rate (Eq. 1),

.. math:: L_\lambda(r) = E_{x \sim p}\left[\lVert x - r(x) \rVert^2 + \lambda \log |J_r(x)|\right].

**Eq. 7, said shorter.** The loss is stationary where, with :math:`J = J_r(x)`,

.. math::
    r_i(x) - x_i = \frac{\lambda}{2} \Big(\sum_j \partial_j \log p \, (J^{-1})_{ji}
    - \sum_j [J^{-1} (\partial_j J) J^{-1}]_{ji}\Big).

The second sum is :math:`\sum_j (J^{-1})_{ji} \, \partial_j \log |J|`, for mixed derivatives of r
commute. So the bracket is the gradient, with respect to :math:`y = r(x)`, of
:math:`\log p - \log |J|`, which is the log-density of y. With q for that density, Eq. 7 reads

.. math:: r(x) - x = \frac{\lambda}{2} \nabla \log q(y), \qquad y = r(x), \quad y \sim q.

The displacement *is* half of :math:`\lambda` times a score, for every :math:`\lambda`: the score of
what comes out, where it comes out. Proposition 2 follows as q tends to p and y to x.

**Three consequences.** The inverse map :math:`y - \frac{\lambda}{2} \nabla \log q(y)` is the
gradient of a function, so r is one too. Any q gives a solution, for the p that its inverse makes
(:class:`ConstructedMap`). And the inverse is one explicit step of the heat equation's flow: p is q
blurred by noise of variance about :math:`\lambda`, and r undoes the blur, which is ill-posed. That
is why the loss has no minimum (:mod:`rdo.theory.ripples`).
"""

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_number, check_symmetric, check_type
from rdo.errors import InputError
from rdo.theory.mixtures import IsotropicMixture

__all__ = ["ConstructedMap", "drift", "first_order", "gaussian_map", "loss", "second_order"]

_Array = npt.NDArray[np.float64]
_DENSITY = "an IsotropicMixture"


def loss(weights: _Array, moved: _Array, jacobian: _Array, lam: float) -> float:
    r"""The loss of Eq. 1 by quadrature, in the unit of the squared error.

    .. math:: \sum_m w_m \left(\lVert r(x_m) - x_m \rVert^2 + \lambda \log |J_r(x_m)|\right)

    Parameters
    ----------
    weights
        :math:`w_m`, ``(N,)``, with the sum 1, as :meth:`IsotropicMixture.quadrature` gives them.
    moved
        :math:`r(x) - x`, ``(N, n)``.
    jacobian
        :math:`\partial_j r_i`, ``(N, n, n)``.
    lam
        :math:`\lambda`.

    Raises
    ------
    InputError
        If shapes disagree; or the determinant is not positive at every node: no such map is
        one-to-one and keeps the orientation.

    Examples
    --------
    For a standard normal density the map of :func:`gaussian_map` has a lower loss than the
    identity, which has the loss 0:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, gaussian_map, loss
    >>> x, weights = IsotropicMixture((1.0,), ((0.0,),), (1.0,)).quadrature(20)
    >>> K = gaussian_map(np.eye(1), lam=0.3)
    >>> round(loss(weights, x @ K - x, np.tile(K, (len(x), 1, 1)), lam=0.3), 4)
    -0.0271
    """
    lam, moved = check_number("lam", lam), check_array("moved", moved, ("N", "n"))
    weights = check_array("weights", weights, moved.shape[:1])
    jacobian = check_array("jacobian", jacobian, (*moved.shape, moved.shape[1]))
    sign, log_determinant = np.linalg.slogdet(jacobian)
    if not (sign > 0).all():
        raise InputError(
            f"jacobian: its determinant is not positive at {(sign <= 0).sum()} of {len(sign)} "
            "nodes; give a map that is one-to-one."
        )
    return float(weights @ ((moved**2).sum(-1) + lam * log_determinant))


def drift(score: _Array, jacobian: _Array, hessian: _Array) -> _Array:
    r"""The bracket of Eq. 7, which a stationary map equates with :math:`2 (r - x) / \lambda`.

    .. math:: \sum_j s_j \, (J^{-1})_{ji} - \sum_j [J^{-1} (\partial_j J) J^{-1}]_{ji}

    Parameters
    ----------
    score
        :math:`s = \nabla \log p(x)`, ``(..., n)``.
    jacobian
        :math:`\partial_j r_i`, ``(..., n, n)``.
    hessian
        :math:`\partial_j \partial_l r_i`, ``(..., n, n, n)``, i first.

    Raises
    ------
    InputError
        If shapes disagree, or a Jacobian is singular: Eq. 7 is about one-to-one maps.
    """
    score = check_array("score", score, (..., "n"))
    jacobian = check_array("jacobian", jacobian, (*score.shape, score.shape[-1]))
    hessian = check_array("hessian", hessian, (*jacobian.shape, score.shape[-1]))
    if not np.linalg.slogdet(jacobian)[0].all():  # the sign, for the determinant may be too small
        raise InputError("jacobian has the determinant 0: give a one-to-one map.")
    inverse = np.linalg.inv(jacobian)
    first = np.einsum("...j,...ji->...i", score, inverse)
    # [J^-1 (d_j J) J^-1]_ji, with (d_j J)_ab = d_b d_j r_a.
    second = np.einsum("...ja,...abj,...bi->...i", inverse, hessian, inverse)
    return np.asarray(first - second)


def gaussian_map(covariance: npt.ArrayLike, lam: float) -> _Array:
    r"""The linear map at which the loss of a Gaussian density is stationary.

    .. math::
        r(x) = \mu + K (x - \mu), \quad
        K = \tfrac{1}{2} \left(I + (I - 2 \lambda \Sigma^{-1})^{1/2}\right)

    Along an axis of variance :math:`\sigma^2` the derivative of
    :math:`(1 - k)^2 \sigma^2 + \lambda \log k` vanishes where
    :math:`2 \sigma^2 k (1 - k) = \lambda`; of the two roots the larger is the local minimum over k.
    It is the product ab of RaDOGAGA's Appendix D (:class:`rdo.theory.linear_h.LinearModel`) with
    :math:`\lambda = 1 / \lambda_1`.

    Parameters
    ----------
    covariance
        :math:`\Sigma`, ``(n, n)``, symmetric and positive definite.
    lam
        :math:`\lambda`, at least 0 and at most half of the smallest variance.

    Returns
    -------
    ndarray
        K, ``(n, n)``.

    Raises
    ------
    InputError
        If the covariance is not symmetric and positive definite, or :math:`\lambda` exceeds half
        its smallest eigenvalue: beyond, the loss falls all the way to k = 0. At just that the map
        is stationary and no minimum.

    Examples
    --------
    An axis of larger variance is shrunk less:

    >>> import numpy as np
    >>> from rdo.theory import gaussian_map
    >>> gaussian_map(np.diag([4.0, 1.0]), lam=0.32).round(4)
    array([[0.9583, 0.    ],
           [0.    , 0.8   ]])
    """
    sigma = check_array("covariance", covariance, ("n", "n"))
    check_symmetric("covariance", sigma)
    values, vectors = np.linalg.eigh(sigma)
    if not values[0] > 0:
        raise InputError(
            f"covariance has the eigenvalue {values[0]:g}: give a positive definite matrix."
        )
    lam = check_number("lam", lam)
    if not 0 <= 2 * lam <= values[0]:
        raise InputError(
            f"lam={lam}: no linear map is stationary; give 0 <= lam <= {values[0] / 2:.6g}, half "
            "of the smallest variance."
        )
    shrinkage = (1 + np.sqrt(1 - 2 * lam / values)) / 2
    return np.asarray((vectors * shrinkage) @ vectors.T)


def first_order(density: IsotropicMixture, x: npt.ArrayLike) -> _Array:
    r"""Proposition 2: :math:`r = x + \lambda g_1 + \dots` with :math:`g_1 = \frac12 \nabla \log p`.

    Parameters
    ----------
    density
        p.
    x
        Points ``(..., n)``; the result has their shape.

    Raises
    ------
    InputError
        If the density is no such mixture, or the points are of another dimension.

    Examples
    --------
    Up to the second order, the expansion of :func:`gaussian_map` in :math:`\lambda`:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, first_order, gaussian_map, second_order
    >>> normal = IsotropicMixture((1.0,), ((0.0,),), (1.0,))
    >>> lam, x = 0.01, np.array([[2.0]])
    >>> expanded = x + lam * first_order(normal, x) + lam**2 * second_order(normal, x)
    >>> bool(np.abs(expanded - x @ gaussian_map(np.eye(1), lam)) < lam**3)
    True
    """
    check_type("density", density, IsotropicMixture, _DENSITY)
    return density.score(x) / 2


def second_order(density: IsotropicMixture, x: npt.ArrayLike) -> _Array:
    r"""The term of second order in :math:`\lambda`, which the supplement does not give.

    .. math:: g_2 = -\tfrac{1}{4} \nabla (\tfrac{1}{2} \lVert s \rVert^2 + \nabla \cdot s)

    Put :math:`r = x + \lambda g_1 + \lambda^2 g_2` into Eq. 7 and compare powers of
    :math:`\lambda`: component i of :math:`g_2` is
    :math:`-\frac{1}{2} \sum_j (s_j \partial_i + \partial_i \partial_j) g_{1j}`.

    Parameters
    ----------
    density
        p.
    x
        Points ``(..., n)``; the result has their shape.

    Raises
    ------
    InputError
        As :func:`first_order`.
    """
    check_type("density", density, IsotropicMixture, _DENSITY)
    carried = np.einsum("...ij,...j->...i", density.score_jacobian(x), density.score(x))
    return np.asarray(-(carried + np.einsum("...ijj->...i", density.score_hessian(x))) / 4)


class ConstructedMap:
    r"""An exact solution of Eq. 7 in any dimension, constructed from the density of its output.

    .. math:: x = y - \frac{\lambda}{2} \nabla \log q(y), \qquad r(x) = y

    Where y has the density q, r solves Eq. 7 for the density p of x. The price is that p is not
    chosen but follows from q and :math:`\lambda`; it tends to q.

    Parameters
    ----------
    output
        q.
    y
        Points ``(N, n)``, as many of q's quadrature if expectations are to follow.
    lam
        :math:`\lambda`.

    Attributes
    ----------
    x
        The points that r takes to y, ``(N, n)``.
    jacobian, hessian
        First and second derivatives of r at x, ``(N, n, n)`` and ``(N, n, n, n)``.
    score
        :math:`\nabla \log p(x)`, ``(N, n)``.

    Raises
    ------
    InputError
        If :math:`\lambda` is not positive, or :math:`I - \frac{\lambda}{2} \nabla^2 \log q` not
        positive definite at every point: the inverse then folds.

    Examples
    --------
    The points and their images obey Eq. 7:

    >>> import numpy as np
    >>> from rdo.theory import ConstructedMap, IsotropicMixture, drift
    >>> q = IsotropicMixture((0.5, 0.5), ((-2.0, 0.0), (2.0, 0.0)), (1.0, 1.0))
    >>> y = np.random.default_rng(0).standard_normal((100, 2))
    >>> r = ConstructedMap(q, y, lam=0.2)
    >>> bool(np.allclose(y - r.x, 0.2 / 2 * drift(r.score, r.jacobian, r.hessian)))
    True
    """

    def __init__(self, output: IsotropicMixture, y: _Array, lam: float) -> None:
        lam = check_number("lam", lam, 1e-100)
        check_type("output", output, IsotropicMixture, _DENSITY)
        score = output.score(y := check_array("y", y, ("N", output.n)))
        bend = lam / 2 * output.score_hessian(y)
        stretch = np.eye(output.n) - lam / 2 * output.score_jacobian(y)  # of the inverse
        if not (np.linalg.eigvalsh(stretch) > 0).all():
            raise InputError(f"lam={lam}: the inverse map folds; give a smaller one.")
        self.x: _Array = y - lam / 2 * score
        self.jacobian = np.asarray(np.linalg.inv(stretch), dtype=np.float64)
        self.hessian: _Array = np.einsum(
            "...ia,...aed,...eb,...dc->...ibc",
            self.jacobian,
            bend,
            self.jacobian,
            self.jacobian,
            optimize=True,
        )
        # log p(x) = log q(y) - log |stretch(y)|, differentiated in y and carried to x.
        in_y = score + np.einsum("...ae,...eab->...b", self.jacobian, bend)
        self.score: _Array = np.einsum("...bi,...b->...i", self.jacobian, in_y)
