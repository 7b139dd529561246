"""DAGMM's loss on held-out rows."""

import torch

from rdo.detectors import DAGMMDetector
from rdo.models import DAGMM, Architecture
from rdo.training import Ensemble
from tests.draws import uniform


def test_the_held_out_loss_is_that_of_the_model() -> None:
    architecture = Architecture(4, (8,), 2, 2, residual_features=True, dropout=0.0)
    detector = DAGMMDetector()
    ensemble = Ensemble.from_seeds(lambda: detector._build(architecture, ()), [0, 1])
    x = uniform(2, 40, 4)
    expected = sum(ensemble.map("loss", x, {"dropout": uniform(2, 40, 10, seed=2)}).values())
    found = detector._held_out_loss(ensemble, ensemble.map("mixture", x), x, x)
    torch.testing.assert_close(found, expected, check_dtype=False, rtol=1e-5, atol=1e-5)


def test_the_weights_are_the_papers() -> None:
    architecture = Architecture(4, (8,), 2, 2)
    model = DAGMMDetector()._build(architecture, ())
    assert isinstance(model, DAGMM)
    assert [float(model.lambda1), float(model.lambda2)] == [torch.tensor(0.1), torch.tensor(0.005)]
