"""Section 5.2 and Appendix F of the RaDOGAGA paper: what is printed of data and networks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "FEATURES",
    "FULLY_CONNECTED",
    "HEADINGS",
    "IMAGE_SIDE",
    "LABELS",
    "LAST_LAYER",
    "PARTS",
    "SEEDS",
    "TABLES",
    "TOY_COLUMNS",
    "Config",
    "Printed",
    "configure",
]


class Printed(NamedTuple):
    """A data set as Section 5.2 has it."""

    rows: int
    columns: int
    percent: float
    """Of anomalies."""


TABLES: Mapping[str, Printed] = {
    "kddcup": Printed(494_021, 121, 20),
    "thyroid": Printed(3_772, 6, 2.5),
    "arrhythmia": Printed(452, 274, 15),
    "kddcup_rev": Printed(121_597, 121, 20),
}

TOY_COLUMNS = 16
"""Of Section 5.1's data."""

FULLY_CONNECTED = ((1024, 8192), (8192, 256), (256, 8192), (256, 1024))
"""Inputs and outputs of Appendix F's layers, in their order, as printed."""

LAST_LAYER = (8192, 1024)
"""The last of them, with the input that fits."""

IMAGE_SIDE = 64
"""Of CelebA's images (Section 5.3)."""

FEATURES = (64, 4)
"""Channels of Appendix F's convolutions, and how many of them there are, each of stride 2."""

PARTS = ("toy", *TABLES, "celeba")

LABELS = {
    "data": "data",
    "dagmm": "DAGMM",
    "radogaga_d": "RaDOGAGA(d)",
    "dagmm_small": "DAGMM of Table 4",
    "alad_cited": "ALAD, quoted",
    "inrf_cited": "INRF, quoted",
    "vae_cited": "VAE, quoted",
    "gmvae_cited": "GMVAE, quoted",
    "dagmm_cited": "DAGMM, quoted",
    "features": "convolutions",
    "layers_printed": "fully connected layers, as printed",
    "layers": "fully connected layers",
}

HEADINGS = {
    "rows_error": "rows, difference",
    "columns_error": "columns, difference",
    "percent_error": "anomalies, difference in per cent of the rows",
    "ratio_distance": "precision over recall, distance from the protocol's",
    "ratio_spread": "precision over recall, deviation if the classes are halved together",
    "from_reported": "F1, distance from the reported one in printed deviations",
    "parameters": "parameters",
    "size_error": "difference of sizes",
}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}


@dataclass(frozen=True)
class Config:
    """Nothing can be set: the numbers are printed."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a part; all profiles are alike, for nothing is random or trained."""
    return Config()
