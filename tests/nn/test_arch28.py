"""Arch28 against Table 2 of the EBAE supplement."""

from typing import Any

import torch
from torch import nn

from rdo.nn import arch28
from rdo.nn.network import layer
from tests.nn.table2 import counts, expected_counts, sequence, sides

# in, out, side of the kernel
ENCODER = [(1, 32, 3), (32, 64, 3), (64, 64, 3), (64, 128, 3), (128, 1024, 4), (1024, 32, 1)]
DECODER = [(32, 128, 4), (128, 64, 3), (64, 64, 3), (64, 32, 3), (32, 1, 3)]


def test_the_layers_are_those_of_the_table() -> None:
    encoder, decoder = arch28(32)
    assert counts(encoder) == expected_counts(ENCODER)
    assert counts(decoder) == expected_counts(DECODER)


def test_layers_follow_each_other_as_printed() -> None:
    encoder, decoder = arch28(5, 1 / 16)
    assert sequence(encoder) == "c1 r c1 r m c1 r c1 r m c1 r f l"
    assert sequence(decoder) == "u t1 r b t1 r t1 r b t1 r t1 s"


def test_the_sides_of_the_maps_agree_from_layer_to_layer() -> None:
    encoder, decoder = arch28(5, 1 / 16)
    assert sides(encoder, torch.zeros(1, 1, 28, 28)) == [28, 26, 24, 12, 10, 8, 4, 1]
    assert sides(decoder, torch.zeros(1, 5)) == [1, 4, 8, 10, 12, 24, 26, 28]


def test_the_printed_kernel_of_the_last_layer_makes_an_image_of_29_pixels() -> None:
    decoder: Any = arch28(5, 1 / 32)[1]
    *before, last, sigmoid = decoder.layers.children()
    printed = layer(nn.ConvTranspose2d, len(last.weight), 1, 4)
    assert nn.Sequential(*before, printed, sigmoid)(torch.zeros(1, 5)).shape[-2:] == (29, 29)


def test_an_eighth_of_the_channels() -> None:
    encoder, _ = arch28(5, 1 / 8)
    channels = [len(p) for name, p in encoder.named_parameters() if name.endswith("weight")]
    assert channels == [4, 8, 8, 16, 128, 5]
