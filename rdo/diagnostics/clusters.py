"""How well a density estimate recovers known clusters: their rows and their shape."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.stats import rankdata

from rdo.checks import as_array, check_array, check_room
from rdo.errors import InputError

__all__ = ["clustering_accuracy", "within_cluster_rank_correlation"]

_Labels = npt.NDArray[np.integer]


def clustering_accuracy(first: _Labels, second: _Labels) -> float:
    """Clustering accuracy: the share of rows with equal labels under the best matching of labels.

    If two of three equal clusters are merged, it is two thirds.

    Parameters
    ----------
    first, second
        Labels from 0 on, ``(n,)`` each.

    Raises
    ------
    InputError
        If they are not as many, or no whole numbers from 0 on.
    """
    first, second = _labels("first", first), _labels("second", second)
    if first.shape != second.shape:
        raise InputError(f"first, second of shapes {first.shape}, {second.shape}: give as many.")
    size = int(max(first.max(), second.max())) + 1
    check_room(classes=size, times=size)
    together = np.bincount(first * size + second, minlength=size * size).reshape(size, size)
    return float(together[linear_sum_assignment(together, maximize=True)].sum() / len(first))


def within_cluster_rank_correlation(
    density: npt.ArrayLike, energy: npt.ArrayLike, component: _Labels
) -> float:
    r"""Rank correlation of known and estimated density within a cluster, the least over clusters.

    .. math:: \min_k \, \mathrm{corr}\left(\mathrm{rank}\, P_x(x), \mathrm{rank}\, e^{-R(z)}
        \,\middle|\, \text{component } k\right)

    Spearman's: 1 if the order of the rows is that of the known density in every cluster, whatever
    the heights.

    Parameters
    ----------
    density
        :math:`P_x` of each row, ``(n,)``.
    energy
        :math:`R = -\log P_z` of each row, ``(n,)``.
    component
        The cluster each row came from, ``(n,)``.

    Returns
    -------
    float
        In [-1, 1]; 0 where a cluster has one row, or one energy or density for all of its rows;
        NaN where an energy is NaN.

    Raises
    ------
    InputError
        If they are not vectors of one length, a density is not finite, or a cluster is no whole
        number.
    """
    density = check_array("density", density, ("n",), finite=False)
    energy = as_array("energy", energy).astype(np.float64)
    component = _labels("component", component)
    if not density.shape == energy.shape == component.shape:
        raise InputError(
            f"density, energy, component of shapes {density.shape}, {energy.shape}, "
            f"{component.shape}: give as many."
        )
    if not np.isfinite(density).all():
        raise InputError("density holds NaN or infinite values: give finite ones.")
    if np.isnan(energy).any():
        return float("nan")
    found = []
    for k in np.unique(component):
        rows = component == k
        if len(set(energy[rows])) == 1 or len(set(density[rows])) == 1:
            return 0.0
        found.append(np.corrcoef(rankdata(density[rows]), rankdata(-energy[rows]))[0, 1])
    return float(min(found))


def _labels(name: str, labels: _Labels) -> _Labels:
    """Whole numbers from 0 on, ``(n,)``."""
    found = as_array(name, labels)
    if found.ndim != 1 or not found.size or found.dtype.kind not in "iu" or found.min() < 0:
        raise InputError(
            f"{name} of shape {found.shape} and type {found.dtype}: give whole numbers from 0 on, "
            "(n,)."
        )
    return found.astype(np.int64)  # small types would not hold the numbers of pairs
