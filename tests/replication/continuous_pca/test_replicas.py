"""Replicas for both h."""

import numpy as np
import pytest
import torch

from replication.continuous_pca import EXPERIMENT
from replication.continuous_pca.replicas import factorised, gram_deviation, of_both


def test_both_h_of_a_seed_start_from_the_same_weights_and_see_the_same_rows() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 3))
    config, run = EXPERIMENT.plan("ridge")
    replicas = of_both(factorised(3, (4,), 2), config, run, rows)
    weights = replicas.ensemble.parameters
    assert torch.equal(weights[::2], weights[1::2])
    assert not torch.equal(weights[0], weights[2])
    assert replicas.ensemble.buffers["logarithmic"].tolist() == [False, True, False, True]
    assert replicas.ensemble.buffers["lambda2"].tolist() == [1000.0] * 4
    assert len(set(replicas.seeds)) == 4
    for own in replicas.x:
        np.testing.assert_array_equal(own, rows.astype(np.float32))


def test_gram_deviation_is_a_size_per_dimension() -> None:
    assert gram_deviation(np.stack([np.eye(4), 1.5 * np.eye(4)])) == pytest.approx([0, 0.5])
