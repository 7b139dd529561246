"""Tables 1 and 4 of the RaDOGAGA paper: anomaly detection on four data sets."""

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
from rdo.experiments.settings import (
    METHODS,
    SETTINGS,
    TRAINED_CONTROLS,
    Setting,
    build,
    describe,
)
from rdo.experiments.training_run import Keep, train
from rdo.ledger import Arm, Data, Record, provenance
from rdo.models import MixtureAutoencoder, RaDOGAGA
from rdo.training import Ensemble, Observer, Schedule, Training

__all__ = ["AnomalyDetection", "configure", "run"]

_ROWS_FOR_GRAM = 512
_NAMES = {**METHODS, **TRAINED_CONTROLS}


@dataclass(frozen=True)
class AnomalyDetection:
    """Configuration of one data set's rows of a table."""

    experiment: str
    """``table1``, with the networks of Table 2, or ``table4``, with those of Table 3."""
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
    score_every: int = 2_000
    """Steps between two looks at the test rows while training; nothing depends on what they say."""
    max_rows: int | None = None
    """Of the data set, drawn at random; None for all."""


@dataclass(frozen=True)
class _Task:
    """A configuration with its data: everything that is the same for all methods."""

    config: AnomalyDetection
    table: Dataset
    scaled: np.ndarray
    data: Tensor
    splits: list[Split]

    @property
    def setting(self) -> Setting:
        return SETTINGS[self.config.experiment][self.config.dataset]

    @property
    def train_rows(self) -> np.ndarray:
        """Row numbers, ``(R, n)``."""
        return np.stack([split.train for split in self.splits])

    @property
    def test_rows(self) -> np.ndarray:
        """Row numbers, ``(R, n)``."""
        return np.stack([split.test for split in self.splits])

    def ensemble(self, method: str, device: str = "cpu") -> Ensemble:
        """A replica a seed, at Glorot's start."""
        return Ensemble.from_seeds(
            lambda: build(method, self.setting, self.data.shape[1]), self.config.seeds, device
        )


