"""The five remarks under Table 3 of the EBAE supplement, from the records of its rows."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from rdo.errors import InputError
from rdo.training import History
from replication.kit.record import Outcome, arm, begin
from replication.ledger import Data, Record, find_record

__all__ = ["COMPARISONS", "compare"]

COMPARISONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "latent_chain": ("config1", "config2"),
        "ten_over_none": ("config4", "config2"),
        "fifty_over_ten": ("config5", "config4"),
        "memory": ("config1", "config5"),
        "longer_with_memory": ("config3", "config1"),
        "sphere": ("config1", "config6"),
    }
)
"""Which row's AUC is taken from which, by name of the arm."""


class _Configuration(Protocol):
    @property
    def dataset(self) -> str: ...
    @property
    def profile(self) -> str: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...


def compare(config: _Configuration, device: str) -> Outcome:
    """Take the AUCs of rows from each other, seed by seed.

    Every arm of :data:`COMPARISONS` holds each seed's ``difference``, and its size, ``distance``;
    and how many times as many steps of its chains the second row takes for a batch, ``saving``.
    The records are those of its own profile; a smoke run, which is not kept, takes ``reduced``.

    Parameters
    ----------
    config
        Of the part ``comparisons``.
    device
        Taken down in the record; nothing is trained.

    Raises
    ------
    InputError
        If a row has no record, or one without these seeds.
    """
    draft = begin("ebae_ablation", config.dataset, config, device)
    profile = "reduced" if config.profile == "smoke" else config.profile
    rows = sorted({row for pair in COMPARISONS.values() for row in pair})
    records = {row: _record(row, profile, config.seeds) for row in rows}
    aucs = {row: _aucs(record, config.seeds) for row, record in records.items()}
    arms = {}
    for name, (minuend, subtrahend) in COMPARISONS.items():
        difference = aucs[minuend] - aucs[subtrahend]
        saving = _chain_steps(records[subtrahend]) / _chain_steps(records[minuend])
        metrics = {
            "difference": difference,
            "distance": np.abs(difference),
            "saving": np.full(len(difference), saving),
        }
        between: dict[str, Any] = {"row": minuend, "less": subtrahend}
        arms[name] = arm(config.seeds, metrics, History(), between)
    table = np.stack([aucs[row] for row in rows])
    return Outcome(draft.record(arms, Data.of(config.dataset, table)), {"aucs": table})


def _record(row: str, profile: str, seeds: tuple[int, ...]) -> Record:
    record: Record | None = find_record("ebae_ablation", row, profile=profile)
    if record is None or not set(seeds) <= set(record.seeds):
        raise InputError(
            f"seeds={list(seeds)}: {row} has no record with these; first "
            f"`rdo run ebae_ablation --dataset {row} --profile {profile}`."
        )
    return record


def _aucs(record: Record, seeds: tuple[int, ...]) -> np.ndarray:
    values = dict(zip(record.seeds, record.arms["ebae"].metrics["auc"], strict=True))
    return np.array([np.nan if values[seed] is None else values[seed] for seed in seeds])


def _chain_steps(record: Record) -> int:
    chains = record.arms["ebae"].config["chains"]
    return int(chains["latent_steps"] + chains["visible_steps"])
