"""What the faces' VAEs are asked beside the indicators: detail, and whether training collapsed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from rdo.training import Ensemble, History
from replication.kit.noise_vae import blocks

__all__ = ["collapsed", "detail"]

_Floats = npt.NDArray[np.float64]
_Images = npt.NDArray[np.float32]

_TENTHS, _POINTS = 10, 20  # of the curve, and points in each that it is interpolated at


def _roughness(images: npt.NDArray[np.floating]) -> _Floats:
    """Sum of the squared second differences along rows and columns, of ``(..., H, W)``."""
    return np.asarray(
        sum((np.diff(images, 2, axis=axis) ** 2).sum((-3, -2, -1)) for axis in (-2, -1))
    )


def detail(
    ensemble: Ensemble, images: _Images, rows: npt.NDArray[np.int64], seeds: Sequence[int]
) -> _Floats:
    r"""Energy of the second differences of reconstructions over that of the images, ``(R,)``.

    .. math::
        \sum_m \lVert \Delta_h G(\mu(x_m)) \rVert^2 + \lVert \Delta_w G(\mu(x_m)) \rVert^2
        \; \Big/ \; \sum_m \lVert \Delta_h x_m \rVert^2 + \lVert \Delta_w x_m \rVert^2

    1 for what is rebuilt exactly, near 0 for what is blurred. The arguments are those of
    :func:`replication.kit.noise_vae.judge`.
    """
    rebuilt, given = np.zeros(len(rows)), np.zeros(len(rows))
    for x, _ in blocks(ensemble, images, rows, seeds):
        mean, _ = ensemble.map("posterior", x)
        decoded = ensemble.map("decode", mean)
        rebuilt += _roughness(decoded.double().cpu().numpy()).sum(1)
        given += _roughness(x.double().cpu().numpy()).sum(1)
    return rebuilt / given


def collapsed(histories: Sequence[History], seeds: Sequence[int]) -> _Floats:
    """1 for each seed whose training stopped, or whose objective fell for good; else 0, ``(R,)``.

    It stopped where a loss or gradient was not finite. The objective, the negative of the loss's
    sum, fell for good if its mean over the last tenth of the steps is below the best tenth's by
    more than half of what that had gained over the first.

    Parameters
    ----------
    histories
        The parts of one training, in their order.
    seeds
        One per replica.
    """
    failed = {failure.seed for one in histories for failure in one.failures}
    steps, curve, done = [], [], 0
    for one in histories:
        steps += [done + step for step in one.steps]
        curve += list(-np.sum([np.stack(term) for term in one.terms.values()], axis=0))
        done = steps[-1] + 1
    grid = np.linspace(steps[0], steps[-1], _TENTHS * _POINTS)
    found = []
    for seed, values in zip(seeds, np.stack(curve).astype(float).T, strict=True):
        tenths = np.interp(grid, steps, values).reshape(_TENTHS, _POINTS).mean(1)
        fell = tenths[-1] < tenths.max() - (tenths.max() - tenths[0]) / 2
        found.append(float(seed in failed or fell))
    return np.array(found)
