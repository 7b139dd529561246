"""Tables of what the faults do, and of the networks they are tried on."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from replication.kit.style import Arrays

if TYPE_CHECKING:
    from replication.dagmm_autopsy.examples import Example

__all__ = ["diagnoses_table", "examples_table"]


def examples_table(examples: Mapping[str, "Example"]) -> pd.DataFrame:
    """What was measured, by the faulty formula and by this library: one row per example."""
    rows = [(e.measured, f"{e.faulty:.4g}", f"{e.right:.4g}") for e in examples.values()]
    index = [example.fault for example in examples.values()]
    return pd.DataFrame(rows, columns=["measured", "faulty", "rdo"], index=index)


def diagnoses_table(arrays: Arrays, measures: Mapping[str, str]) -> pd.DataFrame:
    """Measures before training and after it, as median and range over the seeds, or as a count.

    The measures are those of :func:`replication.dagmm_autopsy.networks.diagnose`, the titles of
    their columns by name.
    """

    def cell(values: npt.NDArray[Any]) -> str:
        if set(values) <= {0.0, 1.0}:
            return f"{values.sum():.0f} of {len(values)}"
        return f"{np.median(values):.3g} ({values.min():.3g} to {values.max():.3g})"

    columns = {
        title: [cell(arrays[f"dagmm_observed_{name}"][k]) for k in (0, -1)]
        for name, title in measures.items()
    }
    return pd.DataFrame(columns, index=[f"step {arrays['dagmm_observed_at'][k]}" for k in (0, -1)])
