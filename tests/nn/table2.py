"""Networks as Table 2 of the EBAE supplement prints them."""

import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from rdo.nn import Network, ResAtt
from rdo.nn.resampling import Bilinear, MaxPool

Pair = Callable[..., tuple[Network, Network]]

_LETTERS = {
    nn.ReLU: "r",
    MaxPool: "m",
    Bilinear: "b",
    nn.Sigmoid: "s",
    nn.Flatten: "f",
    nn.Unflatten: "u",
    nn.Linear: "l",
    ResAtt: "a",
}


def drawn(pair: Pair, *args: Any, **options: Any) -> tuple[Network, Network]:
    """An encoder and a decoder with their first weights."""
    networks = pair(*args, **options)
    generator = torch.Generator().manual_seed(0)
    for network in networks:
        network.reset_parameters(generator)
    return networks


def counts(network: Network) -> list[int]:
    """Numbers of parameters of its layers, those inside of blocks too."""
    layers = [module for module in network.modules() if hasattr(module, "weight")]
    return [sum(p.numel() for p in layer.parameters()) for layer in layers]


def expected_counts(printed: list[tuple[int, int, int]]) -> list[int]:
    """The same from Table 2: in, out, side of the kernel, 1 for a fully connected layer."""
    return [n_in * n_out * side**2 + n_out for n_in, n_out, side in printed]


def sequence(network: Any) -> str:
    """A letter a layer: c and t are convolutions and transposed ones, followed by their stride."""
    return " ".join(
        f"{'t' if isinstance(layer, nn.ConvTranspose2d) else 'c'}{layer.stride[0]}"
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)
        else _LETTERS[type(layer)]
        for layer in network.layers
    )


def sides(network: Any, x: Tensor) -> list[int]:
    """Heights of the maps on the way of ``x`` through its layers, one for each that is new."""
    maps = itertools.accumulate(network.layers, lambda given, layer: layer(given), initial=x)
    heights = [given.shape[2] for given in maps if given.ndim == 4]
    return [height for height, _ in itertools.groupby(heights)]
