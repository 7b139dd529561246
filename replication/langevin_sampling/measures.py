"""How near to the data, and how evenly: measures on the states of walks."""

import numpy as np
import numpy.typing as npt
import torch
from scipy.stats import entropy
from sklearn.cluster import MiniBatchKMeans
from torch import Tensor

__all__ = ["Cells", "nearest"]

_Floats = npt.NDArray[np.floating]

_CELLS = 100
_FITTED = 10_000


def nearest(x: Tensor, data: Tensor) -> float:
    """The mean distance of rows ``(B, M)`` to the nearest of the rows ``(n, M)`` of the data."""
    return float(torch.cdist(x, data).amin(1).mean())


class Cells:
    """A hundred cells of data ``(n, M)``, by k-means: its modes, as far as they are known."""

    def __init__(self, data: _Floats, seed: int) -> None:
        count = min(_CELLS, len(data))
        self._means = MiniBatchKMeans(count, random_state=seed, n_init=1, batch_size=1_024)
        self._means.fit(data[:_FITTED])
        self._shares = np.bincount(self._means.predict(data), minlength=count) / len(data)

    def coverage(self, x: _Floats, labels: npt.NDArray[np.integer]) -> dict[str, float]:
        r"""How states ``(n, M)`` with classes ``(n,)`` fall among the classes and the cells.

        ``entropy`` is :math:`-\sum_k \rho_k \log \rho_k` of the classes' shares, in nats; ``cells``
        counts those reached; ``oversampling`` is :math:`\sum_j w_j \log (w_j / v_j)` of the states'
        shares of the cells to the data's, in nats. Cells without data are left out of it.
        ``visited`` is :math:`\sum_j w_j v_j / \sum_j v_j^2`: above 1 where states crowd the cells
        that hold most of the data, below where they are in others.
        """
        counts = np.bincount(self._means.predict(x), minlength=len(self._shares))
        held = self._shares > 0
        return {
            "entropy": float(entropy(np.bincount(labels))),
            "cells": float((counts > 0).sum()),
            "oversampling": float(entropy(counts[held], self._shares[held])),
            "visited": float(counts @ self._shares / counts.sum() / (self._shares**2).sum()),
        }
