"""What Algorithm 1 is run on: the images, the networks, and how long they train."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import InputError
from rdo.models import Autoencoder, Classifier, DenoisingAutoencoder, Model
from rdo.nn import MLP, Network, ReLUNetwork, mlp_pair
from rdo.sampling import ShortWalks
from rdo.training import Ensemble, History, Schedule, fit
from replication.kit.options import check_options
from replication.kit.train import Keep

__all__ = [
    "CLASSES",
    "DATASETS",
    "PIXELS",
    "LangevinSampling",
    "autoencoder",
    "classifier",
    "configure",
    "labelled",
    "trained",
]

DATASETS = ("digits", "mnist")
"""What is trained on."""

PIXELS = 28 * 28
CLASSES = 10

_LATENT = 32
_CORRUPTION = 0.3
_DEVIATIONS = (
    "the supplement prints no network and no training: all of them are ours",
    "one autoencoder a seed, where the supplement has several",
)


@dataclass(frozen=True)
class LangevinSampling:
    """Configuration of the experiment."""

    dataset: str
    """One of :data:`DATASETS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches, starts and noise each; the images are split once."""
    steps: int
    """R of Algorithm 1."""
    walks: int
    noise: float
    r""":math:`\lambda` of Algorithm 1, a standard deviation."""
    hidden: int
    """Width of every hidden layer."""
    autoencoder_steps: int
    classifier_steps: int
    student_steps: int
    sweep: tuple[tuple[int, float], ...]
    """Other steps and noises that students are trained with."""
    sweep_pairs: int
    """Pairs that each of them is given, whatever the steps."""
    batch_size: int = 128
    learning_rate: float = 1e-3
    deviations: tuple[str, ...] = _DEVIATIONS
    data_seed: int = 0

    @property
    def algorithm(self) -> ShortWalks:
        """Algorithm 1 at these settings."""
        return ShortWalks(self.steps, self.noise)


_SWEEP = ((2, 0.1), (5, 0.1), (20, 0.1), (10, 0.0), (10, 0.3), (10, 1.0))


def configure(
    dataset: str = "digits",
    profile: str = "smoke",
    seeds: int | None = None,
    *,
    steps: int = 10,
    walks: int | None = None,
    noise: float = 0.1,
) -> LangevinSampling:
    """The configuration of a profile.

    ``paper``: the supplement's 10 steps, 10,000 walks and noise of 0.1, 5 seeds. ``reduced``: 2,000
    walks, 3 seeds. ``smoke``: 200 walks, 2 seeds, short trainings of narrow networks.

    Parameters
    ----------
    dataset
        One of :data:`DATASETS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    steps, noise
        Of the walks.
    walks
        Number of walks, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown or a number out of its range.
    """
    if dataset not in DATASETS:
        raise InputError(f"dataset={dataset!r}: langevin_sampling knows {', '.join(DATASETS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
    own = {"smoke": 200, "reduced": 2_000, "paper": 10_000}[profile]
    count = own if walks is None else walks
    if count < 1:
        raise InputError(f"walks={count}: give at least 1.")
    lengths = (64, 200, 150, 100) if profile == "smoke" else (128, 1_000, 1_000, 600)
    sweep = _SWEEP[1:5:2] if profile == "smoke" else _SWEEP
    ShortWalks(steps, noise)  # refuses what is out of range
    pairs = min(count, 2_000) * 9
    return LangevinSampling(dataset, profile, every, steps, count, noise, *lengths, sweep, pairs)


def autoencoder(config: LangevinSampling, *, denoising: bool) -> Autoencoder:
    """The network whose output is fed back, plain or trained against noise of deviation 0.3."""
    networks = mlp_pair(PIXELS, (config.hidden,), _LATENT)
    if denoising:
        return DenoisingAutoencoder(*networks, _LATENT, shape=(PIXELS,), sigma=_CORRUPTION)
    return Autoencoder(*networks, _LATENT)


def classifier(config: LangevinSampling, kind: str) -> Classifier:
    """Teacher or student: ``"relu"`` with two hidden layers, or ``"tanh"`` with one."""
    network: Network = MLP((PIXELS, config.hidden, CLASSES))
    if kind == "relu":
        network = ReLUNetwork((PIXELS, config.hidden, config.hidden, CLASSES))
    return Classifier(network)


def labelled(x: Tensor, labels: Tensor) -> Tensor:
    """Rows of pixels ``(n, M)`` with their class in one more column, as a classifier trains on."""
    return torch.cat([x, labels[:, None].to(x.dtype)], 1)


def trained(
    build: Callable[[], Model],
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    steps: int,
    config: LangevinSampling,
    *,
    stage: str,
    part: str,
    keep: Keep | None,
) -> tuple[Ensemble, History]:
    """One network per seed after its training, all side by side, and how that went.

    Parameters
    ----------
    build
        An untrained network.
    data
        All rows, ``(n, M)``.
    rows
        Those that each seed's network sees, ``(S, m)``.
    seeds
        Of weights and batches.
    steps
        Length of the training; its batch and rate are the configuration's.
    config
        What is run.
    stage
        Names the random draws.
    part
        Names the checkpoints and the progress bar.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    ensemble = Ensemble.from_seeds(build, seeds)
    schedule = Schedule(steps, min(config.batch_size, rows.shape[1]), config.learning_rate)
    checkpoints = keep.part(part) if keep else None
    training = fit(
        ensemble, data, rows, seeds, schedule, stage=stage, label=part, checkpoints=checkpoints
    )
    return ensemble, training
