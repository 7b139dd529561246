"""The numbers of the page on RaDOGAGA's Appendix C."""

from math import sqrt

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from rdo.theory import SSIMForm
from replication.ssim_quadratic import figures
from replication.ssim_quadratic.config import SIDES
from tests.notebooks.stated import Check, arrays, between, equal, mean, metric, record, true

_K = (1 + sqrt(2)) / 4


def _dearer(part: str) -> npt.NDArray[np.float64]:
    """How many times as much a pattern costs as brightness, on each window that has a form."""
    windows = arrays("ssim_quadratic", part)["windows"].astype(float)
    variance = windows.var(1)
    return np.asarray(windows.mean(1)[variance > 0] ** 2 / variance[variance > 0])


def _sky_over_below() -> npt.NDArray[np.float64]:
    """The cost of a pattern in the upper sixth of the picture over that in the others."""
    config = record("ssim_quadratic", "photographs").config
    scene = arrays("ssim_quadratic", "photographs")["scene"].astype(float)
    windows = sliding_window_view(scene, (config["width"], config["width"]))
    form = SSIMForm(windows.reshape(*windows.shape[:2], -1), config["k1"] ** 2, config["k2"] ** 2)
    sky, *below = (np.median(band) for band in np.array_split(form.variance_weight, 6))
    return sky / np.array(below)


STATED: dict[str, Check] = {
    "the error is of third order or smaller on every window that is not of one value": between(
        2.99, 3.01, lambda: [metric("ssim_quadratic", part, "form", "order") for part in SIDES]
    ),
    "its sixteen eigenvalues": equal(16, lambda: SIDES["digits"][0] ** 2),
    "cut at random, hundreds for each seed": equal(
        500, lambda: [record("ssim_quadratic", part).config["windows"] for part in SIDES]
    ),
    "what is left is of second order": between(
        1.99, 2.01, lambda: [mean("ssim_quadratic", p, "form_printed", "order") for p in SIDES]
    ),
    "the error is of *fourth* order": between(
        3.99, 4.01, lambda: [mean("ssim_quadratic", part, "form", "even_order") for part in SIDES]
    ),
    "$q = 0.01$, the true value is within about 17 % of it": between(
        0.165, 0.175, lambda: _K * 0.02**1.5 / 0.01
    ),
    "1 less the 0.93 to which the paper trains, within about 45 %": between(
        0.445, 0.455, lambda: _K * 0.14**1.5 / 0.07
    ),
    "five disturbances with the same root mean square, 0.005": equal(0.005, lambda: figures._RMS),
    "costs tens of times what it costs below it": between(20, 90, _sky_over_below),
    "nearly always dearer, often by orders of magnitude": true(
        lambda: [
            (_dearer("photographs") > 1).mean() > 0.85,
            (_dearer("photographs") > 100).mean() > 0.4,
        ]
    ),
    "the two prices are near each other": between(
        0.3, 4, lambda: np.quantile(_dearer("digits"), [0.05, 0.95])
    ),
}

DEFINED = (
    "has two different eigenvalues",
    "falls short of 1 by",
    "rounds to 1 in single precision",
    "every pattern of mean 0",
    "two in number",
    "1 - SSIM",
    "the slopes 2, 3 and 4",
    "Two lines are steeper",
    "A disturbance of mean 0",
    "between 3 and 4",
    "how many keep to 3",
    "Two eigenvalues mean",
    "has the mean 0",
    "gives four of the five one price",
    "reads 0 / 0",
    "keeps its first half alone",
)
