"""The split of the papers' anomaly detection runs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import check_labels, check_seed
from rdo.errors import InputError

__all__ = ["Split", "split_halves"]


@dataclass(frozen=True)
class Split:
    """Row numbers of the two halves.

    Attributes
    ----------
    train
        Normal rows of the training half, shuffled.
    test
        Rows of the test half, normal and anomalous, shuffled.
    """

    train: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]


def split_halves(y: npt.ArrayLike, seed: int) -> Split:
    r"""Halve each class at random and train on the normal rows of one half.

    .. math:: n_c^{test} = \lfloor n_c / 2 \rfloor \quad \text{for each class } c

    Section 5.2.1 of RaDOGAGA says half of the data, at random. That the classes are halved
    separately, and that the test half gets the floor, follows from the precision and recall of its
    Tables 1 and 4: their ratio is 46/48 on Thyroid in every row that its authors ran, which 46 of
    the 93 anomalies in every test half explain.

    Parameters
    ----------
    y
        True (or 1) for an anomaly, shape (n,).
    seed
        Seed of numpy's generator.

    Returns
    -------
    Split
        Row numbers of the training and the test set.

    Raises
    ------
    InputError
        y is not a vector of 0 and 1, or either class has fewer than two rows.

    Examples
    --------
    Half of the anomalies are in the test set, none in the training set:

    >>> from rdo.datasets import load
    >>> from rdo.evaluation import split_halves
    >>> data = load("digits")
    >>> split = split_halves(data.y, seed=0)
    >>> len(split.train), len(split.test)
    (809, 898)
    >>> int(data.y[split.train].sum()), int(data.y[split.test].sum()), int(data.y.sum())
    (0, 90, 180)
    """
    labels = check_labels("y", y)
    normal, anomalous = np.flatnonzero(~labels), np.flatnonzero(labels)
    if len(normal) < 2 or len(anomalous) < 2:
        raise InputError(
            f"y has {len(normal)} normal rows and {len(anomalous)} anomalies; each class needs at "
            "least 2 to be halved"
        )
    rng = np.random.default_rng(check_seed(seed))
    normal, anomalous = rng.permutation(normal), rng.permutation(anomalous)
    half_normal, half_anomalous = len(normal) // 2, len(anomalous) // 2
    # Shuffled, or a tie broken by position would favour one class.
    test = rng.permutation(np.concatenate([normal[:half_normal], anomalous[:half_anomalous]]))
    return Split(train=normal[half_normal:], test=test)
