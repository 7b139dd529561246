"""A compiler pass that replaces convolutions by forms that are faster on a CPU."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, fx
from torch._inductor.custom_graph_pass import CustomGraphPass, get_hash_for_files
from torch._inductor.decomposition import select_decomp_table
from torch.fx.experimental.proxy_tensor import make_fx
from torch.nn import functional as F  # noqa: N812

__all__ = ["FastConvolutions", "conv2d", "conv_transpose2d", "strided_conv_transpose2d"]

_LANES = 8  # numbers that AVX2 works on at once, and the channels a convolution is padded to
_FEW = 2  # channels up to which a strided transpose is quicker as a product and shifted sums
_PLAIN = ([1, 1], [0, 0], [1, 1])  # stride, padding, dilation

_aten = torch.ops.aten


def conv2d(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    r"""What ``nn.Conv2d`` computes, unpadded and of stride 1.

    .. math:: y_{o, h, w} = b_o + \sum_{c, i, j} W_{o c i j} \, x_{c, h + i, w + j}

    A kernel of the size of its input is a matrix product. Where few channels go out, s
    neighbouring outputs of a line become channels of one, so that all SIMD lanes are used: the
    kernel is written s times, each one pixel further, with a stride of s.

    Parameters
    ----------
    x
        ``(B, C, H, W)``.
    weight
        ``(O, C, K, L)``.
    bias
        ``(O,)``.
    """
    out, _, _, side = weight.shape
    if x.shape[2:] == weight.shape[2:]:
        product = _pixels_first(x).flatten(1) @ _pixels_first(weight).flatten(1).mT
        return (product if bias is None else product + bias)[:, :, None, None]
    width = x.shape[3] - side + 1
    s = max(s for s in range(1, max(1, _LANES // out) + 1) if width % s == 0)
    if s == 1:
        return F.conv2d(x, weight, bias)
    shifted = torch.cat([F.pad(weight, (t, s - 1 - t)) for t in range(s)])
    y = F.conv2d(x, shifted, None if bias is None else bias.repeat(s), stride=(1, s))
    return _pixels_first(y).reshape(len(y), -1, width, out).movedim(-1, 1)


def conv_transpose2d(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    r"""What ``nn.ConvTranspose2d`` computes, unpadded and of stride 1.

    .. math:: y_{o, h, w} = b_o + \sum_{c, i, j} W_{c o i j} \, x_{c, h - i, w - j}

    From a single pixel it is a matrix product; else :func:`conv2d` of the zero-padded x with the
    kernel rotated by 180 degrees. Where few channels go out, a CPU takes two to three times as
    long if it is left to find the zeros outside x by itself; where many do, it is as quick alone.

    Parameters
    ----------
    x
        ``(B, C, H, W)``.
    weight
        ``(C, O, K, L)``.
    bias
        ``(O,)``.
    """
    _, out, *sides = weight.shape
    if x.shape[2:] == (1, 1):
        product = x.flatten(1) @ _pixels_first(weight).flatten(1)
        y: Tensor = product.unflatten(1, (*sides, out))
        return (y if bias is None else y + bias).movedim(-1, 1)
    if out > _LANES:
        return F.conv_transpose2d(x, weight, bias)
    # Joined to zeros, x is written to its place; with F.pad every pixel would ask if it is inside.
    framed = _pixels_first(x)
    for axis, side in enumerate(sides, start=1):
        zeros = framed.new_zeros(*framed.shape[:axis], side - 1, *framed.shape[axis + 1 :])
        framed = torch.cat([zeros, framed, zeros], axis)
    framed = framed.movedim(-1, 1)
    return conv2d(framed, weight.flip(2, 3).transpose(0, 1), bias)


def strided_conv_transpose2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: int,
    padding: Sequence[int],
    output_padding: Sequence[int],
) -> Tensor:
    r"""What ``nn.ConvTranspose2d`` computes, where the stride divides the sides of the kernel.

    .. math:: y_{o, u, v} = b_o + \sum_{c, h, w} W_{c o, u + p - s h, v + p - s w} \, x_{c, h, w}

    One matrix product gives what each pixel of x adds to the pixels under its kernel, s x s of
    which are a block: y is cut out of the sum of as many shifted images of blocks as a kernel has.

    Parameters
    ----------
    x
        ``(B, C, H, W)``.
    weight
        ``(C, O, K, L)``.
    bias
        ``(O,)``.
    stride
        s.
    padding
        p of each axis, pixels to cut off at either end.
    output_padding
        Of these, pixels to keep at the far end.
    """
    _, out, *kernel = weight.shape
    rows, columns = (side // stride for side in kernel)
    product = _pixels_first(x) @ _pixels_first(weight).flatten(1)
    blocks = product.unflatten(-1, (rows, stride, columns, stride, out))
    blocks = _shifted_sum(_shifted_sum(blocks, 2, 5), 1, 3)
    y = blocks.transpose(2, 3).flatten(3, 4).flatten(1, 2)
    for axis, side in enumerate(kernel, start=1):
        size = (x.shape[axis + 1] - 1) * stride + side - 2 * padding[axis - 1]
        y = y.narrow(axis, padding[axis - 1], size + output_padding[axis - 1])
    return (y if bias is None else y + bias).movedim(-1, 1)


def _shifted_sum(parts: Tensor, along: int, which: int) -> Tensor:
    """The sum of parts, numbered by a later axis, each moved on by its number along an axis."""
    n, after = parts.shape[which], parts.ndim - along - 2
    padding = ([0, 0] * after + [t, n - 1 - t] for t in range(n))
    return sum(map(F.pad, parts.unbind(which), padding), start=parts.new_zeros(()))


def _pixels_first(x: Tensor) -> Tensor:
    return x.movedim(1, -1)


class FastConvolutions(CustomGraphPass):
    """Replaces convolutions of stride 1 by :func:`conv2d` and :func:`conv_transpose2d`.

    The gradient by the input of either is the other, with the same weights. Of strided ones,
    :func:`strided_conv_transpose2d` replaces transposes to very few channels, with which a decoder
    ends. Groups, which several vectorized replicas make, and gradients by weights stay as they are.
    """

    def __call__(self, graph: fx.Graph) -> None:
        """Rewrite a graph of ``aten`` operations in place."""
        for node in list(graph.nodes):
            for old, function, inputs in _faster(node):
                _put(graph, old, function, inputs)
        graph.eliminate_dead_code()

    def uuid(self) -> Any:
        """Stands for this file in the compiler's cache."""
        return get_hash_for_files((__file__,))


