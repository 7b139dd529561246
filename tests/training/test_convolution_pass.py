"""Fast convolutions against PyTorch's own, and the rewritten graph against autograd."""

import shutil
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor, fx, nn
from torch.func import functional_call, grad, vmap
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional as F  # noqa: N812

from rdo.nn import arch28, arch32, strided_pair
from rdo.training.convolution_pass import (
    FastConvolutions,
    conv2d,
    conv_transpose2d,
    strided_conv_transpose2d,
)
from rdo.training.step import compiled

aten = torch.ops.aten

# in, out, height, width, kernel: lines that 8, 4, 2, 3 and 1 neighbours divide, and whole images
SHAPES = [
    (1, 1, 6, 10, (3, 3)),
    (1, 1, 6, 6, (3, 3)),
    (3, 4, 5, 8, (3, 3)),
    (2, 2, 7, 5, (2, 3)),
    (3, 5, 6, 7, (3, 3)),
    (2, 9, 5, 5, (3, 2)),
    (3, 4, 4, 4, (4, 4)),
    (3, 4, 1, 1, (4, 3)),
    (3, 4, 1, 5, (1, 1)),
]


# in, out, height, width, kernel, stride, padding, output padding: overlapping blocks, blocks side
# by side, three blocks to a kernel, a pixel kept at the far end of either axis
STRIDED = [
    (3, 1, 5, 4, (4, 4), 2, (1, 1), (0, 0)),
    (3, 2, 3, 6, (4, 4), 2, (1, 1), (1, 0)),
    (2, 1, 4, 4, (4, 2), 2, (0, 1), (0, 1)),
    (1, 2, 1, 3, (3, 9), 3, (1, 2), (1, 2)),
]


