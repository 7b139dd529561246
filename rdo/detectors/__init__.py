"""Outlier detectors for scikit-learn that train RaDOGAGA and DAGMM on a table."""

from rdo.detectors.columns import Columns
from rdo.detectors.dagmm import DAGMMDetector
from rdo.detectors.explanations import Explanation
from rdo.detectors.radogaga import RaDOGAGADetector
from rdo.detectors.report import Agreement, Report

__all__ = [
    "Agreement",
    "Columns",
    "DAGMMDetector",
    "Explanation",
    "RaDOGAGADetector",
    "Report",
]
