"""Layers at zero, numbers of channels, and the start of convolutional networks."""

import copy
from typing import Any

import pytest
import torch
from torch import nn

from rdo.errors import InputError
from rdo.nn import arch28, arch32
from rdo.nn.network import channels, convolutional_start, layer
from tests.nn.table2 import Pair, drawn

LAYERS = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)


@pytest.mark.parametrize(
    ("kind", "sizes"), [(nn.Linear, (3, 2)), (nn.Conv2d, (3, 2, 4, 2)), (nn.Conv1d, (3, 2, 1))]
)
def test_a_layer_is_of_its_class_and_at_zero(kind: Any, sizes: tuple[int, ...]) -> None:
    before = torch.get_rng_state()
    made = layer(kind, *sizes)
    assert type(made) is kind
    assert made.weight.shape[:2] == (2, 3)
    assert all((parameter == 0).all() for parameter in made.parameters())
    assert torch.equal(torch.get_rng_state(), before)


def test_channels_are_rounded_and_at_least_one() -> None:
    assert [channels(32, width) for width in (1, 1 / 8, 0.3, 1e-6, 2)] == [32, 4, 10, 1, 64]
    with pytest.raises(InputError, match=r"width=-0\.5: give a number above 0"):
        channels(32, -0.5)


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_the_start_is_pytorchs_own(pair: Pair) -> None:
    """The same draws, layer by layer, if its layers draw from the same state of a generator."""
    ours = nn.Sequential(*drawn(pair, 5, 1 / 4))
    theirs = copy.deepcopy(ours)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for module in theirs.modules():
            if isinstance(module, LAYERS):
                module.reset_parameters()
    for mine, reference in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, reference)


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_hes_start_is_pytorchs_for_relu(pair: Pair) -> None:
    networks = nn.Sequential(*drawn(pair, 5, 1 / 4, start="he"))
    generator = torch.Generator().manual_seed(0)
    for module in networks.modules():
        if isinstance(module, LAYERS):
            expected = nn.init.kaiming_uniform_(
                torch.empty_like(module.weight), nonlinearity="relu", generator=generator
            )
            torch.testing.assert_close(module.weight.data, expected)
            assert module.bias is not None
            assert (module.bias == 0).all()


def test_an_unknown_start_is_refused() -> None:
    network = layer(nn.Linear, 3, 2)
    with pytest.raises(InputError, match="start='zeros': give 'pytorch' or 'he'"):
        convolutional_start(network, "zeros", torch.Generator())  # type: ignore[arg-type]
    assert (network.weight == 0).all()