def normal(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize(("n_in", "n_out", "height", "width", "kernel"), SHAPES)
@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_they_compute_what_the_layers_do(
    n_in: int,
    n_out: int,
    height: int,
    width: int,
    kernel: tuple[int, int],
    biased: bool,
    layout: torch.memory_format,
) -> None:
    x = normal(2, n_in, height, width).to(memory_format=layout)
    bias = normal(n_out) if biased else None
    if height >= kernel[0]:
        weight = normal(n_out, n_in, *kernel).to(memory_format=layout)
        torch.testing.assert_close(conv2d(x, weight, bias), F.conv2d(x, weight, bias))
    weight = normal(n_in, n_out, *kernel).to(memory_format=layout)
    torch.testing.assert_close(
        conv_transpose2d(x, weight, bias), F.conv_transpose2d(x, weight, bias)
    )


@pytest.mark.parametrize(
    ("n_in", "n_out", "height", "width", "kernel", "stride", "padding", "added"), STRIDED
)
@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_strided_ones_compute_what_the_layers_do(
    n_in: int,
    n_out: int,
    height: int,
    width: int,
    kernel: tuple[int, int],
    stride: int,
    padding: tuple[int, int],
    added: tuple[int, int],
    biased: bool,
    dtype: torch.dtype,
) -> None:
    x, weight = normal(2, n_in, height, width).to(dtype), normal(n_in, n_out, *kernel).to(dtype)
    bias = normal(n_out).to(dtype) if biased else None
    given = (x, weight) if bias is None else (x, weight, bias)
    for tensor in given:
        tensor.requires_grad_(True)
    call: Any = partial(F.conv_transpose2d, stride=stride, padding=padding, output_padding=added)
    theirs = call(x, weight, bias)
    ours = strided_conv_transpose2d(x, weight, bias, stride, padding, added)
    torch.testing.assert_close(ours, theirs)
    wanted = torch.autograd.grad(theirs.sin().sum(), given)
    torch.testing.assert_close(torch.autograd.grad(ours.sin().sum(), given), wanted)
    graph, found = rewritten(call, *(tensor.detach() for tensor in given))
    torch.testing.assert_close(found, theirs.detach())
    assert not any(node.target is aten.convolution.default for node in graph.nodes)


def networks(pair: Any, n_latent: int) -> nn.Module:
    parts = pair(n_latent, 1 / 8)
    for part in parts:
        part.reset_parameters(torch.Generator().manual_seed(0))
    return nn.Sequential(*parts).double().requires_grad_(False)


def strided(n_latent: int, width: float) -> tuple[nn.Module, nn.Module]:
    """One layer each way for images of 6 x 7, of whose columns the encoder drops one."""
    return strided_pair((1, 6, 7), (32,), n_latent, width)


def rewritten(function: Any, *given: Any) -> tuple[fx.Graph, Any]:
    """A function's graph with fast convolutions, and what it gives."""
    module = make_fx(function, tracing_mode="fake")(*given)
    FastConvolutions()(module.graph)
    module.graph.lint()
    module.recompile()
    return module.graph, module(*given)


def slow_ones(graph: fx.Graph) -> list[fx.Node]:
    """Convolutions that have to find the zeros outside of their input; none at this width."""
    return [
        node
        for node in graph.nodes
        if (node.target is aten.convolution.default and node.args[6])
        or (node.target is aten.convolution_backward.default and node.args[-1][0])
    ]


def squares(model: nn.Module, named: Mapping[str, Tensor], images: Tensor) -> Tensor:
    rebuilt: Tensor = functional_call(model, dict(named), images)
    return (images - rebuilt).square().sum()


def test_a_chains_gradient_is_autograds() -> None:
    model, x = networks(arch28, 3), normal(2, 1, 28, 28).sigmoid()
    parameters = dict(model.named_parameters())
    gradient = grad(partial(squares, model), argnums=1)
    graph, found = rewritten(gradient, parameters, x)
    images = x.clone().requires_grad_(True)
    squares(model, parameters, images).backward()
    torch.testing.assert_close(found, images.grad)
    assert not slow_ones(graph)
    assert not any(node.target is aten.convolution_backward.default for node in graph.nodes)


def test_gradients_by_weights_are_autograds() -> None:
    model, x = networks(arch28, 3), normal(2, 1, 28, 28).sigmoid()
    parameters = dict(model.named_parameters())
    graph, found = rewritten(grad(partial(squares, model)), parameters, x)
    model.requires_grad_(True)
    squares(model, parameters, x).backward()
    for name, parameter in parameters.items():
        assert parameter.grad is not None
        torch.testing.assert_close(found[name], parameter.grad)
    assert not slow_ones(graph)


def test_strides_and_groups_stay() -> None:
    model, x = networks(arch32, 3), normal(2, 3, 32, 32)
    parameters = dict(model.named_parameters())
    graph, found = rewritten(partial(functional_call, model), parameters, x)
    torch.testing.assert_close(found, model(x))
    strides = [n.args[3] for n in graph.nodes if n.target is aten.convolution.default]
    assert strides.count([2, 2]) == 6
    weights = normal(3, 4, 2, 3, 3)
    images = normal(3, 5, 2, 6, 6)
    graph, found = rewritten(vmap(F.conv2d), images, weights)
    torch.testing.assert_close(found[1], F.conv2d(images[1], weights[1]))
    assert [n.args[8] for n in graph.nodes if n.target is aten.convolution.default] == [3]


@pytest.mark.parametrize(
    ("n_out", "kernel", "how"),
    [
        (3, 4, {"stride": 2, "padding": 1}),
        (1, 3, {"stride": 2, "padding": 1}),
        (1, 4, {"stride": (2, 1)}),
        (1, 4, {"stride": 2, "output_padding": 1}),
        (1, 4, {"stride": 2, "dilation": 2}),
    ],
)
def test_other_strided_transposes_stay(n_out: int, kernel: int, how: dict[str, Any]) -> None:
    call: Any = partial(F.conv_transpose2d, **how)
    x, weight = normal(2, 3, 5, 5), normal(3, n_out, kernel, kernel)
    graph, found = rewritten(call, x, weight)
    torch.testing.assert_close(found, call(x, weight))
    assert sum(n.target is aten.convolution.default for n in graph.nodes) == 1


@pytest.mark.parametrize("how", [{"padding": 1}, {"dilation": 2}, {"padding": (0, 1)}])
def test_padded_and_dilated_ones_stay(how: dict[str, Any]) -> None:
    x, weight = normal(2, 3, 8, 8), normal(3, 3, 3, 3)
    for function in (F.conv2d, F.conv_transpose2d):
        call = partial(function, **how)
        graph, found = rewritten(call, x, weight)
        torch.testing.assert_close(found, call(x, weight))
        assert sum(n.target is aten.convolution.default for n in graph.nodes) == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler")
@pytest.mark.parametrize(("pair", "sides"), [(arch28, (28, 28)), (strided, (6, 7))])
def test_fused_gradients_are_the_plain_ones(pair: Any, sides: tuple[int, int]) -> None:
    """By the image, as a chain takes it, and by the weights, as training does."""
    model, x = networks(pair, 3).float(), normal(2, 1, *sides).sigmoid().float()
    parameters = dict(model.named_parameters())
    gradient = grad(partial(squares, model), argnums=(0, 1))
    quick = compiled(gradient, 10**9, (parameters, x))
    assert quick is not gradient
    (weights, image), (theirs, expected) = quick(parameters, x), gradient(parameters, x)
    torch.testing.assert_close(image, expected)
    for name, found in weights.items():
        torch.testing.assert_close(found, theirs[name], rtol=1e-4, atol=1e-5)
