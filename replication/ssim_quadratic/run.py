"""Appendix C of the RaDOGAGA paper: 1 - SSIM against its quadratic form."""

import time

import numpy as np

from replication.kit import Outcome, Run
from replication.kit.options import check_fits
from replication.ssim_quadratic.config import Config
from replication.ssim_quadratic.matrices import Floats
from replication.ssim_quadratic.measures import SIZES, WIDE, beyond_the_bound, measure
from replication.ssim_quadratic.windows import SOURCES

__all__ = ["run"]

_SHOWN = 40  # windows whose 1 - SSIM a figure shows


def run(config: Config, run: Run) -> Outcome:
    r"""Draw windows and pictures, disturb them, and compare 1 - SSIM with the form; on the CPU.

    The arms, whose measures :mod:`replication.ssim_quadratic.measures` explains:

    - ``form``: Eqs. 62 to 65 with N read as the number of pixels, and ``form_printed`` with N the
      width of the window;
    - ``m`` and ``v``: the two matrices, and ``m_printed`` and ``v_printed`` likewise;
    - ``l`` and ``l_printed``: the Cholesky factor of the form, transposed, and itself;
    - ``stabilised``: the form with the constants :math:`C_1 = k_1^2` and :math:`C_2 = k_2^2`;
    - ``picture``: its mean over the windows of a picture, against 1 - SSIM of the picture.

    The arrays hold the root mean square of each remainder, ``(seeds, sizes)``; of the first seed
    1 - SSIM at larger sizes, ``(sizes, windows)``, and the windows, ``(windows, n)``; a picture.
    """
    clock = time.perf_counter()
    pictures = SOURCES[run.part]()
    check_fits("pixels a side", min(pictures.pixels.shape[1:]), side=config.side)
    share_flat, flat = pictures.flat(config.width)  # of all windows there are, drawn or not
    values: list[dict[str, dict[str, float]]] = []
    measured: list[dict[str, Floats]] = []
    for seed in run.seeds:
        rng = np.random.default_rng(seed)
        windows = pictures.cut(rng, config.windows, config.width)
        squares = pictures.cut(rng, config.pictures, config.side)
        by_arm, of_seed = measure(config, windows, squares, rng)
        by_arm["form"]["undefined"] = share_flat
        by_arm["stabilised"]["undefined"] = share_flat * beyond_the_bound(config, flat, rng)
        values.append(by_arm)
        measured.append(of_seed)
    seconds = (time.perf_counter() - clock) / len(values[0])
    arms = {
        name: run.arm({key: [of[name][key] for of in values] for key in metrics}, seconds=seconds)
        for name, metrics in values[0].items()
    }
    first = measured[0]
    arrays: dict[str, np.ndarray] = {
        "sizes": SIZES,
        "wide_sizes": WIDE,
        "wide_cost": first["wide_cost"][:, :_SHOWN],
        "windows": first["windows"].astype(np.float32),
        "scene": pictures.scene.astype(np.float32),
    }
    for name in first:
        if name.endswith("_rms"):
            arrays[name] = np.stack([of_seed[name] for of_seed in measured])
    return Outcome(arms, pictures.data, arrays)
