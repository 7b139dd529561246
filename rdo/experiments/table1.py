"""Table 1 of the RaDOGAGA paper: anomaly detection on four data sets."""

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

import numpy as np
import torch
from torch import Tensor

from rdo.datasets import Dataset, check_table, load, scale_minmax
from rdo.diagnostics import gram_summary, variance_explained
from rdo.errors import InputError
from rdo.evaluation import Split, detection_metrics, split_halves
from rdo.experiments.controls import CONTROLS
from rdo.experiments.options import Start, check_options
from rdo.experiments.outcome import Outcome, arm, curves, device_name, total_seconds
from rdo.experiments.settings import METHODS, SETTINGS, build, describe
from rdo.experiments.training_run import Keep, train
from rdo.ledger import Arm, Data, Record, provenance
from rdo.models import RaDOGAGA
from rdo.training import Ensemble, Schedule, Training

__all__ = ["Table1", "configure", "run"]

_ROWS_FOR_GRAM = 512


@dataclass(frozen=True)
class Table1:
    """Configuration of one data set's rows of Table 1."""

    dataset: str
    profile: str
    seeds: tuple[int, ...]
    """One split and one set of weights each."""
    steps: int
    batch_size: int
    learning_rate: float
    start: Start
    """Where RaDOGAGA starts; DAGMM, which has no scale to fix, starts from Glorot's weights."""
    warm_up_steps: int = 1_000
    warm_up_learning_rate: float = 1e-3


