"""The disentanglement metric of Higgins et al., and what it gives factors that are rotated."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from rdo.checks import check_array, check_callable, check_room, check_seed, check_whole
from rdo.errors import InputError

__all__ = ["difference_points", "disentanglement_score", "expected_difference"]

_Floats = npt.NDArray[np.float64]

_ORTHOGONAL = 1e-6


def expected_difference(rotation: Any) -> _Floats:
    r"""The point of each factor under a rotation, Eq. 37 of the noise-fitting paper.

    .. math::
        E |z^1 - z^2| = \frac{2}{\sqrt \pi}
        \left( \sqrt{1 - q_{1y}^2}, \dots, \sqrt{1 - q_{Hy}^2} \right)^T

    for :math:`z = Q v` with independent unit Gaussian factors v, two draws of which agree in factor
    y alone: :math:`z^1 - z^2` has the covariance :math:`2 I - 2 q_y q_y^T` (Eq. 36), where
    :math:`q_y` is column y of Q. The paper prints the factor :math:`2 \sqrt{2 / \pi}`, which is too
    large by :math:`\sqrt 2`.

    Parameters
    ----------
    rotation
        Q, orthogonal, ``(H, H)``.

    Returns
    -------
    numpy.ndarray
        ``(H, H)``, row y being the point of factor y.

    Raises
    ------
    InputError
        If Q is not orthogonal.

    Examples
    --------
    Turned by 45 degrees, two factors have the same point:

    >>> import numpy as np
    >>> from rdo.diagnostics import expected_difference
    >>> expected_difference(np.array([[1, -1], [1, 1]]) / np.sqrt(2)).round(3)
    array([[0.798, 0.798],
           [0.798, 0.798]])
    """
    q = check_array("rotation", rotation, ("H", "H"))
    off = np.abs(q.T @ q - np.eye(len(q))).max()
    if off > _ORTHOGONAL:
        raise InputError(f"rotation: Q^T Q is off I by {off:.3g}; give an orthogonal matrix.")
    return np.asarray(2 / np.sqrt(np.pi) * np.sqrt(np.clip(1 - q.T**2, 0, None)))


def difference_points(
    encode: Callable[[_Floats], Any], n_factors: int, n_pairs: int, n_points: int, seed: int
) -> tuple[_Floats, npt.NDArray[np.int64]]:
    r"""Points of the metric, :math:`\frac1L \sum_l |z_l^1 - z_l^2|`, and the factors held fixed.

    A point has L pairs of draws of independent unit Gaussian factors; in each pair factor y agrees,
    with a value of its own for every pair.

    Parameters
    ----------
    encode
        From factors ``(n, H)`` to codes ``(n, N)``.
    n_factors
        H.
    n_pairs
        L.
    n_points
        Points for each factor.
    seed
        Of the draws.

    Returns
    -------
    tuple of numpy.ndarray
        Points, ``(H * n_points, N)``, and y of each, from 0 to H - 1.

    Raises
    ------
    InputError
        If an argument has another type or range, or ``encode`` gives no codes.

    Examples
    --------
    >>> from rdo.diagnostics import difference_points
    >>> points, factors = difference_points(lambda v: v, 2, 50, 3, seed=0)
    >>> points[factors == 1].round(1).max(0)
    array([1.1, 0. ])
    """
    check_callable("encode", encode)
    h = check_whole("n_factors", n_factors, 1)
    n_pairs = check_whole("n_pairs", n_pairs, 1)
    n_points = check_whole("n_points", n_points, 1)
    check_room(n_factors=2 * h * h, n_pairs=n_pairs, n_points=n_points)
    rng = np.random.default_rng(check_seed(seed))
    fixed = np.repeat(np.arange(h), n_points)
    first, second = rng.standard_normal((2, len(fixed), n_pairs, h))
    np.put_along_axis(second, fixed[:, None, None], _at(first, fixed), axis=2)
    codes = [
        check_array("encode(v)", encode(v.reshape(-1, h)), (v[..., 0].size, "N"))
        for v in (first, second)
    ]
    differences = np.abs(codes[0] - codes[1]).reshape(len(fixed), n_pairs, -1)
    return differences.mean(1), fixed


def disentanglement_score(
    encode: Callable[[_Floats], Any],
    n_factors: int,
    *,
    n_pairs: int = 64,
    n_points: int = 500,
    seed: int = 0,
) -> float:
    r"""How well a linear classifier tells from a point which factor was held fixed, from 0 to 1.

    The metric of Higgins et al. as Appendix 7.2 of the noise-fitting paper describes it: the
    accuracy of logistic regression from :math:`z_{diff}` to y, on points that it was not fitted to.
    Each entry of the points is in units of its standard deviation, so that those of the codes do
    not count.
    Chance is 1 / H. Of two factors that were rotated, each one's points lie on a ray: any
    rotation scores nearly 1 but that by 45 degrees, where the two rays are one.

    Parameters
    ----------
    encode, n_factors, n_pairs
        As for :func:`difference_points`.
    n_points
        Points for each factor that the classifier is fitted to, and as many that it is scored on.
    seed
        Of the draws.

    Raises
    ------
    InputError
        If there are fewer than two factors; and as :func:`difference_points`.

    References
    ----------
    Higgins et al., beta-VAE: learning basic visual concepts with a constrained variational
    framework, 2017.

    Examples
    --------
    Independent factors score 1 along the axes, and chance between them:

    >>> import numpy as np
    >>> from rdo.diagnostics import disentanglement_score
    >>> turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    >>> disentanglement_score(lambda v: v, 2)
    1.0
    >>> disentanglement_score(lambda v: v @ turn.T, 2) < 0.6
    True
    """
    check_whole("n_factors", n_factors, 2)
    check_whole("n_points", n_points, 1)
    points, factors = difference_points(encode, n_factors, n_pairs, 2 * n_points, seed)
    fitted = np.arange(len(factors)) % 2 == 0
    deviation = points[fitted].std(0)
    points = points / np.where(deviation > 0, deviation, 1)
    # Without a penalty a score would depend on nothing but the points; separable ones then have no
    # finite solution, so a penalty stays that is small beside 2 n_points losses.
    classifier = LogisticRegression(C=1e3, max_iter=10_000)
    classifier.fit(points[fitted], factors[fitted])
    return float(classifier.score(points[~fitted], factors[~fitted]))


def _at(draws: _Floats, fixed: npt.NDArray[np.int64]) -> _Floats:
    """Each point's draws of its own fixed factor, ``(points, L, 1)``."""
    return np.take_along_axis(draws, fixed[:, None, None], axis=2)
