"""DAGMM's loss on held-out rows."""

import numpy as np
import pytest
import torch

from rdo.detectors import DAGMMDetector
from rdo.detectors.directions import Directions
from rdo.models import DAGMM, Architecture
from rdo.training import Ensemble
from tests.draws import uniform


def test_the_held_out_loss_is_that_of_the_model() -> None:
    architecture = Architecture(4, (8,), 2, 2, residual_features=True, dropout=0.0)
    detector = DAGMMDetector()
    ensemble = Ensemble.from_seeds(lambda: detector._build(architecture, (0.1, 0.005)), [0, 1])
    x = uniform(2, 40, 4)
    expected = sum(ensemble.map("loss", x, {"dropout": uniform(2, 40, 10, seed=2)}).values())
    found = detector._held_out_loss(ensemble, ensemble.map("mixture", x), x, x)
    torch.testing.assert_close(found, expected, check_dtype=False, rtol=1e-5, atol=1e-5)


def test_the_weights_are_a_hundredth_of_the_papers_where_columns_have_variance_one() -> None:
    architecture, detector = Architecture(4, (8,), 2, 2), DAGMMDetector()
    for variance in (1.0, 0.25):
        rows = variance**0.5 * np.tile([[-1.0], [1.0]], (30, 4))
        weights = detector._choose_weights(Directions.of(rows), architecture)
        assert weights == pytest.approx((0.001 * variance, 0.00005 * variance))
        model = detector._build(architecture, weights)
        assert isinstance(model, DAGMM)
        found = [float(model.lambda1), float(model.lambda2)]
        assert found == pytest.approx(weights)
