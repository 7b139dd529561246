"""Small DAGMMs to examine, before training, on the way and after it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor

from rdo.datasets import Dataset, check_table, load, scale_minmax
from rdo.errors import InputError
from rdo.evaluation import Split, split_halves
from rdo.models import DAGMM
from rdo.priors import mixture_energy, mixture_statistics, posterior, variational_bound
from rdo.training import Ensemble, Observer, Schedule, fit
from replication.dagmm_autopsy import faults
from replication.dagmm_autopsy.costs import RIGHT, Case, costs
from replication.kit.anomaly.settings import SETTINGS, build
from replication.kit.options import check_options

__all__ = ["UNTRAINED", "Patients", "course_table", "examine", "train_patients"]

UNTRAINED = "never trained"

_EM_ROUNDS = 25
_LOOKS = 12


@dataclass(frozen=True)
class Patients:
    """DAGMMs on one data set, one per seed, as Glorot's weights left them and as training did."""

    table: Dataset
    x: Tensor
    splits: list[Split]
    batch_size: int
    untrained: Ensemble
    trained: Ensemble
    course: pd.DataFrame
    """What :func:`examine` found on the way, per seed and look, with ``step`` and ``seed``."""

    def cases(self, *, trained: bool = True) -> list[Case]:
        """Every network's features of its own split, of training rows and of test rows."""
        ensemble = self.trained if trained else self.untrained
        cases = []
        for seed, split in enumerate(self.splits):
            model = _replica(ensemble, seed)
            train, test = (_features(model, self.x[rows]) for rows in (split.train, split.test))
            with torch.no_grad():
                membership = model.estimation(train)
            anomalous, ratio = self.table.y[split.test], self.table.anomaly_ratio
            cases.append(
                Case(
                    seed,
                    train,
                    membership,
                    test,
                    anomalous,
                    ratio,
                    self.batch_size,
                    model.estimation,
                )
            )
        return cases

    def costs(self) -> pd.DataFrame:
        """Every score on the trained networks, and the right one on those that never trained.

        Returns
        -------
        pandas.DataFrame
            As :func:`replication.dagmm_autopsy.costs.costs` has it, the last score being
            :data:`UNTRAINED`, whose flags are compared with none.
        """
        untrained = costs(self.cases(trained=False))
        untrained = untrained[untrained["score"] == RIGHT].assign(score=UNTRAINED, moved=np.nan)
        return pd.concat([costs(self.cases()), untrained], ignore_index=True)


def train_patients(dataset: str = "breast_cancer", seeds: int = 5, steps: int = 600) -> Patients:
    """Train DAGMM with the networks of RaDOGAGA's Table 2, for a short while at a rate of 1e-3.

    Parameters
    ----------
    dataset
        One with settings for Table 1; ``breast_cancer`` and ``digits`` need no download.
    seeds
        How many: a split and a set of weights each.
    steps
        Of the optimiser.

    Raises
    ------
    InputError
        If the data set has no settings or is missing, or a number is not positive.
    """
    settings = SETTINGS["table1"]
    if dataset not in settings:
        raise InputError(f"dataset={dataset!r}: there are settings for {', '.join(settings)}.")
    numbers = check_options("smoke", "glorot", seeds, {})
    table, setting = load(dataset), settings[dataset]
    scaled = scale_minmax(check_table(table.X, name=dataset, allow_constant=True))
    x = torch.from_numpy(scaled).float()
    splits = [split_halves(table.y, seed) for seed in numbers]
    rows = np.stack([split.train for split in splits])
    untrained, trained = (
        Ensemble.from_seeds(lambda: build("dagmm", setting, x.shape[1]), numbers) for _ in range(2)
    )

    def look(ensemble: Ensemble) -> dict[str, npt.NDArray[np.float64]]:
        found = []
        for seed in numbers:
            model = _replica(ensemble, seed)
            features = _features(model, x[splits[seed].train])
            with torch.no_grad():
                found.append(examine(features, model.estimation(features)))
        return {name: np.array([one[name] for one in found]) for name in found[0]}

    batch_size = min(setting.batch_size, rows.shape[1])
    training = fit(
        trained,
        x,
        rows,
        numbers,
        Schedule(steps, batch_size, 1e-3),
        label=f"{dataset}, DAGMM",
        observer=Observer(max(1, steps // _LOOKS), look),
    )
    course = pd.DataFrame(
        {"step": step, "seed": seed, **{k: v[i][seed] for k, v in training.observed.items()}}
        for i, step in enumerate(training.observed_at)
        for seed in numbers
    )
    return Patients(table, x, splits, batch_size, untrained, trained, course)


def examine(features: Tensor, membership: Tensor) -> dict[str, float]:
    """How memberships stand to the mixture that they imply.

    Parameters
    ----------
    features
        Rows, ``(L, D)``.
    membership
        Theirs, ``(L, K)``.

    Returns
    -------
    dict
        ``energy``, its mean, nats per row; ``gap``, how far the bound of DAGMM's Eq. 10 lies above
        it; ``em_gain``, how much lower 25 rounds of EM bring it from here; ``largest_weight``, that
        of the heaviest component; ``condition``, the condition number of the correlations within a
        component, the worst of all; ``float32_fails``, 1 where float32 finds no Cholesky factor.
    """
    mixture = mixture_statistics(features, membership)
    energy = mixture_energy(features, mixture)
    refined = mixture
    for _ in range(_EM_ROUNDS):
        refined = mixture_statistics(features, posterior(features, refined))
    gap = variational_bound(features, mixture, membership) - energy
    deviation = mixture.covariance.diagonal(dim1=-2, dim2=-1).sqrt()
    correlation = mixture.covariance / deviation[:, :, None] / deviation[:, None, :]
    single = faults.single_precision_covariance(features, membership)
    return {
        "energy": energy.mean().item(),
        "gap": gap.mean().item(),
        "em_gain": (energy - mixture_energy(features, refined)).mean().item(),
        "largest_weight": mixture.weight.max().item(),
        "condition": torch.linalg.cond(correlation).max().item(),
        "float32_fails": float(torch.linalg.cholesky_ex(single).info.any()),
    }


def course_table(course: pd.DataFrame, measures: Mapping[str, str]) -> pd.DataFrame:
    """Measures before training and after it, as median and range over the seeds, or as a count.

    Parameters
    ----------
    course
        As :class:`Patients` holds it.
    measures
        Titles of the columns by the measure's name.
    """
    ends = course[course["step"].isin([0, course["step"].max()])].groupby("step")

    def cell(values: pd.Series) -> str:
        if set(values) <= {0.0, 1.0}:
            return f"{values.sum():.0f} of {len(values)}"
        return f"{values.median():.3g} ({values.min():.3g} to {values.max():.3g})"

    columns = {title: [cell(one[name]) for _, one in ends] for name, title in measures.items()}
    return pd.DataFrame(columns, index=[f"step {step}" for step, _ in ends])


def _replica(ensemble: Ensemble, index: int) -> DAGMM:
    model = ensemble.replica(index)
    assert isinstance(model, DAGMM)
    return model


def _features(model: DAGMM, x: Tensor) -> Tensor:
    with torch.no_grad():
        return model.represent(x)
