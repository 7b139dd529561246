r"""What a prior that cannot fit does to an encoder that need not be linear.

Appendix D argues from linear maps and a prior that fits. Here x is a single number of any
density, encoder and decoder are each other's inverse, and the prior is one Gaussian with free mean
and variance. With the slope :math:`s = dz/dx` and small noise, RaDOGAGA's loss is, but for the
constant that exact reconstruction gives to the second term,

.. math::
    J = \tfrac12 \log(2 \pi e \, \mathrm{Var}\, z) + c \, E[s^{-2}], \qquad c = \lambda_2 \sigma^2 .

Its stationary points obey, with :math:`m` and v the mean and variance of z,

.. math::
    s(x)^3 = \frac{2 c \, p(x)}{T(x)}, \qquad
    T(x) = \int_x^\infty p(t) \frac{z(t) - m}{v} \, dt .

For Gaussian x this is the constant slope :math:`\sqrt{2 c}` of Eq. 10. For any other density it is
not constant: a misfitting prior bends the latent even where nothing is lost in reconstruction.

**Uniform x.** Written in z the condition is :math:`3 c \, \frac{d}{dz} (dx/dz)^2 = -z / v`. So
:math:`dx/dz`, and with it the density of z, is a half-ellipse: z follows Wigner's semicircle law.
Its slope in the middle is :math:`\sqrt{3/4}` of Eq. 10's and infinite at the ends, its divergence
from a Gaussian is :math:`1 - \tfrac12 \log 2 \pi \approx 0.081` nats in
place of 0.176 for a linear encoder, and J is lower by :math:`\log(\pi / 3) \approx 0.046`.
"""

import math

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array
from rdo.errors import InputError, check_positive

__all__ = ["exact_encoder"]

_ROUNDS = 1_000
_TOLERANCE = 1e-10


def exact_encoder(x: npt.NDArray[np.floating], cost: float) -> npt.NDArray[np.float64]:
    r"""The latent z of each x, by the encoder that minimises J with exact reconstruction.

    .. math:: J = \tfrac12 \log(2 \pi e \, \mathrm{Var}\, z) + c \, E[(dz/dx)^{-2}]

    Found by a damped fixed-point iteration on the logarithm of the slope.

    Parameters
    ----------
    x
        Quantiles of the data at equally spaced probabilities, increasing, ``(n,)``.
    cost
        :math:`c = \lambda_2 \sigma^2`, positive.

    Returns
    -------
    numpy.ndarray
        z of mean 0, ``(n,)``.

    Raises
    ------
    InputError
        If x does not increase, its gaps differ by 1e100, or the cost is not positive.

    Examples
    --------
    For uniform data the slope in the middle is :math:`\sqrt{3/4} \approx 0.866` of Eq. 10's:

    >>> import numpy as np
    >>> from rdo.theory import exact_encoder
    >>> x = (np.arange(1001) + 0.5) / 1001
    >>> z = exact_encoder(x, cost=0.5)  # Eq. 10 asks for the slope 1
    >>> round(float((z[501] - z[499]) / (x[501] - x[499])), 3)
    0.866
    """
    dx = np.diff(check_array("x", x, ("n",)))
    if len(dx) < 2 or not (dx > 0).all():
        raise InputError(f"x of shape {np.shape(x)}: give at least three increasing numbers.")
    check_positive(cost=cost)
    cost = float(cost)
    # z grows as x: a power of two comes back to the bit, and squares stay within the type.
    scale = 2.0 ** (math.frexp(dx.max())[1] - 1)
    dx = dx / scale
    if dx.min() < 1e-100:  # whose square would be none
        raise InputError(
            f"x of shape {np.shape(x)}: one gap is 1e100 times another; give more evenly spaced "
            "quantiles."
        )
    dz = np.sqrt(2 * cost) * dx
    for _ in range(_ROUNDS):
        z = _centred(dz)
        tail = np.cumsum(z[::-1])[::-1][1:] / (len(z) * z.var())
        change = np.log(2 * cost * dx**2 / (len(dx) * tail)) / 3 - np.log(dz)
        dz = dz * np.exp(change / 2)
        if np.abs(change).max() < _TOLERANCE:
            return np.asarray(scale * _centred(dz))
    raise InputError(
        f"x of shape {np.shape(x)}: the slope did not converge in {_ROUNDS} rounds; give fewer or "
        "more evenly spaced quantiles."
    )


def _centred(dz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    z = np.concatenate([[0.0], np.cumsum(dz)])
    return np.asarray(z - z.mean())
