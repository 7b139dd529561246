"""The squared error and its quadratic form."""

import pytest
import torch

from rdo.distortions import squared_error
from rdo.errors import InputError
from tests.draws import normal


def test_it_is_a_sum_over_features_and_its_quadratic_form_is_the_identity() -> None:
    x = normal(4, 5, dtype=torch.float64)
    hessian = torch.func.hessian(lambda y: squared_error(x[0], y))(x[0])
    torch.testing.assert_close(hessian / 2, torch.eye(5, dtype=torch.float64))
    torch.testing.assert_close(squared_error(x, torch.zeros_like(x)), (x * x).sum(1))


def test_nothing_is_broadcast_and_whole_numbers_do_not_wrap() -> None:
    x = normal(4, 5)
    for y in (x[:1], x[:, :1], x[0], torch.zeros(5, 4)):
        with pytest.raises(InputError, match=r"^y of shape .*: give that of x, \(4, 5\)"):
            squared_error(x, y)
    with pytest.raises(InputError, match=r"x has type torch.uint8"):
        squared_error(x.to(torch.uint8), x)
