"""Glorot's start and the gauge-fixed one."""

import pytest
import torch

from rdo.distortions import squared_error
from rdo.errors import InputError
from rdo.models import Architecture, RaDOGAGA
from rdo.training import Ensemble, Schedule, fix_gauge, gauge_fixed_start, warmed_up_start
from tests.draws import uniform
from tests.training.problems import dagmm, own_rows, radogaga, rows

WARM_UP = Schedule(300, 64, 1e-3)


def test_the_gauge_leaves_reconstructions_and_makes_the_mean_gram_the_identity() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1, 2]).double()
    x = rows().double().expand(3, -1, -1)
    before = ensemble.map("decode", ensemble.map("encode", x))
    fix_gauge(ensemble, x)
    after = ensemble.map("decode", ensemble.map("encode", x))
    torch.testing.assert_close(after, before, rtol=1e-10, atol=1e-10)
    gram = ensemble.map("gram", x).mean(1)
    identity = torch.eye(2, dtype=torch.float64).expand(3, -1, -1)
    torch.testing.assert_close(gram, identity, rtol=1e-8, atol=1e-8)


def test_the_start_reconstructs_better_than_glorots() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    x = rows().expand(2, -1, -1)

    def error() -> torch.Tensor:
        x_hat: torch.Tensor = ensemble.map("decode", ensemble.map("encode", x))
        return (x - x_hat).square().sum((1, 2))

    before = error()
    warm_up = gauge_fixed_start(ensemble, rows(), own_rows(2), [0, 1], WARM_UP)
    assert (error() < 0.1 * before).all()
    assert warm_up.failures == []


def test_a_warmed_up_dagmm_reconstructs_and_keeps_its_estimation_network() -> None:
    ensemble = Ensemble.from_seeds(dagmm, [0, 1])
    x = rows().expand(2, -1, -1)
    before = ensemble.map("reconstruction_error", x).mean(1)
    estimation = ensemble.named()["estimation.hidden.layers.0.weight"].clone()
    warmed_up_start(ensemble, rows(), own_rows(2), [0, 1], WARM_UP)
    assert (ensemble.map("reconstruction_error", x).mean(1) < 0.1 * before).all()
    assert torch.equal(ensemble.named()["estimation.hidden.layers.0.weight"], estimation)


def test_a_dead_direction_leaves_the_start_finite() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    ensemble.named()["decoder.layers.0.weight"][0, :, 1] = 0  # the second latent reaches nothing
    ensemble.named()["decoder.layers.0.weight"][1] = 0  # none of them does
    fix_gauge(ensemble, rows().expand(2, -1, -1))
    assert ensemble.parameters.isfinite().all()


def test_only_radogaga_has_a_gauge_to_fix() -> None:
    ensemble = Ensemble.from_seeds(dagmm, [0])
    with pytest.raises(InputError, match="DAGMM"):
        fix_gauge(ensemble, rows().expand(1, -1, -1))


def test_a_metric_that_is_no_distance_is_refused() -> None:
    model = RaDOGAGA(
        Architecture(3, (), 2, 1), lambda1=1, lambda2=6, metric=lambda x, y: -squared_error(x, y)
    )
    with pytest.raises(InputError, match="metric: the mean of G has the eigenvalue -"):
        fix_gauge(Ensemble.from_seeds(lambda: model, [0]), uniform(1, 8, 3))


def test_a_row_that_is_no_number_fixes_no_gauge() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    before = ensemble.parameters.clone()
    rows = torch.rand(2, 20, 5, generator=torch.Generator().manual_seed(0))
    rows[1, 3, 2] = torch.nan
    with pytest.raises(InputError, match="the mean of G is not finite; give finite rows"):
        fix_gauge(ensemble, rows)
    assert torch.equal(ensemble.parameters, before)


def test_data_of_another_type_makes_the_same_start() -> None:
    ends = []
    for data in (rows(), rows().double()):
        ensemble = Ensemble.from_seeds(radogaga, [0, 1])
        gauge_fixed_start(ensemble, data, own_rows(2).tolist(), [0, 1], Schedule(3, 32, 1e-3))
        ends.append(ensemble.parameters)
    assert torch.equal(*ends)
    with pytest.raises(InputError, match="ensemble of DAGMM"):
        gauge_fixed_start(
            Ensemble.from_seeds(dagmm, [0]), rows(), own_rows(1), [0], Schedule(9, 32, 1e-3)
        )
