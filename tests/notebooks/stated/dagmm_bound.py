"""The numbers of the page on DAGMM's equations."""

from inspect import signature

import numpy as np

from rdo.models import DAGMM
from tests.notebooks.stated import Check, arrays, between, equal, metric, true


def _least() -> float:
    collapse = arrays("dagmm_bound", "collapse")
    return float(collapse["variance"][collapse["penalised"].argmin()])


def _weight(name: str) -> float:
    return float(signature(DAGMM).parameters[name].default)


STATED: dict[str, Check] = {
    "is at least twice the squared distance": true(
        lambda: metric("dagmm_bound", "mixture", "elsewhere", "pinsker_ratio") >= 1
    ),
    "If a latent shrinks to a tenth": between(
        np.log(10) - 1e-6,
        np.log(10) + 1e-6,
        lambda: metric("dagmm_bound", "collapse", "unpenalised", "fall"),
    ),
    "= 0.1$ and": equal(0.1, lambda: _weight("lambda1")),
    "= 0.005$, the energy": equal(0.005, lambda: _weight("lambda2")),
    "together least at a variance of 0.1": between(0.099, 0.101, _least),
    "errors of less than a thousandth are zeros": true(
        lambda: metric("dagmm_bound", "mixture", "eq9", "error") < 1e-3
    ),
}

DEFINED = ("two sentences of the notes",)
