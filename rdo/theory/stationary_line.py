"""Eq. 7 of the Langevin supplement on the line, as a boundary-value problem."""

import numpy as np
import numpy.typing as npt
from scipy.integrate import solve_bvp

from rdo.checks import check_array, check_number, check_type
from rdo.errors import InputError, check_positive
from rdo.theory.lossy_autoencoder import first_order, second_order
from rdo.theory.mixtures import IsotropicMixture

__all__ = ["StationaryLine"]

_Array = npt.NDArray[np.float64]


class StationaryLine:
    r"""The one-dimensional map at which the loss of p is stationary (Eq. 7 with n = 1).

    .. math:: r = x + \frac{\lambda}{2} \left(\frac{s}{r'} - \frac{r''}{r'^2}\right)

    By collocation on ``[-reach, reach]``, with the first two orders of the expansion at both ends.
    What they leave out enters as a ripple of wavelength :math:`2 \pi \sqrt{\lambda / 2}`, since the
    equation for small departures oscillates; its height goes with :math:`p^{-1/2}`, so that it is
    lowest where p is highest.

    Parameters
    ----------
    density
        p, of one dimension.
    lam
        :math:`\lambda`, positive.
    reach
        Half the length of the interval, from 0.001 to 1000.

    Raises
    ------
    InputError
        If p is no density or has more dimensions, a number is out of its range, or no solution is
        found, as where :math:`\lambda` is too large.

    Examples
    --------
    For a Gaussian density it is the linear map of :func:`rdo.theory.gaussian_map`:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, StationaryLine, gaussian_map
    >>> r = StationaryLine(IsotropicMixture((1.0,), ((0.0,),), (1.0,)), lam=0.1)
    >>> moved, slope, _ = r(np.array([1.0]))
    >>> (slope - gaussian_map(np.eye(1), 0.1)[0]).round(3) + 0.0
    array([0.])
    """

    def __init__(self, density: IsotropicMixture, lam: float, *, reach: float = 4.5) -> None:
        check_type("density", density, IsotropicMixture, "an IsotropicMixture")
        reach = check_number("reach", reach, 1e-3, 1e3)
        if density.n != 1:
            raise InputError(f"density of {density.n} dimensions: give one of a single dimension.")
        check_positive(lam=lam)
        lam = float(lam)

        def expansion(at: _Array) -> _Array:
            points = at[:, None]
            terms = lam * first_order(density, points) + lam**2 * second_order(density, points)
            return np.asarray(terms[:, 0])

        def slopes(at: _Array, y: _Array) -> _Array:
            # y is the displacement r - x and its slope r' - 1.
            stretch, score = 1 + y[1], density.score(at[:, None])[:, 0]
            return np.vstack([y[1], stretch * score - 2 / lam * stretch**2 * y[0]])

        mesh = np.linspace(-reach, reach, 4001)
        guess = expansion(mesh)
        ends = guess[[0, -1]]

        def boundary(left: _Array, right: _Array) -> _Array:
            return np.array([left[0] - ends[0], right[0] - ends[1]])

        with np.errstate(all="ignore"):  # of iterations that lead nowhere; the status says so
            found = solve_bvp(
                slopes,
                boundary,
                mesh,
                np.vstack([guess, np.gradient(guess, mesh)]),
                tol=1e-8,
                max_nodes=20_000,
            )
        if found.status != 0 or not (found.y[1] > -1).all():
            raise InputError(f"lam={lam}: no stationary map was found; give a smaller one.")
        self._found = found.sol
        self._reach = reach

    def __call__(self, x: npt.ArrayLike) -> tuple[_Array, _Array, _Array]:
        r"""The displacement :math:`r - x` and the derivatives :math:`r'` and :math:`r''`.

        The last two are derivatives of the collocated function, not taken from the equation, so
        that they can be put into it.

        Parameters
        ----------
        x
            Points within the reach, of any shape.

        Raises
        ------
        InputError
            If a point lies outside.
        """
        at = check_array("x", x, (...,))
        if np.abs(at).max() > self._reach:
            raise InputError(f"x reaches {np.abs(at).max():.4g}: stay within {self._reach}.")
        moved, _ = self._found(at)
        slope, bend = self._found(at, 1)
        return moved, 1 + slope, bend
