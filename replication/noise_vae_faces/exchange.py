"""Other noise for the means that were trained with noise of a network (below Table 1)."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.models import NoiseVAE
from rdo.noise import GaussianNoise, MixtureNoise, ObservationNoise
from rdo.training import Ensemble
from replication.kit.noise_vae import blocks

__all__ = ["exchanged", "fit_gaussian", "fit_mixture", "residuals"]

_AT_MOST = 2**19  # residuals that a mixture is fitted to
_ROUNDS = 5_000
_NOTHING = 1e-12
_STILL = 1e-6  # relative change of the variances and weights in a round


class _GaussianOfMeans(GaussianNoise):
    """Gaussian noise around the means of a decoder that gives variances too."""

    heads: ClassVar[int] = 2


class _MixtureOfMeans(MixtureNoise):
    """Mixture noise around the means of a decoder that gives variances too."""

    heads: ClassVar[int] = 2


def exchanged(ensemble: Ensemble, noises: Sequence[ObservationNoise]) -> Ensemble:
    """The same encoders and means, each with a noise of its own in place of a network's."""
    models = []
    for k, noise in enumerate(noises):
        model = ensemble.replica(k)
        assert isinstance(model, NoiseVAE)
        model.noise = noise
        models.append(model)
    return Ensemble(models, str(ensemble.device))


def residuals(
    ensemble: Ensemble,
    images: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
) -> Tensor:
    """X - G(z) of each replica's images at one draw of each posterior, ``(R, n)``.

    All pixels of all images, or evenly spaced ones where these are more than half a million; the
    arguments are those of :func:`replication.kit.noise_vae.judge`.
    """
    every = max(1, images[0].size * rows.shape[1] // _AT_MOST)
    parts, seen = [], 0
    for x, noise in blocks(ensemble, images, rows, seeds):
        difference = (x - ensemble.map("reconstruct", x, noise)).flatten(1)
        parts.append(difference[:, -seen % every :: every].double().cpu())
        seen += difference.shape[1]
    return torch.cat(parts, 1)


def fit_gaussian(residual: Tensor) -> GaussianNoise:
    """The variance in closed form (Section 3.3.1) from residuals ``(n,)``."""
    noise = _GaussianOfMeans()
    noise.variance = residual.square().mean().maximum(noise.floor.double()).float()
    return noise


def fit_mixture(residual: Tensor, start: MixtureNoise) -> MixtureNoise:
    """Variances and weights by EM (Eq. 18) from residuals ``(n,)``, until they stand still.

    That is when a round changes none by more than a millionth.

    Parameters
    ----------
    start
        Where EM begins.
    """
    found = _MixtureOfMeans(start.weights.tolist(), start.variances.tolist()).double()
    x = residual.double()[None]
    decoded = x.new_zeros(1, 2 * x.shape[1])
    for _ in range(_ROUNDS):
        updates = found.updated(x, decoded)
        before = {name: getattr(found, name) for name in updates}
        change = max(
            float(((value - before[name]) / before[name].clamp(min=_NOTHING)).abs().max())
            for name, value in updates.items()
        )
        for name, value in updates.items():
            setattr(found, name, value)
        if change < _STILL:
            break
    return found.float()
