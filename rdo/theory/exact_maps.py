"""Maps of the plane that are known exactly: a denoiser, and a solution of Eq. 7."""

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_type
from rdo.errors import InputError, check_positive
from rdo.theory.mixtures import IsotropicMixture

__all__ = ["denoiser", "lossy_map"]

_Array = npt.NDArray[np.float64]

_MOST_NEWTON = 50
_SETTLED = 1e-13


def denoiser(density: IsotropicMixture, variance: float, x: _Array) -> _Array:
    r"""The optimal denoising autoencoder of a mixture, in closed form (Tweedie's formula).

    .. math:: r(x) = E[x_0 \mid x_0 + \sigma \varepsilon = x]
        = x + \sigma^2 \nabla \log (p * N(0, \sigma^2 I))(x)

    Parameters
    ----------
    density
        p.
    variance
        :math:`\sigma^2` of the noise it was trained against, positive.
    x
        Points ``(N, n)``; the result has their shape.

    Raises
    ------
    InputError
        If the density is no such mixture, the points are of another dimension, or the variance not
        positive.

    Examples
    --------
    Where data and noise have the same variance, the estimate is half of the observation:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, denoiser
    >>> denoiser(IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,)), 1.0, np.array([[2.0, -3.0]]))
    array([[ 1. , -1.5]])
    """
    check_positive(variance=variance)
    variance = float(variance)
    check_type("density", density, IsotropicMixture, "an IsotropicMixture")
    x = check_array("x", x, ("N", density.n))
    wider = tuple(float(np.hypot(s, np.sqrt(variance))) for s in density.deviations)
    blurred = IsotropicMixture(density.weights, density.means, wider)
    return np.asarray(x + variance * blurred.score(x))


def lossy_map(output: IsotropicMixture, lam: float, x: _Array) -> tuple[_Array, _Array]:
    r"""An exact solution of Eq. 7 at given points, and the log-density that it belongs to.

    .. math:: r(x) = y, \quad y - \tfrac{\lambda}{2} \nabla \log q(y) = x, \qquad
        p(x) = q(y) \, / \, |I - \tfrac{\lambda}{2} \nabla^2 \log q(y)|

    That of :class:`rdo.theory.ConstructedMap`, solved for y by Newton's method.

    Parameters
    ----------
    output
        q, the density of r(x).
    lam
        :math:`\lambda`, positive.
    x
        Points ``(N, n)``.

    Returns
    -------
    tuple
        r ``(N, n)`` and :math:`\log p` ``(N,)``.

    Raises
    ------
    InputError
        If the density is no such mixture, the points are of another dimension, or :math:`\lambda`
        is so large that the inverse folds.

    Examples
    --------
    The displacement is :math:`\lambda / 2` times the score of the output:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, lossy_map
    >>> q = IsotropicMixture((0.5, 0.5), ((-2.0, 0.0), (2.0, 0.0)), (1.0, 1.0))
    >>> x = np.random.default_rng(0).standard_normal((100, 2))
    >>> y, log_p = lossy_map(q, 0.2, x)
    >>> bool(np.allclose(y - x, 0.1 * q.score(y)))
    True
    """
    check_positive(lam=lam)
    lam = float(lam)
    check_type("output", output, IsotropicMixture, "an IsotropicMixture")
    x = check_array("x", x, ("N", output.n))
    y = x + lam / 2 * output.score(x)
    for _ in range(_MOST_NEWTON):
        stretch = np.eye(output.n) - lam / 2 * output.score_jacobian(y)
        if not (np.linalg.eigvalsh(stretch) > 0).all():
            break
        pull = lam / 2 * output.score(y)
        missed = y - pull - x
        # Of what is subtracted, whose rounding stays; and rows may all lie near zero.
        size = max(np.abs(x).max(), np.abs(y).max(), np.abs(pull).max(), min(output.deviations))
        if np.abs(missed).max() < _SETTLED * size:
            return y, output.log_density(y) - np.linalg.slogdet(stretch)[1]
        y = y - np.linalg.solve(stretch, missed[..., None])[..., 0]
    raise InputError(f"lam={lam}: the inverse map folds; give a smaller one.")
