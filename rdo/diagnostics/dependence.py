"""Mutual information of two latent dimensions."""

import numpy as np
import numpy.typing as npt
from sklearn.feature_selection import mutual_info_regression

from rdo.checks import check_array, check_whole
from rdo.errors import InputError

__all__ = ["mutual_information"]


def mutual_information(z: npt.NDArray[np.floating], n_neighbors: int = 5) -> float:
    r"""Mutual information of two columns in nats, from distances to the nearest neighbours.

    .. math:: I(z_1, z_2) = H(z_1) + H(z_2) - H(z_1, z_2)

    The estimator of Kraskov et al. (2004) as scikit-learn has it. It changes little if a column is
    scaled or bent monotonically, and answers 0 where it comes out negative.

    Parameters
    ----------
    z
        Rows drawn independently, ``(n, 2)``.
    n_neighbors
        More of them scatter less and blur more.

    Raises
    ------
    InputError
        If z does not have two columns of finite numbers, or not more rows than neighbours.
    """
    z = check_array("z", z, ("n", 2), finite=False)
    check_whole("n_neighbors", n_neighbors, 1)
    if len(z) <= n_neighbors or not np.isfinite(z).all():
        raise InputError(
            f"z of shape {z.shape}: give more than n_neighbors={n_neighbors} rows, all finite."
        )
    # The estimator adds noise in proportion to the values, and takes squares.
    z = z - z.mean(0)
    first, second = np.ldexp(z, -np.frexp(np.abs(z).max(0))[1]).T
    found = mutual_info_regression(first[:, None], second, n_neighbors=n_neighbors, random_state=0)
    return float(found[0])
