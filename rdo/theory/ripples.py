r"""Why the loss of a lossy autoencoder has no minimum: ripples and staircases.

Fine structure costs little distortion, for it moves no point by more than its own size, and gains
rate without limit, for :math:`\log r'` is concave and has no floor. Only a ripple coarser than
about :math:`\sqrt\lambda` costs more than it gains.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import spence

from rdo.checks import check_array, check_number
from rdo.errors import InputError, check_positive

__all__ = ["critical_frequency", "ripple_curvature", "staircase", "staircase_change"]

_Array = npt.NDArray[np.float64]

_SMALL = 0.1  # below it 19 terms of a power series have all digits


def critical_frequency(lam: float) -> float:
    r"""Frequency :math:`\sqrt{2 / \lambda}` above which ripples lower the loss at :math:`r' = 1`.

    Parameters
    ----------
    lam
        :math:`\lambda`, positive.

    Returns
    -------
    float
        In radians per unit of x.

    Raises
    ------
    InputError
        If :math:`\lambda` is not positive.
    """
    check_positive(lam=lam)
    lam = float(lam)
    return float(np.sqrt(2 / lam))


def ripple_curvature(
    weights: _Array, slope: _Array, ripple: _Array, ripple_slope: _Array, lam: float
) -> float:
    r"""Second derivative of the loss along a ripple h, relative to that of the distortion alone.

    .. math::
        \frac{1}{2 E[h^2]} \frac{d^2}{d\epsilon^2} L_\lambda(r + \epsilon h)\Big|_{\epsilon=0}
        = 1 - \frac{\lambda}{2} \frac{E[(h' / r')^2]}{E[h^2]}

    For :math:`h = \sin(\omega x)`, fine against p, and :math:`r' = k`:
    :math:`1 - \lambda \omega^2 / 2 k^2`. Where p is a Gaussian of variance
    :math:`\sigma^2` and h the Hermite polynomial of degree m in :math:`x / \sigma`: exactly
    :math:`1 - \lambda m / 2 k^2 \sigma^2`.

    Parameters
    ----------
    weights
        Of the nodes of p's quadrature, ``(N,)``.
    slope
        :math:`r'` at the nodes.
    ripple, ripple_slope
        h and :math:`h'` at the nodes.
    lam
        :math:`\lambda`, positive.

    Raises
    ------
    InputError
        If it is not, or the arrays are not vectors of one length; or a slope or the whole ripple is
        zero, or the ripple 1e150 times as steep as the map.

    Examples
    --------
    Positive below the critical frequency, here 4.47, and negative above it, where a ripple lowers
    the loss:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, ripple_curvature
    >>> x, weights = IsotropicMixture((1.0,), ((0.0,),), (1.0,)).quadrature(60)
    >>> for omega in (3.0, 6.0):
    ...     ripple = np.sin(omega * x[:, 0]), omega * np.cos(omega * x[:, 0])
    ...     print(round(ripple_curvature(weights, np.ones(len(x)), *ripple, lam=0.1), 2))
    0.55
    -0.8
    """
    check_positive(lam=lam)
    lam = float(lam)
    weights = check_array("weights", weights, ("N",))
    n = len(weights)
    slope = check_array("slope", slope, (n,))
    ripple = check_array("ripple", ripple, (n,))
    ripple_slope = check_array("ripple_slope", ripple_slope, (n,))
    largest = np.abs(ripple).max()
    if not (slope != 0).all() or not largest > 0:
        raise InputError("slope, ripple: give slopes that are not zero, and a ripple that is not.")
    # In units of the ripple, by a power of two, for squares may leave the range of float64.
    power = -int(np.frexp(largest)[1])
    square = weights @ np.ldexp(ripple, power) ** 2
    steep = np.ldexp(ripple_slope, power) / slope
    if not square > 0 or np.abs(steep).max() > 1e150:
        raise InputError("slope, ripple: give a ripple of positive weight, and less steep a one.")
    return float(1 - lam / 2 * (weights @ steep**2) / square)


def staircase(y: npt.ArrayLike, height: float, steepness: float) -> tuple[_Array, _Array]:
    r"""A smooth one-to-one map of the line: a ripple for small a, a staircase as a tends to 1.

    .. math::
        T(y) - y = \frac{h}{\pi} \sum_{m \ge 1} \frac{a^m}{m} \sin \frac{2 \pi m y}{h}
        = \frac{h}{\pi} \arg \frac{1}{1 - a e^{2 \pi i y / h}} , \qquad
        T'(y) = \frac{1 - a^2}{1 - 2 a \cos(2 \pi y / h) + a^2}

    Analytic and rising for :math:`0 \le a < 1`; nothing is moved by more than h / 2.

    Parameters
    ----------
    y
        Points, of any shape.
    height
        h, of a step and its width.
    steepness
        a.

    Returns
    -------
    tuple of ndarray
        :math:`T(y) - y` and :math:`T'(y)`.

    Raises
    ------
    InputError
        If a lies outside [0, 1), or the height is not positive.

    Examples
    --------
    It is increasing and moves no point by more than half a step:

    >>> import numpy as np
    >>> from rdo.theory import staircase
    >>> moved, slope = staircase(np.linspace(-1, 1, 1001), height=0.1, steepness=0.9)
    >>> bool((slope > 0).all()), bool((np.abs(moved) <= 0.05).all())
    (True, True)
    """
    height, steepness = _checked(height, steepness)
    y = check_array("y", y, (...,))
    y = np.fmod(y, height)
    y = np.where(np.abs(y) > height / 2, y - np.copysign(height, y), y)
    half = np.pi * y / height  # half the angle of the wave
    # 1 - a e^(i t) and the square of its size, without a difference of nearly equal numbers where
    # a is close to 1 and t to 0.
    real, imaginary = (
        (1 - steepness) + 2 * steepness * np.sin(half) ** 2,
        -steepness * np.sin(2 * half),
    )
    size = (1 - steepness) ** 2 + 4 * steepness * np.sin(half) ** 2
    moved = -height / np.pi * np.arctan2(imaginary, real)
    return moved, (1 - steepness) * (1 + steepness) / size


def staircase_change(height: float, steepness: float, lam: float) -> float:
    r"""Change of the loss of a map r when a fine staircase T follows it: :math:`T \circ r`.

    .. math:: \frac{h^2}{2 \pi^2} \mathrm{Li}_2(a^2) + \lambda \log(1 - a^2)

    The two terms are the means of :math:`(T(y) - y)^2` and :math:`\lambda \log T'(y)` over a step;
    where the density of y is smooth at the scale of h, the mean over it is the same, for a Gaussian
    of variance :math:`\sigma^2` up to :math:`e^{-2 \pi^2 \sigma^2 / h^2}`. The first is at most
    :math:`h^2 / 12`, the second falls without bound as a tends to 1. For small a the sum is
    :math:`a^2 (h^2 / 2 \pi^2 - \lambda)`: a height below :math:`\pi \sqrt{2 \lambda}` goes down at
    once, a larger one over a hump.

    Parameters
    ----------
    height, steepness
        h and a, as for :func:`staircase`.
    lam
        :math:`\lambda`.

    Raises
    ------
    InputError
        As :func:`staircase`, or if :math:`\lambda` is not positive.

    Examples
    --------
    The loss falls without bound as the steps steepen:

    >>> from rdo.theory import staircase_change
    >>> [round(staircase_change(0.1, a, lam=0.1), 2) for a in (0.5, 0.9, 0.99, 0.999)]
    [-0.03, -0.17, -0.39, -0.62]
    """
    check_positive(lam=lam)
    lam = float(lam)
    height, steepness = _checked(height, steepness)
    square, room = steepness**2, (1 - steepness) * (1 + steepness)
    # Both terms vanish with a, and what is close to 1 has lost the digits of a^2.
    if square < _SMALL:
        k = np.arange(1, 20)
        dilogarithm, logarithm = (square**k / k**2).sum(), np.log1p(-square)
    else:
        dilogarithm, logarithm = spence(room), np.log(room)
    return float(height**2 / (2 * np.pi**2) * dilogarithm + lam * logarithm)


def _checked(height: float, steepness: float) -> tuple[float, float]:
    check_positive(height=height)
    height = float(height)
    return float(height), check_number("steepness", steepness, 0, 1, below=True)
