"""Every experiment by name, and the one way to run and keep it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import torch

from rdo.errors import InputError
from replication.analytic_h import run as analytic_h
from replication.continuous_pca import run as continuous_pca
from replication.ebae_2d import run as ebae_2d
from replication.ebae_ablation import run as ebae_ablation
from replication.jacobian_orthonormality import run as jacobian_orthonormality
from replication.jacobian_orthonormality.figures import THREE_CLAIMS
from replication.kit.anomaly import run as anomaly_detection
from replication.kit.anomaly import task as anomaly_task
from replication.kit.options import Start
from replication.kit.record import Outcome, check_place
from replication.kit.train import Keep
from replication.langevin_sampling import run as langevin_sampling
from replication.langevin_stationary import run as langevin_stationary
from replication.ledger import REPOSITORY, provenance, write_record
from replication.lossy_autoencoder_score import run as lossy_autoencoder_score
from replication.ood_detection import run as ood_detection
from replication.principal_plane import run as principal_plane
from replication.protocols import run as protocols
from replication.ssim_quadratic import run as ssim_quadratic
from replication.toy_density import config as toy_task
from replication.toy_density import run as toy_density
from replication.unstated_choices import run as unstated_choices

__all__ = ["EXPERIMENTS", "Experiment", "run_experiment"]


@dataclass(frozen=True)
class _Options:
    """What the user asked for."""

    dataset: str | None
    profile: str
    seeds: int | None
    table: str | None
    start: Start


@dataclass(frozen=True)
class _Plan:
    """A configured experiment."""

    dataset: str
    seeds: int
    settings: dict[str, Any]
    """The configuration, as JSON values."""
    run: Callable[[str, Keep | None], Outcome]
    """From the device and the place of the checkpoints to the outcome."""


@dataclass(frozen=True)
class Experiment:
    """How an experiment is planned, and what of it a table shows."""

    plan: Callable[[_Options], _Plan]
    columns: Mapping[str, str]
    """Titles by the name of the measure in the record."""


class _Configuration(Protocol):
    @property
    def dataset(self) -> str: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...


def _plan(config: _Configuration, run: Callable[..., Outcome]) -> _Plan:
    settings = asdict(config)  # type: ignore[call-overload]
    return _Plan(config.dataset, len(config.seeds), settings, partial(run, config))


def _anomaly_detection(name: str, options: _Options) -> _Plan:
    o = options
    if o.table is not None:
        raise InputError(f"table={o.table!r}: {name} has its own data; only toy_density takes one.")
    config = anomaly_task.configure(name, o.dataset or "thyroid", o.profile, o.seeds, o.start)
    return _plan(config, anomaly_detection.run)


def _toy_density(options: _Options) -> _Plan:
    o = options
    config = toy_task.configure(o.dataset or "toy", o.profile, o.seeds, o.table, o.start)
    return _plan(config, toy_density.run)


def _by_itself(
    configure: Callable[[str, str, int | None], _Configuration],
    run: Callable[..., Outcome],
    default: str,
) -> Callable[[_Options], _Plan]:
    """The plan of an experiment that has its own data and leaves no start to choose."""

    def plan(options: _Options) -> _Plan:
        if options.table is not None or options.start != "gauge":
            raise InputError(
                f"table={options.table!r}, start={options.start!r}: this experiment has its own "
                "data, and no start to choose; leave both out."
            )
        config = configure(options.dataset or default, options.profile, options.seeds)
        return _plan(config, run)

    return plan


_ANOMALIES = {"f1": "F1", "roc_auc": "ROC AUC"}

EXPERIMENTS: Mapping[str, Experiment] = MappingProxyType(
    {
        "table1": Experiment(partial(_anomaly_detection, "table1"), _ANOMALIES),
        "table4": Experiment(partial(_anomaly_detection, "table4"), _ANOMALIES),
        "toy_density": Experiment(_toy_density, {"correlation": "correlation"}),
        "unstated_choices": Experiment(
            _by_itself(unstated_choices.configure, unstated_choices.run, "thyroid"), _ANOMALIES
        ),
        "protocols": Experiment(
            _by_itself(
                protocols.configure,
                lambda config, device, _: protocols.run(config, device),
                "thyroid",
            ),
            {"f1": "F1", "prevalence": "prevalence"},
        ),
        "analytic_h": Experiment(
            _by_itself(analytic_h.configure, analytic_h.run, "linear"), analytic_h.HEADINGS
        ),
        "jacobian_orthonormality": Experiment(
            _by_itself(jacobian_orthonormality.configure, jacobian_orthonormality.run, "roll"),
            THREE_CLAIMS,
        ),
        "continuous_pca": Experiment(
            _by_itself(continuous_pca.configure, continuous_pca.run, "gaussian"),
            continuous_pca.HEADINGS,
        ),
        "ssim_quadratic": Experiment(
            _by_itself(
                ssim_quadratic.configure,
                lambda config, *_: ssim_quadratic.run(config),
                "digits",
            ),
            ssim_quadratic.HEADINGS,
        ),
        "lossy_autoencoder_score": Experiment(
            _by_itself(
                lossy_autoencoder_score.configure,
                lambda config, *_: lossy_autoencoder_score.run(config),
                "mixture_1d",
            ),
            lossy_autoencoder_score.HEADINGS,
        ),
        "ebae_2d": Experiment(
            _by_itself(ebae_2d.configure, ebae_2d.run, "squares"), ebae_2d.HEADINGS
        ),
        "ebae_ablation": Experiment(
            _by_itself(ebae_ablation.configure, ebae_ablation.run, "config1"),
            ebae_ablation.HEADINGS,
        ),
        "ood_detection": Experiment(
            _by_itself(ood_detection.configure, ood_detection.run, "digits"),
            ood_detection.HEADINGS,
        ),
        "langevin_stationary": Experiment(
            _by_itself(langevin_stationary.configure, langevin_stationary.run, "mixture"),
            langevin_stationary.HEADINGS,
        ),
        "langevin_sampling": Experiment(
            _by_itself(langevin_sampling.configure, langevin_sampling.run, "digits"),
            langevin_sampling.HEADINGS,
        ),
        "principal_plane": Experiment(
            _by_itself(
                principal_plane.configure,
                lambda config, *_: principal_plane.run(config),
                "digits",
            ),
            principal_plane.HEADINGS,
        ),
    }
)
"""Every experiment by name."""


def run_experiment(
    name: str,
    *,
    dataset: str | None = None,
    profile: str = "smoke",
    seeds: int | None = None,
    table: str | None = None,
    start: Start = "gauge",
    device: str = "auto",
    resume: bool = False,
    results: Path | None = None,
) -> Outcome:
    """Run an experiment; keep its record, unless it was a smoke run or one on the user's own table.

    Parameters
    ----------
    name
        One of :data:`EXPERIMENTS`.
    dataset
        A data set, or a part of the experiment; left out, its first.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    table
        For ``toy_density``, a CSV of feature columns and a last density column.
    start
        Where RaDOGAGA starts: ``gauge``, which the claims are judged under, or ``glorot``.
    device
        ``cpu``, ``cuda``, or ``auto`` for the second where there is one.
    resume
        Go on from the checkpoints of a run that was killed. Every run that is kept writes them, a
        minute apart, and removes them at its end.
    results
        Folder of the records; by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If a name is unknown, the data cannot be used, or the record could not be kept.
    """
    if name not in EXPERIMENTS:
        raise InputError(f"experiment={name!r}: known are {', '.join(EXPERIMENTS)}.")
    device = _choose(device)
    plan = EXPERIMENTS[name].plan(_Options(dataset, profile, seeds, table, start))
    if profile == "smoke" or table is not None:
        return plan.run(device, None)
    variant = "" if start == "gauge" else start
    check_place(name, plan.dataset, profile, variant, plan.seeds, results)
    results = results or REPOSITORY / "results"
    # The commit belongs to what the run is: a record must not mix two versions of the code.
    commit = provenance("", datetime.now(UTC), 0.0).commit
    keep = Keep(
        results.parent / "checkpoints" / name / plan.dataset / profile / start,
        {"experiment": name, "device": device, "commit": commit, **plan.settings},
    )
    if not resume:
        shutil.rmtree(keep.folder, ignore_errors=True)
    outcome = plan.run(device, keep)
    write_record(outcome.record, results, outcome.arrays)
    shutil.rmtree(keep.folder, ignore_errors=True)
    return outcome


def _choose(device: str) -> str:
    if device not in ("auto", "cpu", "cuda"):
        raise InputError(f"device={device!r}: give 'auto', 'cpu' or 'cuda'.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device='cuda': torch sees no GPU here; give 'cpu' or 'auto'.")
    return "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
