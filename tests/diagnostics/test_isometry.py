"""The Gram matrix in a few numbers, on linear decoders whose Jacobian is known."""

import numpy as np
import pytest
import torch

from rdo.diagnostics import gram_summary
from rdo.training import Ensemble
from tests.draws import normal
from tests.training.problems import linear


def test_a_scaled_isometry_is_read_off() -> None:
    basis = torch.linalg.qr(normal(5, 2)).Q
    summary = gram_summary(linear(3 * basis), normal(1, 20, 5, seed=1))
    assert summary.diagonal[0] == pytest.approx(9, rel=1e-5)
    assert summary.median[0] == pytest.approx(9, rel=1e-5)
    assert summary.off_diagonal[0] == pytest.approx(0, abs=1e-5)
    assert summary.variation[0] == pytest.approx(0, abs=1e-5)
    assert summary.volume[0] == pytest.approx(2 * np.log(3), rel=1e-5)
    assert summary.volume_spread[0] == pytest.approx(0, abs=1e-5)


def test_oblique_columns_are_read_off() -> None:
    matrix = torch.tensor([[1.0, 0.6], [0.0, 0.8]])
    summary = gram_summary(linear(matrix), normal(1, 20, 2))
    assert summary.diagonal[0] == pytest.approx(1, rel=1e-5)
    assert summary.off_diagonal[0] == pytest.approx(0.6, rel=1e-5)
    assert summary.imbalance[0] == pytest.approx(0.6, rel=1e-5)  # eigenvalues 1.6 and 0.4


def test_the_volume_is_that_of_the_box_a_small_cube_becomes() -> None:
    matrix = normal(6, 3)
    (spanned,) = gram_summary(linear(matrix), normal(1, 20, 6, seed=1)).volume
    assert spanned == pytest.approx(float(torch.linalg.svdvals(matrix).log().sum()), rel=1e-4)


def test_a_dead_direction_has_next_to_no_volume() -> None:
    matrix = torch.diag(torch.tensor([1.0, 0.0]))
    summary = gram_summary(linear(matrix), normal(1, 20, 2))
    assert summary.volume[0] == pytest.approx(-15 * np.log(10), rel=1e-5)
    assert summary.volume_spread[0] == pytest.approx(0, abs=1e-5)


def test_a_thin_direction_is_not_lost_in_rounding() -> None:
    basis = torch.linalg.qr(normal(5, 3, dtype=torch.float64)).Q
    turn = torch.linalg.qr(normal(3, 3, seed=1, dtype=torch.float64)).Q
    matrix = basis @ torch.diag(torch.tensor([1.0, 1.0, 1e-5]).double()) @ turn
    summary = gram_summary(linear(matrix.float()), normal(1, 20, 5, seed=2))
    assert summary.volume[0] == pytest.approx(np.log(1e-5), rel=1e-2)


def test_every_replica_has_its_own_numbers() -> None:
    """Isometries scaled by 1, 2 and 3: the Gram matrix is 1, 4 and 9 times the identity."""
    models = [linear(scale * torch.eye(5, 2)).replica(0) for scale in (1.0, 2.0, 3.0)]
    summary = gram_summary(Ensemble(models), normal(3, 20, 5))
    np.testing.assert_allclose(summary.diagonal, [1, 4, 9], rtol=1e-5)
    np.testing.assert_allclose(summary.imbalance, [0, 3, 8], atol=1e-4)
    assert all(measure.shape == (3,) for measure in summary)
