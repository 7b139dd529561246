"""What the figures show of one trained VAE: of the first seed, on a few test images."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.diagnostics import TRAVERSAL, traverse
from rdo.models import NoiseVAE
from rdo.noise import MixtureNoise
from rdo.training import Ensemble
from replication.kit.noise_vae import Judged
from replication.noise_vae.factors import gram

__all__ = ["SHOWN", "figure_arrays", "gram_of"]

SHOWN = 8
"""Test images in the arrays."""

_REBUILT = ("fixed_0_001", "fixed_0_012", "fixed_0_1", "learnt_beta1", "mixture", "network")
_TRAVERSED = ("learnt_beta8", "fixed_0_1")
_GRAMS = ("learnt_beta1", "learnt_beta8")
_FACTORS = 8  # the most influential, in traversals
_GRAM_FACTORS = 16

_Arrays = dict[str, npt.NDArray[Any]]


def figure_arrays(
    name: str, ensemble: Ensemble, judged: Judged, images: npt.NDArray[np.float32]
) -> _Arrays:
    """The arrays that figures are drawn from, of one arm, by name.

    Parameters
    ----------
    name
        Of the arm; it ends the names of its arrays.
    ensemble
        Its replicas, of which the first is shown.
    judged
        What is known of them.
    images
        ``(n, C, H, W)``.
    """
    model = _first(ensemble)
    influence = judged.factors.influence[0]
    order = influence.argsort()[::-1]
    found: _Arrays = {
        "influence": influence.astype(np.float32),
        "variances": judged.factors.variances[0].astype(np.float32),
    }
    x = torch.from_numpy(images).to(ensemble.device)
    with torch.no_grad():
        z = model.encode(x)
        if name in _REBUILT:
            found["rebuilt"] = _pixels(model.decode(z))
        if name in _TRAVERSED:
            rows = [traverse(model.decode, z[:1], int(h), TRAVERSAL)[0] for h in order[:_FACTORS]]
            found["traversal"] = _pixels(torch.stack(rows))
            found["traversed"] = order[:_FACTORS]
        if isinstance(model.noise, MixtureNoise):
            larger = int(model.noise.variances.argmax())
            found["membership"] = _pixels(model.noise.responsibilities(x, model.decode(z))[larger])
    if name in _GRAMS:
        scaled, _ = gram_of(ensemble, 0, images)
        shown = order[:_GRAM_FACTORS]
        found["gram"] = scaled[np.ix_(shown, shown)].astype(np.float32)
    return {f"{key}_{name}": value for key, value in found.items()}


def gram_of(
    ensemble: Ensemble, k: int, images: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The Gram matrix of replica k in units of both noises, and its posteriors' mean variances."""
    model = ensemble.replica(k)
    assert isinstance(model, NoiseVAE)
    x = torch.from_numpy(images).to(ensemble.device)
    variance = float(ensemble.buffers["noise.variance"][k])
    with torch.no_grad():
        posterior = model.posterior(x)[1].mean(0)
    return gram(model, x, variance), posterior.double().cpu().numpy()


def _first(ensemble: Ensemble) -> NoiseVAE:
    model = ensemble.replica(0)
    assert isinstance(model, NoiseVAE)
    return model


def _pixels(x: torch.Tensor) -> npt.NDArray[np.float16]:
    return x.cpu().numpy().astype(np.float16)