def configure(
    dataset: str = "thyroid",
    profile: str = "smoke",
    seeds: int | None = None,
    start: Start = "gauge",
) -> Table1:
    """The configuration of a profile.

    ``paper``: 20 seeds, as many optimiser steps as the DAGMM paper's epochs take, learning rate
    1e-4. ``reduced``: 5 seeds and a quarter of the steps. ``smoke``: 3 seeds and a few hundred
    steps ten times as fast, to see every part at work.

    Parameters
    ----------
    dataset
        A data set with settings: the paper's four, ``breast_cancer`` or ``digits``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    start
        Where RaDOGAGA starts.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    if dataset not in SETTINGS:
        raise InputError(f"dataset={dataset!r}: Table 1 has settings for {', '.join(SETTINGS)}.")
    every = check_options(profile, start, seeds, {"smoke": 3, "reduced": 5, "paper": 20})
    setting = SETTINGS[dataset]
    if profile == "smoke":
        return Table1(dataset, profile, every, 600, setting.batch_size, 1e-3, start, 300)
    steps = setting.steps(len(split_halves(load(dataset).y, 0).train))
    if profile == "reduced":
        steps //= 4
    return Table1(dataset, profile, every, steps, setting.batch_size, 1e-4, start)


def run(config: Table1, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train the three methods and score them and the controls, all on the same splits.

    The controls: the network untrained, and what scikit-learn has
    (:mod:`rdo.experiments.controls`).

    Every arm of the record holds, for every seed: precision, recall, F1, ROC AUC, average
    precision, the number of ties at the threshold, and the share of variance explained; the
    RaDOGAGA arms also the Gram matrix of Eq. 10. The arrays hold each loss term over the steps.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    # Taken now, for by the end of a long run the checkout may have moved on.
    origin = provenance(
        f"rdo run table1 --dataset {config.dataset} --profile {config.profile} "
        f"--seeds {len(config.seeds)} --start {config.start}",
        datetime.now(UTC),
        0.0,
        device_name(device),
    )
    table = load(config.dataset)
    X = check_table(table.X, name=config.dataset, allow_constant=True)
    scaled = scale_minmax(X)
    data = torch.from_numpy(scaled).float()
    splits = [split_halves(table.y, seed) for seed in config.seeds]
    arms: dict[str, Arm] = {"untrained": _untrained(config, table, data, splits)}
    for control in CONTROLS:
        arms[control] = _control(control, config, table, scaled, splits)
    arrays: dict[str, np.ndarray] = {}
    for method in METHODS:
        arms[method], training = _trained(method, config, table, data, splits, device, keep)
        arrays |= curves(method, training)
    record = Record(
        experiment="table1",
        dataset=config.dataset,
        profile=config.profile,
        variant="" if config.start == "gauge" else config.start,
        seeds=list(config.seeds),
        arms=arms,
        config={**asdict(config), "seeds": len(config.seeds), "scaling": "each column to [0, 1]"},
        data=Data(table.name, table.sha256, *table.X.shape),
        provenance=replace(origin, seconds=total_seconds(arms)),
    )
    return Outcome(record, arrays)


def _untrained(config: Table1, table: Dataset, data: Tensor, splits: list[Split]) -> Arm:
    """RaDOGAGA(log d)'s network as Glorot's weights leave it: what the protocol gives for free."""
    clock = time.perf_counter()
    ensemble = Ensemble.from_seeds(
        lambda: build("radogaga_log", config.dataset, data.shape[1]), config.seeds
    )
    metrics = _score(ensemble, table, data, splits)
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, Training(), settings, time.perf_counter() - clock)


def _control(
    name: str, config: Table1, table: Dataset, scaled: np.ndarray, splits: list[Split]
) -> Arm:
    clock = time.perf_counter()
    setting = SETTINGS[config.dataset]
    scores = [
        CONTROLS[name](scaled[split.train], scaled[split.test], setting, seed)
        for seed, split in zip(config.seeds, splits, strict=True)
    ]
    metrics = _judge(scores, table, splits)
    numbers = {"n_latent": setting.n_latent, "n_components": setting.n_components}
    return arm(config.seeds, metrics, Training(), numbers, time.perf_counter() - clock)


def _trained(
    method: str,
    config: Table1,
    table: Dataset,
    data: Tensor,
    splits: list[Split],
    device: str,
    keep: Keep | None,
) -> tuple[Arm, Training]:
    ensemble = Ensemble.from_seeds(
        lambda: build(method, config.dataset, data.shape[1]), config.seeds, device
    )
    rows = np.stack([split.train for split in splits])
    warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    training = train(
        ensemble,
        data,
        rows,
        config.seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=warm_up if config.start == "gauge" else None,
        label=f"{config.dataset}, {METHODS[method]}",
        part=method,
        keep=keep,
    )
    clock = time.perf_counter()
    metrics = _score(ensemble, table, data, splits)
    if isinstance(ensemble.template, RaDOGAGA):
        gram = gram_summary(ensemble, data[torch.from_numpy(rows[:, :_ROWS_FOR_GRAM])].to(device))
        metrics |= {f"gram_{name}": value for name, value in gram._asdict().items()}
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, training, settings, time.perf_counter() - clock), training


def _score(
    ensemble: Ensemble, table: Dataset, data: Tensor, splits: list[Split]
) -> dict[str, np.ndarray]:
    """Judge every replica by the paper's protocol: the mixture fixed on all its training rows."""
    train = torch.from_numpy(np.stack([split.train for split in splits]))
    test = torch.from_numpy(np.stack([split.test for split in splits]))
    parts, explained = [], []
    for part, members in ensemble.parts(test.shape[1] * data.shape[1]):
        x = data[train[part]].to(ensemble.device)
        mixture = members.map("mixture", x)
        explained.append(variance_explained(members, x))
        x = data[test[part]].to(ensemble.device)
        parts.append(members.map("energy", x, mixture).cpu().numpy())
    values = _judge(np.concatenate(parts), table, splits)
    return values | {"variance_explained": np.concatenate(explained)}


def _judge(
    scores: Iterable[np.ndarray], table: Dataset, splits: list[Split]
) -> dict[str, np.ndarray]:
    """Metrics of every seed's scores, each ``(R,)``; NaN in all of them if a score is NaN."""
    metrics: dict[str, list[float]] = {}
    for energy, split in zip(scores, splits, strict=True):
        known = not np.isnan(energy).any()
        judged = detection_metrics(
            table.y[split.test], energy if known else np.zeros_like(energy), table.anomaly_ratio
        )
        for name, value in judged.items():
            metrics.setdefault(name, []).append(value if known else np.nan)
    return {name: np.asarray(column) for name, column in metrics.items()}
