"""Clusters and their shape, against counting and scipy."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from rdo.diagnostics import clustering_accuracy, within_cluster_rank_correlation
from rdo.errors import InputError


def test_labels_are_matched_whatever_their_names() -> None:
    first = np.repeat([0, 1, 2], 100)
    assert clustering_accuracy(first, (first + 1) % 3) == 1
    assert clustering_accuracy(first, np.where(first == 2, 1, first)) == pytest.approx(2 / 3)
    assert clustering_accuracy(first, np.zeros_like(first)) == pytest.approx(1 / 3)
    with pytest.raises(InputError, match=r"\(300,\), \(2,\): give as many"):
        clustering_accuracy(first, np.array([0, 1]))


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.uint16])
def test_small_types_count_as_large_ones_do(dtype: type) -> None:
    labels = np.tile(np.arange(100), 3)
    assert clustering_accuracy(labels.astype(dtype), labels) == 1
    assert clustering_accuracy(labels.astype(dtype), labels.astype(dtype)[::-1]) == (
        clustering_accuracy(labels, labels[::-1])
    )


def test_the_worst_cluster_counts() -> None:
    rng = np.random.default_rng(0)
    density, component = rng.random(300), np.repeat([0, 1, 2], 100)
    energy = -np.log(density)
    assert within_cluster_rank_correlation(density, energy, component) == pytest.approx(1)
    energy[component == 1] = rng.random(100)
    worst = spearmanr(density[component == 1], -energy[component == 1]).statistic
    assert within_cluster_rank_correlation(density, energy, component) == pytest.approx(worst)
    energy[component == 2] = 3
    assert within_cluster_rank_correlation(density, energy, component) == 0


def test_unsigned_energies_do_not_wrap() -> None:
    energy = np.array([0, 1, 2, 3], dtype=np.uint8)
    density, component = np.exp(-energy.astype(float)), np.zeros(4, dtype=int)
    assert within_cluster_rank_correlation(density, energy, component) == pytest.approx(1.0)
