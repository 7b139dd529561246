"""Mutual information of two latent dimensions."""

import numpy as np
import numpy.typing as npt
from sklearn.feature_selection import mutual_info_regression

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
        If z does not have two columns.
    """
    if z.ndim != 2 or z.shape[1] != 2:
        raise InputError(f"z of shape {z.shape}: give two columns.")
    first, second = np.asarray(z, dtype=float).T
    found = mutual_info_regression(first[:, None], second, n_neighbors=n_neighbors, random_state=0)
    return float(found[0])
