"""Replicas that differ in the weights of their loss."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from rdo.errors import Failure
from rdo.training import History
from replication.kit import Run
from replication.kit.grid import (
    Cell,
    TrainedGrid,
    by_record_seed,
    quantiles,
    replica_seeds,
    train_cells,
)
from replication.kit.schedule import GridSchedule

RUN = Run("analytic_h", "gaussian", "smoke", (0, 1))
CELLS = [Cell("d", 3.0, 10.0), Cell("log", 3.0, 10.0, 0.25), Cell("d", 40.0, 10.0, 0.25)]
X = quantiles(norm.ppf, 64)[:, None]


def trained(
    seeds: tuple[int, ...], *, same_weights: bool = False, gauge: bool = True
) -> TrainedGrid:
    return train_cells(
        replace(RUN, seeds=seeds),
        CELLS,
        X,
        (3,),
        GridSchedule(6, 16, 1e-3, 4, 1e-2),
        gauge=gauge,
        same_weights=same_weights,
        stage="test",
    )


@pytest.fixture(scope="module")
def both() -> TrainedGrid:
    return trained((0, 1))


@pytest.mark.parametrize("n", [2, 7, 4_096])
def test_quantiles_rise_and_have_mean_zero_and_variance_one(n: int) -> None:
    for inverse in (norm.ppf, lambda p: p, lambda p: p**3 + 5):
        x = quantiles(inverse, n)
        assert x.shape == (n,)
        assert (np.diff(x) > 0).all()
        assert x.mean() == pytest.approx(0, abs=1e-12)
        assert x.var() == pytest.approx(1, abs=1e-12)


def test_quantiles_of_a_gaussian_are_its_quantiles() -> None:
    np.testing.assert_allclose(
        quantiles(norm.ppf)[2_048:], norm.ppf((np.arange(2_048, 4_096) + 0.5) / 4_096), rtol=1e-3
    )


@given(
    seeds=st.lists(st.integers(0, 10_000), min_size=1, max_size=5, unique=True),
    n_cells=st.integers(1, 1_000),
)
def test_failures_go_back_to_the_seed_that_their_replica_came_from(
    seeds: list[int], n_cells: int
) -> None:
    own = replica_seeds(seeds, n_cells)
    assert len(set(own)) == len(seeds) * n_cells
    back = by_record_seed([Failure(seed, 3, "made up") for seed in own])
    assert [failure.seed for failure in back] == [seed for seed in seeds for _ in range(n_cells)]
    assert {(failure.step, failure.cause) for failure in back} == {(3, "made up")}


@pytest.mark.parametrize(("seed", "place"), [(0, 0), (1, 1)])
def test_a_seed_gives_the_same_alone_or_in_company(
    both: TrainedGrid, seed: int, place: int
) -> None:
    alone = trained((seed,))
    own = slice(place * len(CELLS), (place + 1) * len(CELLS))
    assert torch.equal(alone.start.parameters, both.start.parameters[own])
    assert torch.equal(alone.ensemble.parameters, both.ensemble.parameters[own])
    assert not torch.equal(alone.ensemble.parameters, alone.start.parameters)


def test_each_cell_has_its_scale_of_the_data_and_its_weights_of_the_loss(both: TrainedGrid) -> None:
    assert both.rows.shape == (6, 64, 1)
    variances = both.rows.double().var(1, correction=0)[:, 0]
    assert variances.tolist() == pytest.approx([1, 0.25, 0.25] * 2, rel=1e-5)
    assert both.start.buffers["lambda1"].tolist() == [3, 3, 40] * 2
    assert both.start.buffers["logarithmic"].tolist() == [False, True, False] * 2


def test_cells_share_their_first_weights_only_where_asked() -> None:
    alike = trained((0, 1), same_weights=True, gauge=False).start.parameters
    assert (alike[:3] == alike[0]).all()
    assert (alike[3:] == alike[3]).all()
    assert (alike[0] != alike[3]).any()
    own = trained((0, 1), gauge=False).start.parameters
    assert len(own.unique(dim=0)) == 6


def test_values_of_replicas_are_told_apart_by_seed_and_cell(both: TrainedGrid) -> None:
    assert both.by_seed(torch.arange(6)).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert both.by_seed(torch.zeros(6, 4, 2)).shape == (2, 3, 4, 2)


def test_a_share_has_every_failure_and_its_part_of_the_time(both: TrainedGrid) -> None:
    failures = [Failure(1, 3, "the rate term is not finite")]
    whole = replace(both, history=History(failures=failures, seconds=12.0))
    share = whole.share(1)
    assert (share.failures, share.seconds) == (failures, 4.0)
