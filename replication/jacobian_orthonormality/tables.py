"""Tables of Appendix A: what follows from Eq. 10, and how soon the size is right."""

import numpy as np
import pandas as pd

from replication.kit.labels import H
from replication.kit.style import Arrays, floats
from replication.ledger import Record

__all__ = ["CONSEQUENCES", "steps_to_the_size"]

CONSEQUENCES = {
    "volume_error": "error of the volume",
    "volume_spread": "standard deviation of its logarithm",
    "distance_spread": "variation of the distances",
    "decomposition_error": "error of the two parts",
    "likelihood_error": "error of the likelihood, nats",
    "likelihood_spread": "its standard deviation, nats",
}
"""Headings for the measures of what the paper draws from Eq. 10 and of Section 4.1's two parts;
each is 0 where the paper is right, but for sampling."""


def steps_to_the_size(record: Record, arrays: Arrays) -> pd.DataFrame:
    """Steps until the size is within a factor of two of Eq. 10's for good, from either start.

    One row per h: the first step from which on the median over the seeds stays between 1/2 and 2,
    or that there was none; the fixed gauge with its warm-up counted.
    """

    def reached(arm: str, before: int) -> str:
        median, at = np.median(floats(arrays, f"{arm}_median"), axis=1), arrays[f"{arm}_at"]
        outside = np.flatnonzero((median < 0.5) | (median > 2))
        first = outside[-1] + 1 if len(outside) else 0
        return f"{before + at[first]:,}" if first < len(at) else f"not within {at[-1]:,}"

    warm_up = int(record.config["warm_up_steps"])
    rows = {
        title: {
            "Glorot's start": reached(f"printed_{h}", 0),
            "gauge fixed": reached(f"gauge_{h}", warm_up),
        }
        for h, title in H.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")
