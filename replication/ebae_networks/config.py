"""Table 2 of the EBAE supplement: its layers, and what runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = [
    "FC_INPUTS",
    "HEADINGS",
    "LABELS",
    "LAST_KERNEL",
    "PARTS",
    "SEEDS",
    "SIDES",
    "TABLE_2",
    "Config",
    "Layer",
    "configure",
]


class Layer(NamedTuple):
    """What changes the side of an image."""

    kind: Literal["conv", "transposed", "pool", "bilinear"]
    size: int
    """Of the kernel; of ``pool`` and ``bilinear`` the factor."""
    stride: int = 1


def _halved_twice(*kernels: int) -> tuple[Layer, ...]:
    """Arch28's encoder: two convolutions, a pool, two more, a pool, and a last one."""
    a, b, c, d, e = (Layer("conv", size) for size in kernels)
    return a, b, Layer("pool", 2), c, d, Layer("pool", 2), e


def _doubled_twice(*kernels: int) -> tuple[Layer, ...]:
    """Arch28's decoder."""
    a, b, c, d, e = (Layer("transposed", size) for size in kernels)
    return a, Layer("bilinear", 2), b, c, Layer("bilinear", 2), d, e


TABLE_2: Mapping[str, Mapping[str, tuple[Layer, ...]]] = {
    "arch28": {
        "encoder": _halved_twice(3, 3, 3, 3, 4),
        "decoder": _doubled_twice(4, 3, 3, 3, 4),
    },
    "arch32": {
        "encoder": (
            Layer("conv", 4, 2),
            Layer("conv", 4, 2),
            Layer("conv", 4, 2),
            Layer("conv", 2, 2),
            Layer("conv", 1),
        ),
        "decoder": (
            Layer("transposed", 6),
            Layer("transposed", 4, 2),
            Layer("transposed", 4, 2),
            Layer("transposed", 3),
        ),
    },
}
"""As printed, without what changes no size. Encoders end before their fully connected layers."""

SIDES = {"arch28": 28, "arch32": 32}
"""Of the images."""

FC_INPUTS = {"arch28": (1024, 1024), "arch32": (1, 1)}
"""Channels of an encoder's last convolution, and what its next layer takes; of Arch32 over D_z."""

LAST_KERNEL = 3
"""Of Arch28's decoder, in place of the printed 4."""

PARTS = tuple(TABLE_2)

LABELS = {
    "encoder": "encoder",
    "decoder_printed": "decoder, as printed",
    "decoder": "decoder",
}

HEADINGS = {"size_error": "difference of sizes"}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}


@dataclass(frozen=True)
class Config:
    """Nothing can be set: the layers are printed."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a part; all profiles are alike, for nothing is random or trained."""
    return Config()
