r"""The stationary density of a walk :math:`x' = r(x) + s \xi` in the plane, by quadrature.

The density after a step is an integral,

.. math:: (K \pi)(x') = \int N(x'; r(x), s^2 I) \, \pi(x) \, dx ,

and the stationary density is the one with :math:`K \pi = \pi`. On a grid the integral is a sum,
which for smooth integrands that vanish at the ends converges faster than any power of the spacing:
with a spacing of 0.8 s, a Gaussian of deviation s is summed up to :math:`10^{-13}`.

**The order to expect.** Let :math:`s^2 = \lambda` and :math:`r = x + \frac{\lambda}{2} \nabla \log
p + O(\lambda^2)`. One step changes a function's mean by :math:`\lambda` times the generator of
Langevin dynamics, under which p stays, and by terms of order :math:`\lambda^2` in which maps r
differ. So :math:`\pi = p \, (1 + \lambda c + \dots)` with some function c of mean 0 under p, and

.. math:: D(\pi \Vert p) = \tfrac{\lambda^2}{2} E_p[c^2] + \dots :

the divergence falls with :math:`\lambda^2`. For :math:`p = N(0, \sigma^2)` a linear r = ax gives
:math:`\pi = N(0, s^2 / (1 - a^2))`.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigs

from rdo.checks import check_array, check_room, check_type, check_whole
from rdo.errors import InputError, check_positive

__all__ = ["PlaneGrid", "PlaneWalk", "divergence"]

_Array = npt.NDArray[np.float64]

_REACH = 7.0  # deviations of the noise, where the kernel has fallen to 1e-11
_COARSEST = 1.0  # spacing over the noise: beyond, sums over the kernel lose digits
_FINEST = 1_000  # of a grid: four million points
_SETTLED = 1e-13
_LARGE_RATIO = 100.0  # of two logarithms, where the one below counts for nothing


@dataclass(frozen=True)
class PlaneGrid:
    """A regular grid on the square ``[-reach, reach]`` x ``[-reach, reach]``.

    Parameters
    ----------
    reach
        Half the side; positive.
    spacing
        Largest distance of neighbouring points, positive; it is reduced so that the side is a
        whole multiple.

    Raises
    ------
    InputError
        If one of them is not positive, or the grid too fine.

    Examples
    --------
    A density sums to one over the grid:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, PlaneGrid
    >>> grid = PlaneGrid(reach=6.0, spacing=0.5)
    >>> p = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,))
    >>> round(float(np.exp(p.log_density(grid.points)).sum() * grid.cell), 6)
    1.0
    """

    reach: float
    spacing: float

    def __post_init__(self) -> None:
        """Check that both are positive."""
        check_positive(reach=self.reach, spacing=self.spacing)
        if self.reach / self.spacing > _FINEST:
            raise InputError(
                f"reach={self.reach}, spacing={self.spacing}: give a grid of at most {_FINEST} "
                "spacings from the middle."
            )

    @property
    def side(self) -> _Array:
        """The values of one coordinate, ``(m,)``."""
        return np.linspace(-self.reach, self.reach, 2 * int(np.ceil(self.reach / self.spacing)) + 1)

    @property
    def points(self) -> _Array:
        """All points, ``(m * m, 2)``, the second coordinate running fastest."""
        return np.stack(np.meshgrid(self.side, self.side, indexing="ij"), -1).reshape(-1, 2)

    @property
    def cell(self) -> float:
        """The area that a point stands for."""
        return float((self.side[1] - self.side[0]) ** 2)


class PlaneWalk:
    r"""The walk :math:`x' = r(x) + s \xi` on a grid, as a transition matrix.

    The probability of leaving the grid is shared out among the points that are reached, so that
    every row sums to one; let the grid reach beyond all that matters.

    Parameters
    ----------
    grid
        With a spacing of at most s.
    mapped
        r at the points of the grid, ``(m * m, 2)``.
    noise
        s, positive.

    Raises
    ------
    InputError
        If the noise is not positive or narrower than the spacing, r leaves the grid, or the matrix
        would not fit into memory.

    Examples
    --------
    The map r(x) = 0.6 x with noise of standard deviation 0.8 has the standard normal density as its
    stationary one, and the slowest departure from it falls by e in :math:`-1 / \log 0.6` steps:

    >>> import numpy as np
    >>> from rdo.theory import IsotropicMixture, PlaneGrid, PlaneWalk, divergence
    >>> grid = PlaneGrid(reach=5.0, spacing=0.6)
    >>> log_p = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,)).log_density(grid.points)
    >>> walk = PlaneWalk(grid, 0.6 * grid.points, noise=0.8)
    >>> density, steps = walk.stationary(np.exp(log_p))
    >>> divergence(density, log_p, grid.cell) < 1e-4, round(steps, 2)
    (True, 1.96)
    """

    def __init__(self, grid: PlaneGrid, mapped: _Array, noise: float) -> None:
        check_positive(noise=noise)
        noise = float(noise)
        check_type("grid", grid, PlaneGrid, "a PlaneGrid")
        mapped = check_array("mapped", mapped, (len(grid.side) ** 2, 2))
        side = grid.side
        step = side[1] - side[0]
        if step > _COARSEST * noise * (1 + 1e-9):
            raise InputError(f"noise={noise}: narrower than the grid's spacing, {step:.4g}.")
        if not np.abs(mapped).max() <= grid.reach:
            raise InputError(
                f"mapped reaches {np.abs(mapped).max():.4g}: give a map into the grid, which "
                f"reaches {grid.reach}."
            )
        self.grid = grid
        half = int(np.ceil(_REACH * noise / step))
        check_room(points=len(mapped), neighbours=(2 * half + 1) ** 2)
        # The nearest grid point of r, and the weights of its neighbours in each direction.
        near = np.rint((mapped + grid.reach) / step).astype(np.int64)
        window = near[..., None] + np.arange(-half, half + 1)
        away = (window * step - grid.reach - mapped[..., None]) / noise
        inside = (window >= 0) & (window < len(side))
        weight = np.where(inside, np.exp(-(away**2) / 2), 0.0)
        weight /= weight.sum(-1, keepdims=True)
        window = window.clip(0, len(side) - 1)
        rows = window[:, 0, :, None] * len(side) + window[:, 1, None, :]
        values = weight[:, 0, :, None] * weight[:, 1, None, :]
        ends = np.arange(len(mapped) + 1) * (2 * half + 1) ** 2
        shape = (len(mapped), len(mapped))
        self._from = csr_array((values.ravel(), rows.ravel().astype(np.int32), ends), shape=shape)

    def after(self, density: _Array, steps: int) -> _Array:
        """A density ``(m * m,)`` after that many transitions.

        Raises
        ------
        InputError
            If the density is not of the grid's points, or the steps are no whole number.
        """
        check_whole("steps", steps, 0, 1_000_000)
        density = check_array("density", density, (self._from.shape[0],))
        for _ in range(steps):
            density = self._from.T @ density
        return density

    def stationary(self, guess: _Array) -> tuple[_Array, float]:
        r"""The stationary density :math:`\pi = K \pi`, and the relaxation time.

        Parameters
        ----------
        guess
            A density near it, ``(m * m,)``.

        Returns
        -------
        tuple
            :math:`\pi`, with the sum 1 over all cells, ``(m * m,)``; and the number of steps in
            which the slowest departure from it falls by e, :math:`-1 / \log |\mu_2|`, where
            :math:`\mu_2` is the second eigenvalue of K: 0 where every departure is gone after one
            step, infinite where one never goes.

        Raises
        ------
        InputError
            If the guess is not of the grid's points, or zero everywhere.
        """
        guess = check_array("guess", guess, (self._from.shape[0],))
        if not guess.any():
            raise InputError("guess is zero everywhere: give a density.")
        values, vectors = eigs(self._from.T, k=2, v0=guess, ncv=30, tol=_SETTLED)
        order = np.argsort(-np.abs(values))
        density = np.abs(np.real(vectors[:, order[0]]))  # its tails may be -1e-20
        density /= density.sum() * self.grid.cell
        with np.errstate(divide="ignore"):  # the logarithms of 0 and, a divisor, of 1
            steps = np.abs(1 / np.log(min(np.abs(values[order[1]]), 1.0)))
        return density, float(steps)


def divergence(walked: _Array, log_density: _Array, cell: float) -> float:
    r"""The Kullback-Leibler divergence :math:`D(\pi \Vert p)` as a sum over cells, in nats.

    .. math:: \int \left(\pi \log \frac{\pi}{p} - \pi + p\right) dx

    The last two terms cancel in the integral. With them the integrand is nowhere negative, so that
    a small divergence is not a small difference of large numbers.

    Parameters
    ----------
    walked
        :math:`\pi`, ``(N,)``.
    log_density
        :math:`\log p`, ``(N,)``.
    cell
        The area of a cell.

    Raises
    ------
    InputError
        If they are not vectors of one length, a density is negative or the cell not positive.
    """
    check_positive(cell=cell)
    cell = float(cell)
    walked = check_array("walked", walked, ("N",))
    log_density = check_array("log_density", log_density, walked.shape)
    if (walked < 0).any() or log_density.max() > 200:
        raise InputError("walked, log_density: give a density and the logarithm of one.")
    held = walked > 0
    log_ratio = np.log(walked[held]) - log_density[held]
    # p (t e^t - e^t + 1) with t the log-ratio, the bracket without cancellation for small t. For
    # large t, where e^t may overflow and p be zero, q (t - 1) + p with q what was walked.
    small = log_ratio < _LARGE_RATIO
    t, p = np.where(small, log_ratio, 0), np.exp(log_density[held])
    inside = p @ (t * np.exp(t) - np.expm1(t))
    above = np.where(small, 0, walked[held] * (log_ratio - 1) + p).sum()
    return float(cell * (inside + above + np.exp(log_density[~held]).sum()))
