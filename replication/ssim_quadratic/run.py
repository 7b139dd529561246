"""Appendix C of the RaDOGAGA paper: 1 - SSIM against its quadratic form."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.training import History
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin
from replication.ssim_quadratic.measures import K1, K2, SIZES, WIDE, Measured, measure
from replication.ssim_quadratic.windows import SOURCES

__all__ = ["HEADINGS", "PARTS", "SSIMQuadratic", "configure", "run"]

PARTS = tuple(SOURCES)
"""Parts of the experiment by the name of their data."""

HEADINGS = {
    "order": "order of the remainder",
    "error": "relative error",
    "least_eigenvalue": "least over largest eigenvalue",
    "rank": "rank",
    "undefined": "share of windows without a form",
}
"""The measures that tables show, by their name in the records."""

_SHOWN = 40  # windows whose 1 - SSIM a figure shows


@dataclass(frozen=True)
class SSIMQuadratic:
    """Configuration of one part."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """One draw of windows, pictures and disturbances each."""
    windows: int
    pictures: int


def configure(
    dataset: str = "digits", profile: str = "smoke", seeds: int | None = None
) -> SSIMQuadratic:
    """The configuration of a profile.

    The appendix measures nothing, so all numbers are ours. ``paper``: 20 seeds of 500 windows and
    50 pictures. ``reduced``: 5 seeds of 200 and 20. ``smoke``: 2 seeds of 100 and 10.

    Parameters
    ----------
    dataset
        One of :data:`PARTS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: ssim_quadratic knows {', '.join(PARTS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 5, "paper": 20})
    windows = {"smoke": 100, "reduced": 200, "paper": 500}[profile]
    return SSIMQuadratic(dataset, profile, every, windows, windows // 10)


def run(config: SSIMQuadratic) -> Outcome:
    r"""Draw windows and pictures, disturb them, and hold 1 - SSIM against the form; on the CPU.

    The arms, whose measures :mod:`replication.ssim_quadratic.measures` explains:

    - ``form``: Eqs. 62 to 65 with N read as the number of pixels, and ``form_printed`` with N the
      width of the window;
    - ``m`` and ``v``: the two matrices, and ``m_printed`` and ``v_printed`` likewise;
    - ``stabilised``: the form with the constants :math:`C_1 = 0.01^2` and :math:`C_2 = 0.03^2`;
    - ``picture``: its mean over the windows of a picture, against 1 - SSIM of the picture.

    The arrays hold the root mean square of each remainder, ``(seeds, sizes)``; of the first seed
    1 - SSIM at larger sizes, ``(sizes, windows)``, and the windows, ``(windows, n)``; a picture.

    Parameters
    ----------
    config
        What to run.
    """
    draft = begin("ssim_quadratic", config.dataset, config, "cpu")
    clock = time.perf_counter()
    source = SOURCES[config.dataset]
    pictures = source.load()
    flat = pictures.flat(source.width)
    measured = []
    for seed in config.seeds:
        rng = np.random.default_rng(seed)
        windows = pictures.cut(rng, config.windows, source.width)
        squares = pictures.cut(rng, config.pictures, source.side)
        measured.append(measure(windows, squares, flat, rng))
    share_flat = len(flat) / pictures.count(source.width)
    for one in measured:  # of all windows there are, drawn or not
        one.values["form"]["undefined"] = share_flat
        one.values["stabilised"]["undefined"] = share_flat * one.values["stabilised"].pop("astray")
    seconds = time.perf_counter() - clock
    names = measured[0].values
    arms = {
        name: arm(
            config.seeds,
            {metric: [one.values[name][metric] for one in measured] for metric in names[name]},
            History(),
            {},
            seconds / len(names),
        )
        for name in names
    }
    settings = {"width": source.width, "side": source.side, "k1": K1, "k2": K2}
    return Outcome(draft.record(arms, pictures.data, **settings), _arrays(measured, pictures.scene))


def _arrays(
    measured: Sequence[Measured], scene: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.generic]]:
    first = measured[0].arrays
    arrays: dict[str, npt.NDArray[np.generic]] = {
        name: np.stack([one.arrays[name] for one in measured])
        for name in first
        if name.endswith("_rms")
    }
    return arrays | {
        "sizes": SIZES,
        "wide_sizes": WIDE,
        "wide_cost": first["wide_cost"][:, :_SHOWN],
        "windows": first["windows"].astype(np.float32),
        "scene": scene.astype(np.float32),
    }
