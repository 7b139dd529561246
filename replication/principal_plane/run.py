r"""Figures 1 to 3 of the Langevin supplement: images and Gaussian points in a plane of the images.

The plane is that of the images' first two principal components; the points are drawn from
:math:`N(0, I)`. How far a pixel's range stretches is not said, and it decides the picture: the arms
are pixels in [0, 1], and pixels standardised.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay
from sklearn.decomposition import PCA

from rdo.datasets import COLOUR_SETS, Images, load_colour_images, load_images
from rdo.errors import InputError
from rdo.training import History
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin
from replication.langevin_sampling.measures import separation
from replication.ledger import Data

__all__ = ["ARMS", "DATASETS", "HEADINGS", "PrincipalPlane", "configure", "run", "standardised"]

DATASETS = ("digits", "mnist", *COLOUR_SETS)
"""Whose plane it is."""

HEADINGS = {
    "separation": "told by neighbours",
    "inside": "noise inside the data's hull",
    "offset": "centres apart, in data's spreads",
    "spread": "spread, noise over data",
}
"""The measures that tables show, by their name in the records."""

_Floats = npt.NDArray[np.floating]

_UNSAID = "the supplement does not say how pixels are scaled: in [0, 1], and standardised"
_MISSING = {
    "cifar10": "4,000 of the 50,000 training images",
    "cifar100_flowers": "the five classes of flowers of the hundred of CIFAR-100",
}


@dataclass(frozen=True)
class PrincipalPlane:
    """Configuration of the experiment."""

    dataset: str
    """One of :data:`DATASETS`."""
    profile: str
    seeds: tuple[int, ...]
    """One draw each of the images shown and of the noise."""
    points: int = 1_000
    """Gaussian points; at most as many images are shown."""
    deviations: tuple[str, ...] = (_UNSAID,)


def standardised(images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    r""":math:`(x - \mu_c) / \sigma_c`, with the mean and deviation of all pixels of a channel.

    Parameters
    ----------
    images
        Shape ``(n, channels, height, width)``; no channel of a single value.
    """
    axes = (0, 2, 3)
    mean = images.mean(axes, keepdims=True, dtype=np.float64).astype(np.float32)
    deviation = images.std(axes, keepdims=True, dtype=np.float64).astype(np.float32)
    scaled: npt.NDArray[np.float32] = (images - mean) / deviation
    return scaled


ARMS: Mapping[str, Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]] = MappingProxyType(
    {"random_points": lambda images: images, "random_points_standardised": standardised}
)
"""What is done to pixels in [0, 1], by the name of the arm."""


def configure(
    dataset: str = "digits", profile: str = "smoke", seeds: int | None = None
) -> PrincipalPlane:
    """The configuration of a profile: the supplement's 1,000 points, and 5, 3 or 2 seeds.

    Parameters
    ----------
    dataset
        One of :data:`DATASETS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown or the number of seeds cannot be used.
    """
    if dataset not in DATASETS:
        raise InputError(f"dataset={dataset!r}: principal_plane knows {', '.join(DATASETS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
    missing = (_MISSING[dataset],) if dataset in _MISSING else ()
    return PrincipalPlane(dataset, profile, every, deviations=(_UNSAID, *missing))


def run(config: PrincipalPlane) -> Outcome:
    r"""Project training images and Gaussian points, and measure how far apart they are.

    Either arm holds the ``separation``, the share of points that their neighbours tell. It is near
    1 where the clouds lie apart, and also where one is much denser than the other and lies within
    it. Three measures say which: the share of the noise ``inside`` the convex hull of the images
    shown; the ``offset``, the distance of the two centres over the data's spread, which is the root
    of the mean squared distance from the centre; and the noise's ``spread`` over the data's. Both
    arms of a seed show the same images and the same points.

    The arrays hold for the first seed the images and points of either arm in its plane, and the
    classes of the images.

    Parameters
    ----------
    config
        What to run.
    """
    draft = begin("principal_plane", config.dataset, config, "cpu")
    images, sha256 = _training_images(config.dataset)
    pixels = images.x[0].size
    arms, arrays = {}, {}
    for name, scaled in ARMS.items():
        clock = time.perf_counter()
        x = scaled(images.x).reshape(-1, pixels)
        components = PCA(2, svd_solver="arpack", random_state=0).fit(x)
        rows = []
        for seed in config.seeds:
            shown, points = _drawn(config, len(x), pixels, seed)
            data, noise = components.transform(x[shown]), components.transform(points)
            rows.append({"separation": separation(data, noise), **_clouds(data, noise)})
            if seed == config.seeds[0]:
                arrays[f"{name}_data"], arrays[f"{name}_noise"] = data, noise
                arrays["labels"] = images.labels[shown]
        columns = {metric: [row[metric] for row in rows] for metric in HEADINGS}
        seconds = time.perf_counter() - clock
        arms[name] = arm(config.seeds, columns, History(), {}, seconds)
    return Outcome(draft.record(arms, Data(config.dataset, sha256, len(images), pixels)), arrays)


def _training_images(name: str) -> tuple[Images, str]:
    """All training images, those that are elsewhere set aside for validation included."""
    if name in COLOUR_SETS:
        colour = load_colour_images(name)
        return colour.train, colour.sha256
    grey = load_images(name)
    parts = (grey.train, grey.validation)
    x = np.concatenate([part.x for part in parts])
    return Images(x, np.concatenate([part.labels for part in parts])), grey.sha256


def _drawn(
    config: PrincipalPlane, images: int, pixels: int, seed: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The images shown, and the Gaussian points."""
    rng = np.random.default_rng(seed)
    shown = rng.permutation(images)[: config.points]
    return shown, rng.standard_normal((config.points, pixels), dtype=np.float32)


def _clouds(data: _Floats, noise: _Floats) -> dict[str, float]:
    """Where a cloud of noise ``(m, 2)`` lies and how wide it is, seen from that of the data."""
    own, other = (float(np.sqrt(cloud.var(0).sum())) for cloud in (data, noise))
    return {
        "inside": float((Delaunay(data).find_simplex(noise) >= 0).mean()),
        "offset": float(np.linalg.norm(data.mean(0) - noise.mean(0))) / own,
        "spread": other / own,
    }
