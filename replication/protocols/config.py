"""Fixed scores under every protocol: what runs."""

from dataclasses import dataclass

from rdo.evaluation import PROTOCOLS
from replication.kit.fields import Count
from replication.kit.labels import CONTROLS
from replication.table1 import configure as configure_table1

__all__ = ["DETECTORS", "HEADINGS", "LABELS", "SEEDS", "Config", "arm_name", "configure"]

DETECTORS = {
    "random": "random scores",
    "untrained": CONTROLS["untrained"],
    "pca": CONTROLS["pca"],
    "isolation_forest": CONTROLS["isolation_forest"],
}
"""As pages name them; all but the first are fitted to the normal rows of the training half."""


def arm_name(detector: str, protocol: str) -> str:
    """A detector under a protocol, as records name it."""
    return f"{detector}_{protocol}"


LABELS = {
    arm_name(detector, name): f"{label}, {protocol.label}"
    for name, protocol in PROTOCOLS.items()
    for detector, label in DETECTORS.items()
}

HEADINGS = {"f1": "F1", "prevalence": "prevalence"}
SEEDS = {"smoke": 3, "reduced": 5, "paper": 20}


@dataclass(frozen=True)
class Config:
    """Scaling and networks are those of Table 1."""

    max_rows: Count | None
    """Of the data set, drawn at random; None for all."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 20 seeds. ``reduced``: 5 seeds. ``smoke``: 3 seeds, at most 20,000 rows. A seed has a
    split, and a set of weights, trees or random scores.
    """
    return Config(configure_table1(part, profile).max_rows)
