"""Tables, and detectors that train for a moment."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.detectors import DAGMMDetector, RaDOGAGADetector

__all__ = ["KINDS", "Kind", "frame", "quick", "table"]

Kind = type[RaDOGAGADetector] | type[DAGMMDetector]
KINDS: list[Kind] = [RaDOGAGADetector, DAGMMDetector]


def table(rows: int = 60, columns: int = 4, seed: int = 0) -> npt.NDArray[np.float64]:
    """Normal rows with correlated columns."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, columns)) @ rng.normal(size=(columns, columns))


def frame(rows: int = 60) -> pd.DataFrame:
    """The same with names."""
    return pd.DataFrame(table(rows), columns=["flow", "valve", "age", "level"])


def quick(kind: Kind, **parameters: Any) -> Any:
    """Three steps of two replicas."""
    return kind(**{"max_steps": 3, "n_replicas": 2, "random_state": 0, **parameters})
