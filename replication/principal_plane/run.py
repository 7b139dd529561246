r"""Figures 1 to 3 of the Langevin supplement: images and Gaussian points in a plane of the images.

The plane is that of the images' first two principal components; the points are drawn from
:math:`N(0, I)`. How far a pixel's range stretches is not said, and it decides the picture: the arms
are pixels in [0, 1], and pixels standardised.
"""

import time

import numpy as np
import numpy.typing as npt
from scipy.spatial import Delaunay
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from rdo.datasets import COLOUR_SETS, Images, load_colour_images, load_images
from replication.kit import Outcome, Run
from replication.ledger import Data
from replication.principal_plane.config import Config, deviations

__all__ = ["cloud_measures", "run", "standardised"]

_Floats = npt.NDArray[np.floating]
_NEIGHBOURS = 10


def run(config: Config, run: Run) -> Outcome:
    """Project training images and Gaussian points, and measure how far apart they are.

    Both arms, ``random_points`` and ``random_points_standardised``, hold the measures of
    :func:`cloud_measures`; of one seed they show the same images and the same points. The arrays
    hold for the first seed the images and points of either arm in its plane, ``(n, 2)``, and the
    classes of the images.
    """
    images, sha256 = _training_images(run.part)
    pixels = images.x[0].size
    arms, arrays = {}, {}
    for name, x in (
        ("random_points", images.x),
        ("random_points_standardised", standardised(images.x)),
    ):
        clock = time.perf_counter()
        flat = x.reshape(-1, pixels)
        components = PCA(2, svd_solver="arpack", random_state=0).fit(flat)
        rows = []
        for seed in run.seeds:
            rng = np.random.default_rng(seed)
            shown = rng.permutation(len(flat))[: config.points]
            points = rng.standard_normal((config.points, pixels), dtype=np.float32)
            data, noise = components.transform(flat[shown]), components.transform(points)
            rows.append(cloud_measures(data, noise))
            if seed == run.seeds[0]:
                arrays[f"{name}_data"], arrays[f"{name}_noise"] = data, noise
                arrays["labels"] = images.labels[shown]
        columns = {metric: [row[metric] for row in rows] for metric in rows[0]}
        arms[name] = run.arm(columns, seconds=time.perf_counter() - clock)
    data = Data(run.part, sha256, len(images), pixels)
    return Outcome(arms, data, arrays, {"deviations": deviations(run.part)})


def standardised(images: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    r""":math:`(x - \mu_c) / \sigma_c`, with the mean and deviation of all pixels of a channel.

    Shape ``(n, channels, height, width)``; no channel of a single value.
    """
    axes = (0, 2, 3)
    mean = images.mean(axes, keepdims=True, dtype=np.float64).astype(np.float32)
    deviation = images.std(axes, keepdims=True, dtype=np.float64).astype(np.float32)
    scaled: npt.NDArray[np.float32] = (images - mean) / deviation
    return scaled


def cloud_measures(data: _Floats, noise: _Floats) -> dict[str, float]:
    """How far apart two clouds in the plane are, ``(n, 2)`` and ``(m, 2)``.

    ``separation`` is the share of points whose ten nearest others are mostly of their own kind; of
    a tie, half counts. It is about a half where the clouds are mixed, and near 1 where they lie
    apart, but also where one is much denser than the other and lies within it. Three measures say
    which: the share of the noise ``inside`` the convex hull of the data; the ``offset``, the
    distance of the two centres over the data's standard deviation, which is the root of the mean
    squared distance from the centre; and ``spread``, the noise's standard deviation over the
    data's.
    """
    count = min(len(data), len(noise))  # of the larger cloud the first ones
    points = np.concatenate([data[:count], noise[:count]])
    kind = np.arange(2 * count) < count
    found = NearestNeighbors(n_neighbors=_NEIGHBOURS).fit(points).kneighbors(return_distance=False)
    own = (kind[found] == kind[:, None]).mean(1)
    deviation, other = (float(np.sqrt(cloud.var(0).sum())) for cloud in (data, noise))
    return {
        "separation": float((own > 0.5).mean() + (own == 0.5).mean() / 2),
        "inside": float((Delaunay(data).find_simplex(noise) >= 0).mean()),
        "offset": float(np.linalg.norm(data.mean(0) - noise.mean(0))) / deviation,
        "spread": other / deviation,
    }


def _training_images(name: str) -> tuple[Images, str]:
    """All training images, those that are elsewhere set aside for validation included."""
    if name in COLOUR_SETS:
        colour = load_colour_images(name)
        return colour.train, colour.sha256
    grey = load_images(name)
    parts = (grey.train, grey.validation)
    x = np.concatenate([part.x for part in parts])
    return Images(x, np.concatenate([part.labels for part in parts])), grey.sha256
