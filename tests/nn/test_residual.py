"""Residual blocks against their formulas."""

from typing import Any

import pytest
import torch

from rdo.errors import InputError
from rdo.nn import Res, ResAtt
from tests.draws import normal


def test_the_blocks_are_their_formulas() -> None:
    block = ResAtt(4, 7, 4)
    x = normal(3, 4)
    for k, parameter in enumerate(block.parameters()):
        parameter.data = normal(*parameter.shape, seed=1 + k)

    def res(part: Any) -> Any:
        hidden = x.clamp(min=0) @ part.first.weight.T + part.first.bias
        return x + hidden.clamp(min=0) @ part.second.weight.T + part.second.bias

    torch.testing.assert_close(block.value(x), res(block.value))
    gate = 1 / (1 + (-res(block.gate)).exp())
    torch.testing.assert_close(block(x), x + res(block.value) * gate)


def test_without_weights_a_block_gives_its_input_back() -> None:
    """With a gate of the same: x + x / (1 + e^-x)."""
    x = normal(3, 4)
    assert torch.equal(Res(4, 7, 4)(x), x)
    torch.testing.assert_close(ResAtt(4, 7, 4)(x), x + x / (1 + (-x).exp()))


def test_a_gradient_reaches_every_parameter() -> None:
    block = ResAtt(4, 7, 4)
    for k, parameter in enumerate(block.parameters()):
        parameter.data = normal(*parameter.shape, seed=1 + k)
    block(normal(50, 4)).square().sum().backward()
    for name, parameter in block.named_parameters():
        assert parameter.grad is not None, name
        assert (parameter.grad != 0).any(), name


@pytest.mark.parametrize("block", [Res, ResAtt])
def test_a_residual_block_keeps_its_width(block: Any) -> None:
    with pytest.raises(InputError, match="n_in=4, n_out=5"):
        block(4, 7, 5)
