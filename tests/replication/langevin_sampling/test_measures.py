"""How near to the data, and how evenly: on points whose answers are known."""

import numpy as np
import pytest
import torch

from replication.langevin_sampling.measures import Cells, nearest


def test_nearest_is_the_mean_of_the_least_distances() -> None:
    data = torch.tensor([[0.0, 0.0], [10.0, 0.0]])
    assert nearest(torch.tensor([[3.0, 4.0], [10.0, 1.0]]), data) == pytest.approx(3.0)


def test_cells_count_what_is_reached_and_what_is_oversampled() -> None:
    rng = np.random.default_rng(0)
    data = np.repeat(np.arange(4.0), 50)[:, None] * 100 + rng.normal(0, 0.1, (200, 1))
    cells = Cells(data, 0)
    even = cells.coverage(data, np.repeat(np.arange(4), 50))
    assert even["entropy"] == pytest.approx(np.log(4))
    assert even["oversampling"] == pytest.approx(0, abs=1e-12)
    one = cells.coverage(data[:1], np.zeros(1, dtype=int))
    assert (one["entropy"], one["cells"]) == (0, 1)
    assert one["oversampling"] > even["oversampling"] + np.log(4) - 0.01
    assert even["visited"] == pytest.approx(1)
    own = cells._shares[cells._means.predict(data[:1])[0]]
    assert one["visited"] == pytest.approx(own / (cells._shares**2).sum())
