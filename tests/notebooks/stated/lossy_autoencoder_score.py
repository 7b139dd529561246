"""The numbers of the page on Propositions 1 and 2."""

from replication.lossy_autoencoder_score import gaussian, line
from tests.notebooks.stated import Check, between, equal, mean, record, true

_NAME = "lossy_autoencoder_score"

STATED: dict[str, Check] = {
    "in four settings its error falls like $\\lambda$ to a power of 0.99 to 1.04": between(
        0.985,
        1.045,
        lambda: [
            mean(_NAME, part, arm, "order")
            for part, arm in (
                ("gaussian", "linear"),
                ("mixture_1d", "stationary"),
                ("mixture_2d", "constructed"),
                ("mixture_2d", "trained"),
            )
        ],
    ),
    "**But no map is best:** a staircase": true(
        lambda: mean(_NAME, "mixture_1d", "staircase", "global_margin") < 0
    ),
    "so that the stationary map is a saddle": true(
        lambda: mean(_NAME, "mixture_1d", "ripple", "local_margin") < 0
    ),
    "it is a minimum, in the families that we tried": true(
        lambda: [
            mean(_NAME, "mixture_2d", "trained", "curvature") > 0,
            mean(_NAME, "mixture_1d", "ripple", "coarse_curvature") > 0,
        ]
    ),
    "Over four covariances in one to three dimensions": equal(
        4, lambda: len(gaussian._COVARIANCES)
    ),
    "too large by a twentieth": equal(1.05, lambda: record(_NAME, "gaussian").config["beyond"]),
    "a few hundred smooth bumps": between(
        200, 400, lambda: record(_NAME, "mixture_2d").config["potentials"]
    ),
    "Filled markers fall with slope 1": between(
        0.95,
        1.05,
        lambda: [
            mean(_NAME, "mixture_1d", "stationary", "order"),
            mean(_NAME, "mixture_2d", "constructed", "order"),
            mean(_NAME, "mixture_2d", "trained", "order"),
        ],
    ),
    "the line falls with slope 2": between(
        1.95, 2.05, lambda: mean(_NAME, "mixture_1d", "stationary", "second_order")
    ),
    "ripples of up to 0.7 and from 1.5 times": true(
        lambda: (line._COARSE, line._FINE) == (0.7, 1.5)
    ),
}

DEFINED = (
    "where 1 is expected",
    "a mixture of two Gaussians on the line",
    "when half the score is taken off",
    "**The displacement is half of",
    "misses half the score by an error that should fall like $\\lambda$ to the power 1",
    "the one farthest from 1 is shown",
    "the solution and half the score",
    "stays from half the score",
    "may be differentiated twice",
)
