"""What the figures show of one trained VAE: of the first seed, on a few test images."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.diagnostics import TRAVERSAL, FactorSummary, traverse
from rdo.models import Model, NoiseVAE
from rdo.noise import MixtureNoise
from replication.kit.image_training import as_bytes

__all__ = ["SHOWN", "Shown", "figure_arrays"]

SHOWN = 4
"""Test images in the arrays."""

Shown = dict[str, npt.NDArray[Any]]
"""Arrays by name."""

_TRAVERSED = ("mog2_beta120", "mog2_beta40")  # Figures 3 and 11, Appendix 7.4.3
_FACTORS = 8  # the most influential, in traversals


def figure_arrays(
    name: str, model: Model, factors: FactorSummary, images: npt.NDArray[np.float32]
) -> Shown:
    """Arrays of one arm, by name.

    ``rebuilt`` from the posteriors' means; of mixtures ``membership``, the probability of the
    larger variance; for some arms ``traversal`` from the first image, a row for each of the most
    influential factors, whose numbers are ``traversed``; ``influence`` and ``variances`` of all.

    Parameters
    ----------
    name
        Of the arm; it ends the names of its arrays.
    model
        The first replica.
    factors
        Indicators of all of them.
    images
        ``(n, C, H, W)``.
    """
    assert isinstance(model, NoiseVAE)
    influence = factors.influence[0]
    order = influence.argsort()[::-1][:_FACTORS]
    found: Shown = {
        "influence": influence.astype(np.float32),
        "variances": factors.variances[0].astype(np.float32),
    }
    x = torch.from_numpy(images).to(next(model.parameters()).device)
    with torch.no_grad():
        z = model.encode(x)
        found["rebuilt"] = as_bytes(model.decode(z).cpu().numpy())
        if name in _TRAVERSED:
            rows = [traverse(model.decode, z[:1], int(h), TRAVERSAL)[0] for h in order]
            found["traversal"] = as_bytes(torch.stack(rows).cpu().numpy())
            found["traversed"] = order
        if isinstance(model.noise, MixtureNoise):
            larger = int(model.noise.variances.argmax())
            decoded = model.decoder(z)
            gamma = model.noise.responsibilities(x, decoded)[larger]
            found["membership"] = as_bytes(gamma.cpu().numpy())
    return {f"{key}_{name}": value for key, value in found.items()}
