"""The networks of Algorithm 1 on images, and how they are trained."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.models import Autoencoder, Classifier, DenoisingAutoencoder, Model
from rdo.nn import MLP, Network, ReLUNetwork, mlp_pair
from rdo.training import Ensemble, History, Schedule, fit
from replication.kit import Run
from replication.langevin_sampling.config import Config

__all__ = ["PIXELS", "autoencoder", "classifier", "labelled", "trained"]

PIXELS = 28 * 28
_CLASSES = 10


def autoencoder(config: Config, *, denoising: bool) -> Autoencoder:
    """The network whose output is fed back, plain or trained against noise."""
    networks = mlp_pair(PIXELS, (config.hidden,), config.latent)
    if denoising:
        return DenoisingAutoencoder(
            *networks, config.latent, shape=(PIXELS,), sigma=config.corruption
        )
    return Autoencoder(*networks, config.latent)


def classifier(config: Config, kind: str) -> Classifier:
    """Teacher or student: ``"relu"`` with two hidden layers, or ``"tanh"`` with one."""
    network: Network = MLP((PIXELS, config.hidden, _CLASSES))
    if kind == "relu":
        network = ReLUNetwork((PIXELS, config.hidden, config.hidden, _CLASSES))
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
    config: Config,
    run: Run,
    *,
    name: str,
    draws: str | None = None,
) -> tuple[Ensemble, History]:
    """One network per seed after its training, all in one loop, and how that went.

    A seed decides the weights and the batches; its network sees those rows of the data, ``(n, M)``,
    that ``rows`` lists for it, ``(S, m)``. Batch size and learning rate are the configuration's.
    Checkpoints and the progress bar are named ``name``, which also keys the random draws if
    ``draws`` does not.
    """
    ensemble = Ensemble.from_seeds(build, seeds)
    schedule = Schedule(steps, min(config.batch_size, rows.shape[1]), config.learning_rate)
    stage, kept = draws or name, run.checkpoints(name)
    history = fit(ensemble, data, rows, seeds, schedule, stage=stage, label=name, checkpoints=kept)
    return ensemble, history
