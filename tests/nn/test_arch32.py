"""Arch32 against Table 2 of the EBAE supplement."""

import torch

from rdo.nn import arch32
from tests.nn.table2 import counts, expected_counts, sequence, sides

# in, out, side of the kernel
RESIDUAL = 2 * [(64, 1024, 1), (1024, 64, 1)]
ENCODER = [(3, 32, 4), (32, 64, 4), (64, 128, 4), (128, 256, 2), (256, 64, 1), *RESIDUAL]
DECODER = [(64, 256, 6), (256, 128, 4), (128, 64, 4), (64, 3, 3)]


def test_the_layers_are_those_of_the_table() -> None:
    encoder, decoder = arch32(64)
    assert counts(encoder) == expected_counts(ENCODER)
    assert counts(decoder) == expected_counts(DECODER)


def test_layers_follow_each_other_as_printed() -> None:
    encoder, decoder = arch32(5, 1 / 16)
    assert sequence(encoder) == "c2 r c2 r c2 r c2 r c1 r f a"
    assert sequence(decoder) == "u t1 r t2 r t2 r t1 s"


def test_the_sides_of_the_maps_agree_from_layer_to_layer() -> None:
    encoder, decoder = arch32(5, 1 / 16)
    assert sides(encoder, torch.zeros(1, 3, 32, 32)) == [32, 15, 6, 2, 1]
    assert sides(decoder, torch.zeros(1, 5)) == [1, 6, 14, 30, 32]


def test_the_width_is_a_factor_on_the_hidden_units_too() -> None:
    encoder, _ = arch32(5, 1 / 8)
    outputs = [len(p) for name, p in encoder.named_parameters() if name.endswith("weight")]
    assert outputs == [4, 8, 16, 32, 5, 128, 5, 128, 5]