def _faster(node: fx.Node) -> Iterator[tuple[fx.Node, Callable[..., Tensor], list[Any]]]:
    """Nodes to replace, each with its replacement function and the nodes of its arguments."""
    given: Any = node.args
    if node.target is _aten.convolution.default:
        x, weight, bias, *how, transposed, added, groups = given
        if (*how,) == _PLAIN and groups == 1:
            yield node, conv_transpose2d if transposed else conv2d, [x, weight, bias]
        elif transposed and groups == 1 and _in_blocks(weight, how, added):
            more = {"stride": how[0][0], "padding": how[1], "output_padding": added}
            yield node, partial(strided_conv_transpose2d, **more), [x, weight, bias]
    if node.target is _aten.convolution_backward.default:
        gradient, _, weight, _, *how, transposed, _, groups, wanted = given
        if (*how,) == _PLAIN and groups == 1 and wanted[0]:
            node.args = (*given[:-1], [False, *wanted[1:]])
            for part in list(node.users):
                if part.args[1] == 0:
                    yield part, conv2d if transposed else conv_transpose2d, [gradient, weight, None]


def _in_blocks(weight: fx.Node, how: list[list[int]], added: list[int]) -> bool:
    """Whether :func:`strided_conv_transpose2d` knows a transposed convolution, and is quicker."""
    stride, padding, dilation = how
    _, out, *kernel = weight.meta["val"].shape
    return (
        out <= _FEW
        and dilation == [1, 1]
        and len({*stride}) == 1
        and all(side % stride[0] == 0 for side in kernel)
        and all(more <= less for more, less in zip(added, padding, strict=True))
    )


def _put(graph: fx.Graph, old: fx.Node, function: Callable[..., Tensor], inputs: list[Any]) -> None:
    given = [None if node is None else node.meta["val"] for node in inputs]
    with inputs[0].meta["val"].fake_mode:
        traced = make_fx(function, select_decomp_table())(*given).graph
    holes = [node for node in traced.nodes if node.op == "placeholder"]
    with graph.inserting_before(old):
        new = graph.graph_copy(traced, dict(zip(holes, inputs, strict=True)))
    old.replace_all_uses_with(new)  # type: ignore[arg-type]
    graph.erase_node(old)
