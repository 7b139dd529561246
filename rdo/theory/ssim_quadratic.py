r"""The quadratic form of 1 - SSIM on one window (RaDOGAGA, Appendix C).

A window of n pixels, :math:`n = N^2` if it is N x N, has the mean :math:`\mu` and the variance
:math:`\sigma^2` (with 1 / n in front of the sum). It is disturbed by :math:`\delta` with mean m,
variance v, and covariance c with the window. With the constants of SSIM, 0 in Eq. 61, let

.. math::
    \alpha^2 = \mu^2 + C_1 / 2, \qquad \beta^2 = \sigma^2 + C_2 / 2 , \qquad
    p = m / \alpha, \qquad s = \sqrt v / \beta .

**The form.** The two factors of SSIM differ from 1 by a and b, so
:math:`1 - \mathrm{SSIM} = a + b - ab` with

.. math::
    a = \frac{p^2}{2 + 2 \rho p + p^2}, \quad b = \frac{s^2}{2 + 2 \varrho s + s^2}, \qquad
    \rho = \mu / \alpha, \quad \varrho = c / (\beta \sqrt v) ,

exactly, and both :math:`\rho` and :math:`\varrho` lie in [-1, 1]. To second order this is

.. math::
    q = \tfrac12 (p^2 + s^2) = {}^t\delta A \delta, \qquad
    A = \frac{M}{2 \mu^2 + C_1} + \frac{V}{2 \sigma^2 + C_2}, \qquad
    M = \frac{1}{n^2} \mathbf{1} {}^t\mathbf{1}, \quad V = \frac1n I - M ,

Eqs. 63 to 65 with N read as the number of pixels. M has rank one: :math:`{}^t\delta M \delta = m^2`
is 0 for every pattern that has the mean 0. V is 0 on constants. Each is positive semidefinite and
no more; the sum is positive definite.

**The remainder.** :math:`1 - \mathrm{SSIM} - q` begins with
:math:`-\tfrac12 (\rho p^3 + \varrho s^3)`. That is odd in :math:`\delta`: averaged over a
disturbance and its negative, the remainder is of fourth order. It is 0 for a disturbance with
mean 0 that is uncorrelated with the window. And for every :math:`\delta`, small or not,

.. math::
    \left| 1 - \mathrm{SSIM} - q \right| \le K (2 q)^{3/2}, \qquad K = \frac{1 + \sqrt 2}{4} ,

and no smaller K will do. *From above:*
:math:`a - p^2 / 2 = -\tfrac12 p^3 (2 \rho + p) / (2 + 2 \rho p + p^2)` is monotone
in :math:`\rho`, and at :math:`\rho = \pm 1` its size is at most :math:`K |p|^3`, with equality at
:math:`\rho p = \sqrt 2 - 2`. The same holds for b, while -ab is not positive, so the remainder is
at most :math:`K (|p|^3 + s^3)`. *From below:* 1 - SSIM is not negative, so the remainder is at
least -q, which is enough from :math:`(2q)^{1/2} \ge 1 / (2K)` on. Below that, a and b are less than
1, so 1 - SSIM is least where they are, at :math:`\rho p = |p|` and :math:`\varrho = 1`, and there
the remainder is at least :math:`-\tfrac12 (2q)^{3/2}`.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_broadcast, check_number, check_room, check_whole
from rdo.errors import InputError

__all__ = [
    "CUBIC_CONSTANT",
    "SSIMForm",
    "has_contrast",
    "has_mean",
    "mean_matrix",
    "variance_matrix",
]

_Floats = npt.NDArray[np.float64]

CUBIC_CONSTANT = (1 + math.sqrt(2)) / 4
r"""K, the least that bounds the remainder by :math:`K (2 q)^{3/2}` on every window."""

_ROUNDING = 4 * np.finfo(np.float64).eps


def mean_matrix(n_pixels: int) -> _Floats:
    r"""M of Eq. 63, :math:`{}^t\delta M \delta = \mu_\delta^2`: 1 / n^2 everywhere, ``(n, n)``.

    Raises
    ------
    InputError
        If n is no whole number from 1, or the matrix too large.
    """
    check_whole("n_pixels", n_pixels, 1)
    check_room(rows=n_pixels, columns=n_pixels)
    return np.full((n_pixels, n_pixels), 1 / n_pixels**2)


def variance_matrix(n_pixels: int) -> _Floats:
    r"""V of Eq. 64, :math:`{}^t\delta V \delta = \sigma_\delta^2`: I / n - M, ``(n, n)``.

    Raises
    ------
    InputError
        As :func:`mean_matrix`.
    """
    of_mean = mean_matrix(n_pixels)
    return np.eye(n_pixels) / n_pixels - of_mean


@dataclass(frozen=True, eq=False)
class SSIMForm:
    r"""1 - SSIM(x, x + dx) to second order in dx, for windows x (RaDOGAGA Eqs. 63 to 65).

    Parameters
    ----------
    window
        Pixels of the windows, ``(..., n)``.
    c1, c2
        The constants of SSIM, at least 0, in the square of the pixels' unit.

    Raises
    ------
    InputError
        If a window has fewer than two pixels or one that is not finite, a constant is negative, or
        the form is undefined: where a window has the mean 0 and c1 is 0, or has one value
        everywhere and c2 is 0. A mean or a range that rounding alone can make counts as 0.

    Examples
    --------
    The quadratic form and 1 - SSIM itself differ by no more than the bound:

    >>> import numpy as np
    >>> import torch
    >>> from rdo.distortions import one_minus_ssim
    >>> from rdo.theory import SSIMForm
    >>> rng = np.random.default_rng(0)
    >>> window, dx = rng.random(49), 0.01 * rng.standard_normal(49)
    >>> x, y = (torch.tensor(pixels).reshape(1, 7, 7) for pixels in (window, window + dx))
    >>> exact = one_minus_ssim(x, y, k1=0, k2=0).item()
    >>> form = SSIMForm(window)
    >>> bool(abs(exact - form(dx)) <= form.remainder_bound(dx))
    True
    """

    window: npt.NDArray[np.floating]
    c1: float = 0.0
    c2: float = 0.0

    def __post_init__(self) -> None:
        """Check that the form is defined for every window."""
        window = check_array("window", self.window, (..., "n"))
        shape = window.shape
        if shape[-1] < 2 or not isinstance(self.window, np.ndarray):
            raise InputError(
                f"window of shape {shape}: give an array (..., n) with at least two pixels."
            )
        object.__setattr__(self, "window", window)  # small types would lose its variance
        for name, value in (("c1", self.c1), ("c2", self.c2)):
            check_number(name, value, 0)
        for undefined, what, constant in (
            (~has_mean(self.window) & (self.c1 == 0), "mean 0", "c1"),
            (~has_contrast(self.window) & (self.c2 == 0), "variance 0", "c2"),
        ):
            if undefined.any():
                first = tuple(int(i) for i in np.argwhere(undefined)[0])
                where = f"window {first} of {undefined.size}" if first else "window"
                raise InputError(
                    f"{where} has {what}, where SSIM with {constant}=0 is undefined (Eq. 61): "
                    f"leave it out or give a positive {constant}."
                )

    @property
    def n_pixels(self) -> int:
        """n, not the window's width."""
        return int(self.window.shape[-1])

    @property
    def mean_weight(self) -> _Floats:
        r""":math:`1 / (2 \mu^2 + C_1)`, in front of M, ``(...)``."""
        return np.asarray(1 / (2 * self.window.mean(-1) ** 2 + self.c1))

    @property
    def variance_weight(self) -> _Floats:
        r""":math:`1 / (2 \sigma^2 + C_2)`, in front of V, ``(...)``."""
        return np.asarray(1 / (2 * self.window.var(-1) + self.c2))

    def matrix(self) -> _Floats:
        """A of Eq. 65, ``(..., n, n)``."""
        n = self.n_pixels
        weights = self.mean_weight[..., None, None], self.variance_weight[..., None, None]
        return np.asarray(weights[0] * mean_matrix(n) + weights[1] * variance_matrix(n))

    def eigenvalues(self) -> tuple[_Floats, _Floats]:
        r"""The two eigenvalues of A, each ``(...)``.

        .. math::
            \frac{1}{n (2 \mu^2 + C_1)} \text{ on constants, once, and }
            \frac{1}{n (2 \sigma^2 + C_2)} \text{ on patterns of mean 0, } n - 1 \text{ times.}
        """
        return self.mean_weight / self.n_pixels, self.variance_weight / self.n_pixels

    def __call__(self, dx: npt.ArrayLike) -> _Floats:
        r"""The quadratic form q of a disturbance.

        .. math:: q = \frac{m^2}{2 \mu^2 + C_1} + \frac{v}{2 \sigma^2 + C_2}

        Parameters
        ----------
        dx
            Disturbances, ``(..., n)``, of a shape that broadcasts with the windows.

        Raises
        ------
        InputError
            If they are not such, or not finite.
        """
        dx = self._disturbance(dx)
        return np.asarray(self.mean_weight * dx.mean(-1) ** 2 + self.variance_weight * dx.var(-1))

    def _disturbance(self, dx: npt.ArrayLike) -> _Floats:
        found = check_array("dx", dx, (..., self.n_pixels))
        check_broadcast(window=self.window, dx=found)
        return found

    def third_order(self, dx: npt.ArrayLike) -> _Floats:
        r"""Leading term of the remainder 1 - SSIM - q, of third order in the disturbance.

        .. math:: -\tfrac12 (\rho p^3 + \varrho s^3) =
            -\frac{2 \mu m^3}{(2 \mu^2 + C_1)^2} - \frac{2 c v}{(2 \sigma^2 + C_2)^2}

        Parameters
        ----------
        dx
            As for the form.

        Raises
        ------
        InputError
            As the form.
        """
        dx = self._disturbance(dx)
        mean = self.window.mean(-1)
        covariance = ((self.window - mean[..., None]) * dx).mean(-1)
        luminance = self.mean_weight**2 * mean * dx.mean(-1) ** 3
        return np.asarray(-2 * (luminance + self.variance_weight**2 * covariance * dx.var(-1)))

    def remainder_bound(self, dx: npt.ArrayLike) -> _Floats:
        r""":math:`K (2 q)^{3/2}`, which :math:`|1 - \mathrm{SSIM} - q|` never exceeds.

        Parameters
        ----------
        dx
            As for the form.

        Raises
        ------
        InputError
            As the form.
        """
        return np.asarray(CUBIC_CONSTANT * (2 * self(dx)) ** 1.5)


def has_mean(window: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Whether a window's mean is more than rounding, ``(...)`` for ``(..., n)``.

    Raises
    ------
    InputError
        If the windows are no finite numbers, or without pixels.
    """
    window = check_array("window", window, (..., "n"))
    return np.asarray(np.abs(window.mean(-1)) > _ROUNDING * np.abs(window).max(-1))


def has_contrast(window: npt.NDArray[np.floating]) -> npt.NDArray[np.bool_]:
    """Whether a window's pixels differ by more than rounding, ``(...)`` for ``(..., n)``.

    Raises
    ------
    InputError
        As :func:`has_mean`.
    """
    window = check_array("window", window, (..., "n"))
    return np.asarray(np.ptp(window, axis=-1) > _ROUNDING * np.abs(window).max(-1))
