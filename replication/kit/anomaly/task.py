"""One data set under one configuration: its splits, its networks, their training and judging."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from sklearn.preprocessing import (
    MinMaxScaler,
    StandardScaler,
    maxabs_scale,
    minmax_scale,
    normalize,
)
from torch import Tensor

from rdo.datasets import Dataset, check_table, load, scale_minmax
from rdo.errors import InputError
from rdo.evaluation import Split, detection_metrics, flag_top, split_halves
from rdo.evaluation.metrics import threshold_metrics
from rdo.models import Autoencoder
from rdo.training import Ensemble, History, Observer, Schedule
from replication.kit.anomaly.config import SCALED_BY_SPLIT, Config, Scaling
from replication.kit.anomaly.networks import build, start
from replication.kit.anomaly.scores import score_rows
from replication.kit.labels import METHODS, TRAINED_CONTROLS
from replication.kit.options import check_fits
from replication.kit.run import Run
from replication.kit.train import train
from replication.ledger import Data

__all__ = ["Task"]

_FOLLOWED = ("f1", "variance_explained", "median_error", "largest_weight", "residual_share")
_NAMES = {**METHODS, **TRAINED_CONTROLS}
_BY_TRAINING_ROWS = dict(zip(SCALED_BY_SPLIT, (MinMaxScaler, StandardScaler), strict=True))


@dataclass(frozen=True)
class Task:
    """A configuration with its data: everything that is the same for all methods."""

    config: Config
    run: Run
    """Of these seeds: a split and a set of weights each."""
    table: Dataset
    scaled: np.ndarray
    """The table's columns scaled, ``(n, M)``; ``(R n, M)`` where each split has its own scale."""
    data: Tensor
    """The same in float32."""
    splits: list[Split]
    """One per seed, of row numbers of the table."""

    @classmethod
    def load(cls, config: Config, run: Run) -> "Task":
        """Find the data, scale them and split them.

        Raises
        ------
        InputError
            If the data are missing or unusable, or epochs are asked for that would not count.
        """
        if "epochs" in run.options and "steps" not in run.options and config.steps is not None:
            raise InputError(
                f"option epochs={config.epochs}: the profile {run.profile} has "
                f"steps={config.steps}, and they count; set steps=null too."
            )
        table = load(run.part)
        if config.max_rows is not None and config.max_rows < len(table.y):
            rows = np.random.default_rng(0).permutation(len(table.y))[: config.max_rows]
            table = replace(table, X=table.X[rows], y=table.y[rows])
        X = check_table(table.X, name=run.part, allow_constant=True)
        splits = [split_halves(table.y, seed) for seed in run.seeds]
        scaled = _scale(X, config.scaling, splits)
        check_fits("rows to train on", len(splits[0].train), n_components=config.n_components)
        return cls(config, run, table, scaled, torch.from_numpy(scaled).float(), splits)

    @property
    def steps(self) -> int:
        """Of the optimiser."""
        per_epoch = math.ceil(self.train_rows.shape[1] / self.config.batch_size)
        if self.config.steps is None:
            return int(self.config.epochs * per_epoch)
        return self.config.steps

    @property
    def source(self) -> Data:
        """The table, as records name it."""
        return Data(self.table.name, self.table.sha256, *self.table.X.shape)

    @property
    def train_rows(self) -> np.ndarray:
        """Row numbers of the scaled data, ``(R, n)``."""
        return self._first_rows + np.stack([split.train for split in self.splits])

    @property
    def test_rows(self) -> np.ndarray:
        """Row numbers of the scaled data, ``(R, n)``."""
        return self._first_rows + np.stack([split.test for split in self.splits])

    @property
    def _first_rows(self) -> np.ndarray:
        """Where the scaled table of each split begins, ``(R, 1)``."""
        apart = self.config.scaling in SCALED_BY_SPLIT
        return apart * len(self.table.y) * np.arange(len(self.splits))[:, None]

    def model(self, method: str) -> Autoencoder:
        """The model of a method, its parameters at zero."""
        return build(method, self.config, self.data.shape[1])

    def ensemble(self, method: str, device: str = "cpu") -> Ensemble:
        """One replica per seed, with the first weights of the configuration."""
        models = [self.model(method) for _ in self.run.seeds]
        for model, seed in zip(models, self.run.seeds, strict=True):
            start(model, self.config, seed)
        return Ensemble(models, device)

    def train(self, method: str, stage: str) -> tuple[Ensemble, History]:
        """Train a method from the start it has in the run, evaluating it along the way.

        The stage names the checkpoints of this training within the run.
        """
        config, run = self.config, self.run
        ensemble = self.ensemble(method, run.device)
        warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
        # DAGMM has no scale to fix.
        from_glorot = run.start == "glorot" or method in ("dagmm", "autoencoder")

        history = train(
            run,
            ensemble,
            self.data,
            self.train_rows,
            run.seeds,
            Schedule(self.steps, config.batch_size, config.learning_rate),
            warm_up=None if from_glorot else warm_up,
            label=f"{run.part}, {_NAMES.get(method, method)}",
            stage=stage,
            observer=Observer(config.evaluate_every, self.follow),
        )
        return ensemble, history

    def score(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        """Judge every replica by the paper's protocol: the mixture fixed on all its training rows.

        A plain autoencoder is judged by its reconstruction error. Each metric is ``(R,)``; those
        that end on ``_latent`` and ``_residual`` are of the mixture's marginals.
        """
        scores, measures = self._seen(ensemble)
        values = self.judge(scores.pop("score")) | measures
        for name, marginal in scores.items():
            judged = self.judge(marginal)
            values |= {f"{metric}_{name}": judged[metric] for metric in ("f1", "roc_auc")}
        return values

    def follow(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        """Those values of :meth:`score` that are drawn over the steps of a training.

        Areas under curves take most of the time of a judgement, and none of them is among these.
        """
        scores, measures = self._seen(ensemble)
        values = self._each(scores["score"], self._threshold_metrics) | measures
        return {name: values[name] for name in _FOLLOWED if name in values}

    def _seen(self, ensemble: Ensemble) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
        """What :func:`score_rows` gives, for a few replicas at a time."""
        data, device = self.data, ensemble.device
        train, test = torch.from_numpy(self.train_rows), torch.from_numpy(self.test_rows)
        parts = [
            score_rows(members, data[train[part]].to(device), data[test[part]].to(device))
            for part, members in ensemble.parts(test.shape[1] * data.shape[1])
        ]
        scores, measures = (_joined([part[k] for part in parts]) for k in (0, 1))
        return scores, measures

    def judge(self, scores: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
        """Metrics of every seed's scores, each ``(R,)``; NaN in all of them if a score is NaN."""
        return self._each(scores, lambda y, e: detection_metrics(y, e, self.table.anomaly_ratio))

    def _threshold_metrics(self, anomalous: np.ndarray, energy: np.ndarray) -> dict[str, float]:
        return threshold_metrics(anomalous, flag_top(energy, self.table.anomaly_ratio))

    def _each(
        self,
        scores: Iterable[np.ndarray],
        measure: Callable[[np.ndarray, np.ndarray], dict[str, float]],
    ) -> dict[str, np.ndarray]:
        metrics: dict[str, list[float]] = {}
        for energy, split in zip(scores, self.splits, strict=True):
            known = not np.isnan(energy).any()
            scored = energy if known else np.zeros_like(energy)
            anomalous = self.table.y[split.test]
            judged = measure(anomalous, scored)
            for name, value in {**judged, "prevalence": anomalous.mean()}.items():
                metrics.setdefault(name, []).append(value if known else np.nan)
        return {name: np.asarray(column) for name, column in metrics.items()}


def _joined(parts: list[Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _scale(X: np.ndarray, scaling: Scaling, splits: Sequence[Split]) -> np.ndarray:
    if scaling in _BY_TRAINING_ROWS:
        scaler = _BY_TRAINING_ROWS[scaling]
        return np.concatenate([scaler().fit(X[split.train]).transform(X) for split in splits])
    scaled: dict[Scaling, Callable[[np.ndarray], np.ndarray]] = {
        "unit": scale_minmax,
        "symmetric": lambda X: 2 * scale_minmax(X) - 1,
        "standard": StandardScaler().fit_transform,
        "largest": maxabs_scale,
        "rows": normalize,
        "unit_rows": partial(minmax_scale, axis=1),
        "none": np.asarray,
    }
    return np.asarray(scaled[scaling](X))
