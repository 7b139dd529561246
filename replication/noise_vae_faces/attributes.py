"""Attributes of aligned faces that pixels tell, and which factors change them (Figure 11)."""

import numpy as np
import numpy.typing as npt
import torch

from rdo.diagnostics import traverse
from rdo.models import NoiseVAE
from rdo.training import Ensemble
from replication.kit.noise_vae import USED

__all__ = ["ATTRIBUTES", "attributes", "changed", "counts"]

_Floats = npt.NDArray[np.float64]

ATTRIBUTES = (
    "background from black to white",
    "background from blue to yellow",
    "background bright on one side",
    "hair colour",
    "lighting of the face",
    "skin from white to yellow",
)
"""Those of the paper's list that brightness and colour of a part of an aligned face can tell."""

# Shares of the sides: rows from, to, columns from, to.
_BACKGROUND = ((0.0, 0.3, 0.0, 0.125), (0.0, 0.3, 0.875, 1.0))
_HAIR = (0.125, 0.25, 0.375, 0.625)
_SKIN = (0.5, 0.7, 0.3, 0.7)


def attributes(images: npt.NDArray[np.floating]) -> _Floats:
    """The :data:`ATTRIBUTES` of images ``(n, 3, H, W)``, as ``(n, 6)``.

    Brightness is the mean of red, green and blue over a part of the image, yellow how far red and
    green are above blue there. The parts are the upper corners, the top of the head and the middle
    of the face, which lie where they are because CelebA's faces are aligned.
    """
    left, right = (_colours(images, part) for part in _BACKGROUND)
    background = (left + right) / 2
    hair, skin = _colours(images, _HAIR), _colours(images, _SKIN)
    columns = [
        background.mean(1),
        _yellow(background),
        left.mean(1) - right.mean(1),
        hair.mean(1),
        skin.mean(1),
        _yellow(skin),
    ]
    return np.stack(columns, 1)


def _colours(images: npt.NDArray[np.floating], part: tuple[float, float, float, float]) -> _Floats:
    """Mean red, green and blue of a part, ``(n, 3)``."""
    height, width = images.shape[-2:]
    top, bottom = round(part[0] * height), round(part[1] * height)
    left, right = round(part[2] * width), round(part[3] * width)
    return np.asarray(images[:, :, top:bottom, left:right].mean((2, 3), dtype=float))


def _yellow(colours: _Floats) -> _Floats:
    return np.asarray((colours[:, 0] + colours[:, 1]) / 2 - colours[:, 2])


def changed(
    ensemble: Ensemble,
    images: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    spread: _Floats,
) -> npt.NDArray[np.bool_]:
    """Which factor changes which attribute, of each replica: ``(R, N, 6)``.

    It does if the attribute, from the factor at -3 to the factor at 3 and the others as inferred,
    moves by more than one of its standard deviations over the data, in the mean over the images.

    Parameters
    ----------
    images
        ``(n, 3, H, W)``.
    rows
        The images that each replica is shown, ``(R, m)``.
    spread
        The attributes' standard deviations, ``(R, 6)``.
    """
    found = []
    for k, own in enumerate(rows):
        model = ensemble.replica(k)
        assert isinstance(model, NoiseVAE)
        with torch.no_grad():
            z = model.encode(torch.from_numpy(images[own]).to(ensemble.device))
            moved = [_moved(model, z, h) for h in range(z.shape[1])]
        found.append(np.stack(moved) > spread[k])
    return np.stack(found)


def _moved(model: NoiseVAE, z: torch.Tensor, factor: int) -> _Floats:
    """Mean change of every attribute from -3 to 3, ``(6,)``."""
    ends = traverse(model.decode, z, factor, [-3.0, 3.0]).cpu().numpy()
    return np.asarray(np.abs(attributes(ends[:, 1]) - attributes(ends[:, 0])).mean(0))


def counts(changes: npt.NDArray[np.bool_], influence: _Floats) -> dict[str, _Floats]:
    """Medians over the used factors, and over the attributes, each ``(R,)``; 0 if none is used.

    Parameters
    ----------
    changes
        What :func:`changed` gives.
    influence
        Information of every factor, ``(R, N)``; one of more than 0.1 nats is used.
    """
    per_factor, per_attribute = [], []
    for of_replica, information in zip(changes, influence, strict=True):
        used = of_replica[information > USED]
        per_factor.append(float(np.median(used.sum(1))) if len(used) else 0.0)
        per_attribute.append(float(np.median(used.sum(0))))
    return {
        "attributes_per_factor": np.array(per_factor),
        "factors_per_attribute": np.array(per_attribute),
    }
