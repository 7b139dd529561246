"""The numbers of the page on RaDOGAGA's Appendix D."""

import numpy as np
import numpy.typing as npt

from replication.analytic_h.config import configure
from tests.notebooks.stated import Check, arrays, between, equal, metric, record, true

_CURVED = ("uniform", "bimodal")


def _of(part: str, arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric("analytic_h", part, arm, name)


def _off(name: str) -> npt.NDArray[np.float64]:
    """Relative error of ab or b under log d, seed by seed and setting by setting."""
    return np.asarray(np.abs(arrays("analytic_h", "gaussian")[f"h_log_grid_{name}"] - 1))


def _weighted() -> npt.NDArray[np.float64]:
    """Of Thyroid's directions, in the units of the line."""
    arm = record("unstated_choices", "thyroid").arms["radogaga_d_rule"]
    variance = arrays("unstated_choices", "thyroid")["radogaga_d_rule_direction_variance"]
    return np.asarray(arm.config["lambda1"] * variance.mean(0))


def _explained_more(table: str, part: str) -> npt.NDArray[np.float64]:
    """Share of the variance that log d explains more than d, by seed."""
    log, d = (metric(table, part, f"radogaga_{h}", "variance_explained") for h in ("log", "d"))
    return np.asarray(log - d)


STATED: dict[str, Check] = {
    "than $h(d) = d$ on Thyroid in Table 1, in all twenty seeds, and less in every other row": true(
        lambda: [
            (_explained_more("table1", "thyroid") > 0).sum() == 20,
            *(
                _explained_more(table, part).mean() < 0
                for table in ("table1", "table4")
                for part in ("arrhythmia", "thyroid", "kddcup", "kddcup_rev")
                if (table, part) != ("table1", "thyroid")
            ),
        ]
    ),
    "it comes to $ab$ within 2 % in three seeds of five, and misses $b$ in": true(
        lambda: [
            (_of("gaussian", "h_log", "ab_error") < 0.02).sum() == 3,
            len(_of("gaussian", "h_log", "b_error")) == 5,
            _of("gaussian", "h_log", "b_error").min() > 0.2,
        ]
    ),
    "ends at the paper's minimum wherever there is one, and keeps nothing where there is none": (
        true(
            lambda: [
                _of("gaussian", "h_d", "ab_error").max() < 0.004,
                _of("gaussian", "h_d", "ab_below").max() < 1e-9,
            ]
        )
    ),
    "On the paper's own Thyroid no direction but the first has such a minimum": equal(
        1, lambda: (_weighted() >= 2).sum()
    ),
    "on the curve, to a few thousandths, and every run to the left of it at nothing": true(
        lambda: [
            _of("gaussian", "h_d", "ab_error").max() < 0.004,
            _of("gaussian", "h_d", "ab_below").max() < 1e-9,
        ]
    ),
    "About half are lost, under either $h$": between(
        0.4,
        0.6,
        lambda: [_of("gaussian", f"h_{h}_glorot", "found").mean() for h in ("d", "log")],
    ),
    "Its $ab$ is very nearly 1 in most settings": between(
        0.9, 1, lambda: (_off("ab") < 0.01).mean()
    ),
    "is off by tens of per cent in many and by far more in the worst": true(
        lambda: [0.3 < (_off("b") > 0.1).mean() < 0.6, _off("b").max() > 1]
    ),
    "on a straight line in 16 dimensions": equal(
        16, lambda: [record("analytic_h", part).data.columns for part in _CURVED]
    ),
    "$h(d) = d$ fits the prior better than $\\log d$, and $\\log d$ keeps the slope more nearly "
    "constant than $d$, in every seed": true(
        lambda: [
            _of(part, "h_d", name) > 0 if name == "misfit_gain" else _of(part, "h_d", name) < 0
            for part in _CURVED
            for name in ("misfit_gain", "slope_variation_gain")
        ]
    ),
    "which of the two loses less changes from seed to seed": true(
        lambda: [
            _of(part, "h_d", "lost_gain").min() < 0 < _of(part, "h_d", "lost_gain").max()
            for part in _CURVED
        ]
    ),
    "the same for $\\lambda_1$ from 1 to 1,000": true(
        lambda: [
            np.ptp(np.median(arrays("analytic_h", part)["h_log_slope_variation"], axis=0)) < 0.01
            for part in _CURVED
        ]
    ),
    "all but the first direction of Thyroid lie *below* 2": equal(
        1, lambda: (_weighted() >= 2).sum()
    ),
    "6,000 for linear networks and 15,000 for the others": true(
        lambda: [
            getattr(configure(part, "paper"), "steps", None) == steps
            for part, steps in (("gaussian", 6_000), ("uniform", 15_000), ("bimodal", 15_000))
        ]
    ),
}

DEFINED = (
    "of two such densities",
    "## Two valleys",
    "$x$ has variance 1",
    "falls towards 2",
    "At 2 they meet",
    "At exactly 2, where minimum and saddle are one",
    "there with thousands of weights",
    "Two encoders need no training",
    "of the first half of this page",
)
