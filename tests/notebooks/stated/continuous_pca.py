"""The numbers of the page on RaDOGAGA's Appendix B."""

import numpy as np
import numpy.typing as npt

from replication.continuous_pca.config import configure
from tests.notebooks.stated import Check, arrays, between, equal, metric, record, true


def _of(part: str, arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric("continuous_pca", part, arm, name)


def _own_share() -> float:
    """Of the variance of the Gaussian data, in its first three components."""
    variances = np.sort(arrays("continuous_pca", "gaussian")["variances"])[::-1]
    return float(variances[:3].sum() / variances.sum())


STATED: dict[str, Check] = {
    "Two hundred steps, to see the parts at work": equal(
        200, lambda: configure("gaussian", "smoke").steps
    ),
    "Six columns of Gaussian data": equal(
        6, lambda: record("continuous_pca", "gaussian").data.columns
    ),
    "With linear networks, Gaussian data and $h(d) = d$ training finds PCA, in every seed": true(
        lambda: [
            *(_of("gaussian", "factorised_d", "subspace_angle") < 1),
            *(_of("gaussian", "factorised_d", "axis_angle") < 2),
            *(_of("gaussian", "factorised_log", "subspace_angle") < 1),
            *(_of("gaussian", "factorised_log", "axis_angle") > 2),
        ]
    ),
    "and the variances with their shrinkage, in every seed": true(
        lambda: [
            _of("gaussian", "factorised_d", "axis_angle").max() < 1,
            _of("gaussian", "factorised_d", "subspace_angle").max() < 0.2,
            _of("gaussian", "factorised_d", "variance_error").max() < 0.005,
        ]
    ),
    "$h(d) = d$ puts all of the variance into three": between(
        0.999, 1.001, lambda: _of("gaussian", "wide_d", "energy_share")
    ),
    "It keeps all six": true(lambda: _of("gaussian", "wide_log", "energy_share") < 1),
    "less of its variance is in three than of the data's own": true(
        lambda: _of("gaussian", "wide_log", "energy_share") < _own_share()
    ),
    "Its latents run along the sides, in every seed": between(
        0, 1, lambda: _of("rectangle", "factorised_d", "axis_angle")
    ),
    "what the estimator makes of independent sides": between(
        0,
        0.002,
        lambda: np.abs(
            _of("rectangle", "factorised_d", "mutual_information").mean()
            - _of("rectangle", "isometry", "mutual_information")
        ),
    ),
    "than the tenth we allowed, at a price of about a hundredth of a nat": true(
        lambda: [
            _of("rectangle", "factorised_d", "gram_deviation").min() > 0.1,
            _of("rectangle", "factorised_d", "strain").min() > 0.005,
            _of("rectangle", "factorised_d", "strain").max() < 0.015,
        ]
    ),
    "well below those of the best isometry, in every seed": true(
        lambda: _of("ridge", "factorised_d", "sum") < 0.75 * _of("ridge", "isometry", "sum").mean()
    ),
    "$G$ ends at several times $I$": true(
        lambda: [
            _of(part, "factorised_log", "gram_deviation") > 1.5 for part in ("rectangle", "ridge")
        ]
    ),
    "Its mutual information falls in some seeds and rises in others": true(
        lambda: [
            _of(part, "factorised_log", "information_gain").min()
            < 0
            < _of(part, "factorised_log", "information_gain").max()
            for part in ("rectangle", "ridge")
        ]
    ),
    "12,000 from the fixed gauge": equal(12_000, lambda: configure("ridge", "paper").steps),
}

DEFINED = (
    "in two steps",
    "inequality, used twice",
    "it is 1 in Appendix D's",
    "Where two or more components",
    "On it lie two densities",
    "one trade and not two conditions",
)
