"""Fully connected networks."""

import pytest
import torch

from rdo.errors import InputError
from rdo.nn import MLP
from tests.draws import normal


def test_the_formula_is_the_network() -> None:
    network = MLP((3, 5, 2))
    network.reset_parameters(torch.Generator().manual_seed(0))
    x = normal(7, 3)
    first, last = network.linear
    expected = torch.tanh(x @ first.weight.T + first.bias) @ last.weight.T + last.bias
    torch.testing.assert_close(network(x), expected)


def test_a_constructor_holds_no_randomness() -> None:
    assert all((parameter == 0).all() for parameter in MLP((3, 5, 2)).parameters())


def test_glorot_draws_stay_within_its_bound_and_fill_it() -> None:
    network = MLP((300, 100))
    network.reset_parameters(torch.Generator().manual_seed(0))
    bound = (6 / 400) ** 0.5
    weight = network.linear[0].weight
    assert weight.abs().max() <= bound
    assert weight.var().item() == pytest.approx(bound**2 / 3, rel=0.02)
    assert (network.linear[0].bias == 0).all()


@pytest.mark.parametrize("sizes", [(3,), (3, 0), ()])
def test_sizes_that_make_no_network_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="sizes="):
        MLP(sizes)
