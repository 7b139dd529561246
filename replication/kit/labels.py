"""How pages name the arms of records."""

from collections.abc import Iterable

from replication.finding import find
from replication.ledger import Record

__all__ = [
    "CONTROLS",
    "DATA",
    "LAMBDA",
    "METHODS",
    "TRAINED_CONTROLS",
    "H",
    "data_label",
    "label",
    "ordered",
]

DATA = {
    "thyroid": "Thyroid",
    "arrhythmia": "Arrhythmia",
    "kddcup": "KDDCup",
    "kddcup_rev": "KDDCup-rev",
}
"""The data sets of Tables 1 and 4 by their name in records, the small ones first."""

METHODS = {"dagmm": "DAGMM", "radogaga_d": "RaDOGAGA(d)", "radogaga_log": "RaDOGAGA(log d)"}
"""The methods that the RaDOGAGA paper compares, by their name in records, as the paper prints
them."""

TRAINED_CONTROLS = {"autoencoder": "plain autoencoder", "dagmm_warm": "DAGMM, warmed up"}
"""What is trained beside them: an autoencoder scored by its reconstruction error, and DAGMM from a
start for reconstruction alone, as RaDOGAGA's is."""

CONTROLS = {
    "pca": "PCA",
    "isolation_forest": "Isolation Forest",
    "gaussian_mixture": "Gaussian mixture",
    "untrained": "untrained network",
}
"""What learns nothing from any of the papers."""

H = {"d": "h(d) = d", "log": "h(d) = log d"}
"""RaDOGAGA's function h of the reconstruction error, by its name in arms."""

LAMBDA = "\N{GREEK SMALL LETTER LAMDA}"


def data_label(dataset: str) -> str:
    """A data set as pages name it; its own name where it is none of Tables 1 and 4."""
    return DATA.get(dataset, dataset.replace("_", " "))


def label(record: Record, arm: str) -> str:
    """An arm as pages name it; its own name where its experiment has no other for it."""
    return find(record.experiment).labels.get(arm, arm.replace("_", " "))


def ordered(record: Record, arms: Iterable[str] | None = None) -> list[str]:
    """Arms of a record, in the order of its experiment's labels; those without one come last.

    The arms may be given by name, as arrays have them; left out, they are all of the record's.
    """
    place = {name: k for k, name in enumerate(find(record.experiment).labels)}
    return sorted(record.arms if arms is None else arms, key=lambda arm: place.get(arm, len(place)))
