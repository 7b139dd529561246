"""Two squares in the plane, uniformly filled (Section 4 of the EBAE supplement)."""

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_room, check_seed, check_whole

__all__ = ["distance_to_squares", "two_squares"]

_LOW = np.array([[-2.0, -0.5], [1.0, -0.5]])  # lower left corners; each side is 1


def two_squares(n: int = 200, *, seed: int = 0) -> npt.NDArray[np.float64]:
    """Rows uniform on [-2, -1] x [-0.5, 0.5], and as many on [1, 2] x [-0.5, 0.5].

    Parameters
    ----------
    n
        Rows per square, 200 in the supplement.
    seed
        Seed of numpy's generator.

    Returns
    -------
    numpy.ndarray
        ``(2 n, 2)``, those of the left square first.

    Raises
    ------
    InputError
        If n is not positive.

    Examples
    --------
    >>> from rdo.datasets import distance_to_squares, two_squares
    >>> X = two_squares(n=200, seed=0)
    >>> X.shape, float(distance_to_squares(X).max())
    ((400, 2), 0.0)
    """
    n = check_whole("n", n, 1)
    check_room(n=n, columns=4)
    within = np.random.default_rng(check_seed(seed)).random((2, n, 2))
    return (_LOW[:, None] + within).reshape(-1, 2)


def distance_to_squares(x: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Euclidean distance of points ``(..., 2)`` to the nearer square, 0 within one: ``(...)``.

    Raises
    ------
    InputError
        If x has another shape or is not finite.
    """
    x = check_array("x", x, (..., 2))
    beyond = np.maximum(np.maximum(_LOW - x[..., None, :], x[..., None, :] - _LOW - 1), 0)
    return np.asarray(np.linalg.norm(beyond, axis=-1).min(-1), dtype=float)
