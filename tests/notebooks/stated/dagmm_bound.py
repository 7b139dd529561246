"""The numbers of the page on DAGMM's equations."""

import numpy as np

from replication.ledger import scoreboard
from tests.notebooks.stated import Check, between, equal, metric, record, true


def _verdicts(*arms: str) -> list[str]:
    """Of all claims on these arms, or on all arms."""
    judged = (one for one in scoreboard() if one.claim.experiment == "dagmm_bound")
    return [one.verdict for one in judged if not arms or one.claim.method in arms]


def _weight(name: str) -> float:
    return float(record("dagmm_bound", "collapse").config[name])


STATED: dict[str, Check] = {
    "**every equation holds**": true(
        lambda: [found == "holds" for found in _verdicts("eq5", "eq6", "eq8", "eq9", "eq10")]
    ),
    "One sentence of the notes": equal(1, lambda: _verdicts().count("refuted")),
    "is at least twice the squared distance": true(
        lambda: metric("dagmm_bound", "mixture", "elsewhere", "pinsker_ratio") >= 1
    ),
    "the energy may rise": true(
        lambda: metric("dagmm_bound", "mixture", "bound_alone", "energy_rise") > 0
    ),
    "shrinks to a tenth of its standard": between(
        np.log(10) - 1e-6,
        np.log(10) + 1e-6,
        lambda: metric("dagmm_bound", "collapse", "unpenalised", "fall"),
    ),
    "= 0.1$ and": equal(0.1, lambda: _weight("lambda1")),
    "= 0.005$, the weighted": equal(0.005, lambda: _weight("lambda2")),
    "least at a variance of 0.1": true(
        lambda: [
            abs(2 * _weight("lambda2") / _weight("lambda1") - 0.1) < 1e-9,
            metric("dagmm_bound", "collapse", "penalised", "variance_error") < 0.01,
        ]
    ),
    "Another stays undecided: by the notes a prior depends on the sample, where Eq. 6 has": true(
        lambda: _verdicts("prior_printed") == ["undecided"]
    ),
}

DEFINED = ("latent of one dimension", "its one stationary point", "should be at least 1")
