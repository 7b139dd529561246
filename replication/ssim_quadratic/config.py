"""Appendix C of the RaDOGAGA paper: which windows and pictures are disturbed."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from rdo.errors import InputError
from replication.kit.fields import NonNegative

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "SIDES", "Config", "configure"]

LABELS = {
    "form": "quadratic form",
    "form_printed": "quadratic form, N the width",
    "m": "M",
    "m_printed": "M, N the width",
    "v": "V",
    "v_printed": "V, N the width",
    "l": "L, transposed",
    "l_printed": "L",
    "stabilised": "form with SSIM's constants",
    "picture": "form of a whole picture",
}

HEADINGS = {
    "order": "order of the remainder",
    "error": "relative error",
    "least_eigenvalue": "least over largest eigenvalue",
    "rank": "rank",
    "undefined": "share of windows without a form",
}

SEEDS = {"smoke": 2, "reduced": 5, "paper": 20}

SIDES = {"random": (8, 16), "digits": (4, 8), "photographs": (8, 24)}
"""Width of the windows and side of the pictures: noise, scikit-learn's handwritten digits, and
squares of scikit-learn's two photographs."""
PARTS = tuple(SIDES)


@dataclass(frozen=True)
class Config:
    """What is drawn anew for each seed, and the constants of SSIM."""

    windows: Annotated[int, Ge(1), Le(100_000)]
    pictures: Annotated[int, Ge(1), Le(100_000)]
    width: Annotated[int, Ge(2), Le(32)]
    """N, of the windows."""
    side: Annotated[int, Ge(2), Le(128)]
    """Of the squares that stand for whole pictures."""
    k1: NonNegative = 0.01
    """Of the stabilising constants, as is usual, for pixels in [0, 1]."""
    k2: NonNegative = 0.03

    def __post_init__(self) -> None:
        """Refuse pictures smaller than a window."""
        if self.side < self.width:
            raise InputError(
                f"side={self.side}, width={self.width}: give pictures with room for a window."
            )


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    The appendix measures nothing, so all numbers are ours. ``paper``: 20 seeds of 500 windows and
    50 pictures. ``reduced``: 5 seeds of 200 and 20. ``smoke``: 2 seeds of 100 and 10.
    """
    windows = {"smoke": 100, "reduced": 200, "paper": 500}[profile]
    return Config(windows, windows // 10, *SIDES[part])
