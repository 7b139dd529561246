"""Table 2 of the EBAE supplement: what runs."""

from dataclasses import dataclass

from replication.kit.fields import Width

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Config", "configure"]

PARTS = ("arch28", "arch32")
"""The two columns of Table 2."""

LABELS = {
    "encoder": "encoder",
    "decoder_printed": "decoder, as printed",
    "decoder": "decoder",
}

HEADINGS = {"size_error": "difference of sizes"}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}


@dataclass(frozen=True)
class Config:
    """No size depends on the latent's."""

    n_latent: Width = 32


def configure(part: str, profile: str) -> Config:
    """The configuration of a part; all profiles are alike, for nothing is random or trained."""
    return Config()
