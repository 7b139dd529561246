"""The squared error and its quadratic form."""

import torch

from rdo.distortions import squared_error
from tests.draws import normal


def test_it_is_a_sum_over_features_and_its_quadratic_form_is_the_identity() -> None:
    x = normal(4, 5, dtype=torch.float64)
    hessian = torch.func.hessian(lambda y: squared_error(x[0], y))(x[0])
    torch.testing.assert_close(hessian / 2, torch.eye(5, dtype=torch.float64))
    torch.testing.assert_close(squared_error(x, torch.zeros_like(x)), (x * x).sum(1))
