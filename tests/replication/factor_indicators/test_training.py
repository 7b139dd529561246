"""Every replica trains on its own table."""

from functools import partial

import numpy as np
import pytest
import torch

from rdo.models import Autoencoder
from rdo.nn import mlp_pair
from rdo.training import Ensemble
from replication.factor_indicators.config import Trained
from replication.factor_indicators.training import row_numbers, train_on
from replication.kit import Run


def test_every_replica_learns_its_own_table() -> None:
    rng = np.random.default_rng(0)
    tables = rng.normal(size=(2, 100, 1)) + np.array([5.0, -5.0])[:, None, None]
    build = partial(Autoencoder, *mlp_pair(1, (), 1), n_latent=1)
    ensemble = Ensemble.from_seeds(build, [0, 1])
    run = Run("factor_indicators", "two_in_one", "smoke", (0, 1))
    config = Trained(300, 50, 3e-2, (), 100)
    rows = row_numbers([1, 0], 100)
    history = train_on(run, ensemble, tables.reshape(-1, 1), rows, (0, 1), config, "test")
    x = torch.from_numpy(tables[[1, 0]]).float()
    back = ensemble.map("decode", ensemble.map("encode", x))
    assert back.mean(1).flatten().tolist() == pytest.approx([-5, 5], abs=0.3)
    assert not history.failures


def test_tables_lie_one_below_the_other() -> None:
    assert row_numbers([0, 2, 0], 2).tolist() == [[0, 1], [4, 5], [0, 1]]
