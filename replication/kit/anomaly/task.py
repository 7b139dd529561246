"""One data set under one configuration: its splits, its networks, their training and judging."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import torch
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from rdo.datasets import Dataset, check_table, load, scale_minmax
from rdo.diagnostics import reconstruction_summary
from rdo.errors import InputError
from rdo.evaluation import Split, detection_metrics, split_halves
from rdo.models import Autoencoder
from rdo.training import Ensemble, History, Observer, Schedule, anomaly_scores
from replication.kit.anomaly.settings import METHODS, SETTINGS, TRAINED_CONTROLS, Setting, build
from replication.kit.options import Start, check_options
from replication.kit.train import Keep, train
from replication.ledger import Data

__all__ = ["AnomalyDetection", "Scaling", "Task", "Trained", "configure"]

Scaling = Literal["unit", "symmetric", "standard"]
"""Each column to [0, 1], to [-1, 1], or to mean 0 and variance 1."""

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
    scaling: Scaling = "unit"
    """Of each column; [0, 1] is what the authors published."""
    jitter: float = 1e-6
    """On the covariances' diagonal; neither paper prints it."""
    cosine: Literal["similarity", "distance"] = "similarity"
    """The second residual feature: as both papers print it, or as a public DAGMM has it."""


class Trained(NamedTuple):
    """A trained ensemble and what its training left behind."""

    ensemble: Ensemble
    training: History


@dataclass(frozen=True)
class Task:
    """A configuration with its data: everything that is the same for all methods."""

    config: AnomalyDetection
    table: Dataset
    scaled: np.ndarray
    """The table's columns scaled, ``(n, M)``."""
    data: Tensor
    """The same in float32."""
    splits: list[Split]
    """One per seed."""

    @classmethod
    def load(cls, config: AnomalyDetection) -> "Task":
        """Find the data, scale them and split them.

        Raises
        ------
        InputError
            If the data are missing or unusable.
        """
        table = load(config.dataset)
        if config.max_rows is not None and config.max_rows < len(table.y):
            rows = np.random.default_rng(0).permutation(len(table.y))[: config.max_rows]
            table = replace(table, X=table.X[rows], y=table.y[rows])
        X = check_table(table.X, name=config.dataset, allow_constant=True)
        scaled = _scale(X, config.scaling)
        splits = [split_halves(table.y, seed) for seed in config.seeds]
        return cls(config, table, scaled, torch.from_numpy(scaled).float(), splits)

    @property
    def setting(self) -> Setting:
        """The row of Table 2 or 3."""
        return SETTINGS[self.config.experiment][self.config.dataset]

    @property
    def source(self) -> Data:
        """The table, as records name it."""
        return Data(self.table.name, self.table.sha256, *self.table.X.shape)

    @property
    def train_rows(self) -> np.ndarray:
        """Row numbers, ``(R, n)``."""
        return np.stack([split.train for split in self.splits])

    @property
    def test_rows(self) -> np.ndarray:
        """Row numbers, ``(R, n)``."""
        return np.stack([split.test for split in self.splits])

    def ensemble(self, method: str, device: str = "cpu") -> Ensemble:
        """One replica per seed, at Glorot's start."""
        config = self.config

        def model() -> Autoencoder:
            return build(
                method,
                self.setting,
                self.data.shape[1],
                jitter=config.jitter,
                cosine_distance=config.cosine == "distance",
            )

        return Ensemble.from_seeds(model, config.seeds, device)

    def train(self, method: str, device: str, keep: Keep | None, part: str) -> Trained:
        """Train a method from the start it has in the configuration, scoring it along the way.

        Parameters
        ----------
        method
            Its name in the record.
        device
            Where to train.
        keep
            Where checkpoints go and come from, None for a run too short to need any.
        part
            Name of this part of the experiment.
        """
        config = self.config
        ensemble = self.ensemble(method, device)
        warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
        from_glorot = config.start == "glorot" or method in ("dagmm", "autoencoder")

        def look(replicas: Ensemble) -> dict[str, np.ndarray]:
            metrics = self.score(replicas)
            return {name: metrics[name] for name in ("f1", "variance_explained")}

        training = train(
            ensemble,
            self.data,
            self.train_rows,
            config.seeds,
            Schedule(config.steps, config.batch_size, config.learning_rate),
            warm_up=None if from_glorot else warm_up,
            label=f"{config.dataset}, {_NAMES[method]}",
            part=part,
            keep=keep,
            observer=Observer(config.score_every, look),
        )
        return Trained(ensemble, training)

    def score(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        """Judge every replica by the paper's protocol: the mixture fixed on all its training rows.

        A plain autoencoder is judged by its reconstruction error. Each metric is ``(R,)``.
        """
        data, device = self.data, ensemble.device
        train, test = torch.from_numpy(self.train_rows), torch.from_numpy(self.test_rows)
        parts, rebuilt = [], []
        for part, members in ensemble.parts(test.shape[1] * data.shape[1]):
            x = data[train[part]].to(device)
            rebuilt.append(reconstruction_summary(members, x)._asdict())
            y = data[test[part]].to(device)
            parts.append(anomaly_scores(members, x, y).cpu().numpy())
        values = self.judge(np.concatenate(parts))
        return values | {
            name: np.concatenate([one[name] for one in rebuilt]) for name in rebuilt[0]
        }

    def judge(self, scores: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
        """Metrics of every seed's scores, each ``(R,)``; NaN in all of them if a score is NaN."""
        metrics: dict[str, list[float]] = {}
        for energy, split in zip(scores, self.splits, strict=True):
            known = not np.isnan(energy).any()
            anomalous = self.table.y[split.test]
            judged = detection_metrics(
                anomalous, energy if known else np.zeros_like(energy), self.table.anomaly_ratio
            )
            for name, value in {**judged, "prevalence": anomalous.mean()}.items():
                metrics.setdefault(name, []).append(value if known else np.nan)
        return {name: np.asarray(column) for name, column in metrics.items()}


def _scale(X: np.ndarray, scaling: Scaling) -> np.ndarray:
    if scaling == "standard":
        return np.asarray(StandardScaler().fit_transform(X))
    unit = scale_minmax(X)
    return 2 * unit - 1 if scaling == "symmetric" else unit


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