def configure(
    experiment: str = "table1",
    dataset: str = "thyroid",
    profile: str = "smoke",
    seeds: int | None = None,
    start: Start = "gauge",
) -> AnomalyDetection:
    """The configuration of a profile.

    ``paper``: 20 seeds, as many optimiser steps as the DAGMM paper's epochs take, learning rate
    1e-4. ``reduced``: 5 seeds and a quarter of the steps. ``smoke``: 3 seeds, a few hundred steps
    ten times as fast and at most 20,000 rows, to see every part at work.

    Parameters
    ----------
    experiment
        ``table1`` or ``table4``.
    dataset
        A data set with settings: the paper's four; for ``table1`` also ``breast_cancer`` and
        ``digits``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    start
        Where RaDOGAGA starts. The other methods do not depend on it, so ``glorot`` runs RaDOGAGA
        and the untrained network alone.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    if experiment not in SETTINGS:
        raise InputError(f"experiment={experiment!r}: settings exist for {', '.join(SETTINGS)}.")
    settings = SETTINGS[experiment]
    if dataset not in settings:
        raise InputError(
            f"dataset={dataset!r}: {experiment} has settings for {', '.join(settings)}."
        )
    every = check_options(profile, start, seeds, {"smoke": 3, "reduced": 5, "paper": 20})
    setting = settings[dataset]
    if profile == "smoke":
        return AnomalyDetection(
            experiment,
            dataset,
            profile,
            every,
            steps=600,
            batch_size=setting.batch_size,
            learning_rate=1e-3,
            start=start,
            warm_up_steps=300,
            score_every=300,
            max_rows=20_000,
        )
    steps = setting.steps(len(split_halves(load(dataset).y, 0).train))
    if profile == "reduced":
        steps //= 4
    size = setting.batch_size
    return AnomalyDetection(experiment, dataset, profile, every, steps, size, 1e-4, start)


def run(config: AnomalyDetection, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train the methods and score them and the controls, all on the same splits.

    The controls: the network untrained, a plain autoencoder, DAGMM after a start for
    reconstruction alone, and what scikit-learn has (:mod:`rdo.experiments.controls`).

    Every arm of the record holds, for every seed: precision, recall, F1, ROC AUC, average
    precision and the prevalence it is to be read against, and the number of ties at the
    threshold; autoencoders also the share of variance explained, RaDOGAGA the Gram matrix of
    Eq. 10. The arrays hold each loss term over the steps, and F1 and the share of variance
    explained every 2,000 steps.

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
        f"rdo run {config.experiment} --dataset {config.dataset} --profile {config.profile} "
        f"--seeds {len(config.seeds)} --start {config.start}",
        datetime.now(UTC),
        0.0,
        device_name(device),
    )
    task = _load(config)
    arms: dict[str, Arm] = {"untrained": _untrained(task)}
    trained = [name for name in METHODS if name.startswith("radogaga")]
    if config.start == "gauge":
        trained = list(_NAMES)
        for control in CONTROLS:
            arms[control] = _control(control, task)
    arrays: dict[str, np.ndarray] = {}
    for method in trained:
        arms[method], training = _trained(method, task, device, keep)
        arrays |= curves(method, training)
    record = Record(
        experiment=config.experiment,
        dataset=config.dataset,
        profile=config.profile,
        variant="" if config.start == "gauge" else config.start,
        seeds=list(config.seeds),
        arms=arms,
        config={**asdict(config), "seeds": len(config.seeds), "scaling": "each column to [0, 1]"},
        data=Data(task.table.name, task.table.sha256, *task.table.X.shape),
        provenance=replace(origin, seconds=total_seconds(arms)),
    )
    return Outcome(record, arrays)


def _load(config: AnomalyDetection) -> _Task:
    table = load(config.dataset)
    if config.max_rows is not None and config.max_rows < len(table.y):
        rows = np.random.default_rng(0).permutation(len(table.y))[: config.max_rows]
        table = replace(table, X=table.X[rows], y=table.y[rows])
    scaled = scale_minmax(check_table(table.X, name=config.dataset, allow_constant=True))
    splits = [split_halves(table.y, seed) for seed in config.seeds]
    return _Task(config, table, scaled, torch.from_numpy(scaled).float(), splits)


def _untrained(task: _Task) -> Arm:
    """RaDOGAGA(log d)'s network as Glorot's weights leave it: what the protocol gives for free."""
    clock = time.perf_counter()
    ensemble = task.ensemble("radogaga_log")
    metrics = _score(ensemble, task)
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(task.config.seeds, metrics, Training(), settings, time.perf_counter() - clock)


def _control(name: str, task: _Task) -> Arm:
    clock = time.perf_counter()
    scored = [
        CONTROLS[name](task.scaled[split.train], task.scaled[split.test], task.setting, seed)
        for seed, split in zip(task.config.seeds, task.splits, strict=True)
    ]
    metrics = _judge((one.scores for one in scored), task)
    settings = scored[0].settings
    return arm(task.config.seeds, metrics, Training(), settings, time.perf_counter() - clock)


def _trained(method: str, task: _Task, device: str, keep: Keep | None) -> tuple[Arm, Training]:
    config = task.config
    ensemble = task.ensemble(method, device)
    warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    from_glorot = config.start == "glorot" or method in ("dagmm", "autoencoder")

    def look(replicas: Ensemble) -> dict[str, np.ndarray]:
        metrics = _score(replicas, task)
        return {name: metrics[name] for name in ("f1", "variance_explained")}

    training = train(
        ensemble,
        task.data,
        task.train_rows,
        config.seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=None if from_glorot else warm_up,
        label=f"{config.dataset}, {_NAMES[method]}",
        part=method,
        keep=keep,
        observer=Observer(config.score_every, look),
    )
    clock = time.perf_counter()
    metrics = _score(ensemble, task)
    if isinstance(ensemble.template, RaDOGAGA):
        rows = torch.from_numpy(task.train_rows[:, :_ROWS_FOR_GRAM])
        gram = gram_summary(ensemble, task.data[rows].to(device))
        metrics |= {f"gram_{name}": value for name, value in gram._asdict().items()}
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, training, settings, time.perf_counter() - clock), training


def _score(ensemble: Ensemble, task: _Task) -> dict[str, np.ndarray]:
    """Judge every replica by the paper's protocol: the mixture fixed on all its training rows.

    A plain autoencoder is judged by its reconstruction error.
    """
    data, device = task.data, ensemble.device
    train, test = torch.from_numpy(task.train_rows), torch.from_numpy(task.test_rows)
    parts, explained = [], []
    for part, members in ensemble.parts(test.shape[1] * data.shape[1]):
        x = data[train[part]].to(device)
        explained.append(variance_explained(members, x))
        y = data[test[part]].to(device)
        if isinstance(members.template, MixtureAutoencoder):
            scores = members.map("energy", y, members.map("mixture", x))
        else:
            scores = members.map("reconstruction_error", y)
        parts.append(scores.cpu().numpy())
    values = _judge(np.concatenate(parts), task)
    return values | {"variance_explained": np.concatenate(explained)}


def _judge(scores: Iterable[np.ndarray], task: _Task) -> dict[str, np.ndarray]:
    """Metrics of every seed's scores, each ``(R,)``; NaN in all of them if a score is NaN."""
    metrics: dict[str, list[float]] = {}
    for energy, split in zip(scores, task.splits, strict=True):
        known = not np.isnan(energy).any()
        anomalous = task.table.y[split.test]
        judged = detection_metrics(
            anomalous, energy if known else np.zeros_like(energy), task.table.anomaly_ratio
        )
        for name, value in {**judged, "prevalence": anomalous.mean()}.items():
            metrics.setdefault(name, []).append(value if known else np.nan)
    return {name: np.asarray(column) for name, column in metrics.items()}
