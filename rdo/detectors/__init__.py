"""Outlier detectors for tables, as scikit-learn has them."""

from rdo.detectors.column import Column
from rdo.detectors.columns import Columns

__all__ = ["Column", "Columns"]
