"""Fully connected networks with ReLU."""

import pytest
import torch
from torch import nn

from rdo.errors import InputError
from rdo.nn import ReLUNetwork
from rdo.nn.network import layer
from tests.draws import normal


def started(sizes: tuple[int, ...], *, bounded: bool = False) -> ReLUNetwork:
    network = ReLUNetwork(sizes, bounded=bounded)
    network.reset_parameters(torch.Generator().manual_seed(0))
    return network


def linear(network: ReLUNetwork) -> list[nn.Linear]:
    return [module for module in network.layers if isinstance(module, nn.Linear)]


@pytest.mark.parametrize("bounded", [False, True])
def test_the_formula_is_the_network(bounded: bool) -> None:
    network, x = started((3, 5, 2), bounded=bounded), normal(7, 3)
    first, last = linear(network)
    hidden = (x @ first.weight.T + first.bias).clamp(min=0)
    expected = hidden @ last.weight.T + last.bias
    torch.testing.assert_close(network(x), torch.tanh(expected) if bounded else expected)


def test_section_4s_encoder_is_pytorchs_sequence() -> None:
    """FC(2, 200)-ReLU-FC(200, 200)-ReLU-FC(200, 1)-tanh, with the same weights."""
    network, x = started((2, 200, 200, 1), bounded=True), normal(50, 2)
    inner = (layer(nn.Linear, 2, 200), nn.ReLU(), layer(nn.Linear, 200, 200), nn.ReLU())
    sequence = nn.Sequential(*inner, layer(nn.Linear, 200, 1), nn.Tanh())
    for target, source in zip(sequence.parameters(), network.parameters(), strict=True):
        target.data.copy_(source)
    torch.testing.assert_close(network(x), sequence(x))


def test_a_constructor_holds_no_randomness() -> None:
    assert all((parameter == 0).all() for parameter in ReLUNetwork((3, 5, 2)).parameters())


def test_the_start_fills_its_bounds_and_keeps_them() -> None:
    """Uniform within one over the root of the inputs, biases too, as nn.Linear starts."""
    for module in linear(started((400, 900, 300))):
        bound = module.in_features**-0.5
        for values in (module.weight, module.bias):
            assert 0.95 * bound < values.abs().max() <= bound
        assert module.weight.var().item() == pytest.approx(bound**2 / 3, rel=0.02)
        assert module.weight.mean().abs() < 5 * bound / module.weight.numel() ** 0.5


def test_a_record_can_tell_the_networks_apart() -> None:
    assert ReLUNetwork((2, 3, 1), bounded=True).widths == {"sizes": [2, 3, 1], "bounded": True}


@pytest.mark.parametrize("sizes", [(3,), (3, 0), ()])
def test_sizes_that_make_no_network_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="sizes="):
        ReLUNetwork(sizes)
