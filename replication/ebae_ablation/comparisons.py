"""The five remarks under Table 3 of the EBAE supplement, from the records of its rows."""

import numpy as np

from rdo.errors import InputError
from replication.ebae_ablation.config import COMPARISONS, DEVIATIONS, ROWS, Comparisons
from replication.kit import Outcome, Run
from replication.ledger import Data, Record, find_record

__all__ = ["measure"]


def measure(config: Comparisons, run: Run) -> Outcome:
    """Take the AUCs of rows from each other, seed by seed.

    Every arm of :data:`~replication.ebae_ablation.config.COMPARISONS` holds each seed's
    ``difference``, and its size, ``distance``; and how many times as many steps of its chains the
    second row takes for a batch, ``saving``. The records are those of the run's own folder and
    profile; a smoke run, which is not kept, takes ``reduced``.

    Raises
    ------
    InputError
        If a row has no record, or one without these seeds.
    """
    records = {row: _record(row, run) for row in ROWS}
    table = np.stack([_aucs(record, run.seeds) for record in records.values()])
    aucs = dict(zip(records, table, strict=True))
    arms = {}
    for name, (row, less) in COMPARISONS.items():
        difference = aucs[row] - aucs[less]
        metrics = {
            "difference": difference,
            "distance": np.abs(difference),
            "saving": run.same(_chain_steps(records[less]) / _chain_steps(records[row])),
        }
        arms[name] = run.arm(metrics, config={"row": row, "less": less})
    settings = {"deviations": list(DEVIATIONS[run.profile])}
    return Outcome(arms, Data.of(run.part, table), {"aucs": table}, settings)


def _record(row: str, run: Run) -> Record:
    profile = "reduced" if run.profile == "smoke" else run.profile
    record = find_record(run.experiment, row, profile=profile, folder=run.results)
    if record is None or not set(run.seeds) <= set(record.seeds):
        raise InputError(
            f"seeds={list(run.seeds)}: {row} has no record with these; first "
            f"`rdo run {run.experiment} --dataset {row} --profile {profile}`."
        )
    return record


def _aucs(record: Record, seeds: tuple[int, ...]) -> np.ndarray:
    values = dict(zip(record.seeds, record.arms["ebae"].by_seed("auc"), strict=True))
    return np.array([values[seed] for seed in seeds])


def _chain_steps(record: Record) -> int:
    chains = record.arms["ebae"].config["chains"]
    return int(chains["latent_steps"] + chains["visible_steps"])
