"""Splits, thresholds and metrics, published protocols, and paired comparison over seeds."""

from rdo.evaluation.metrics import (
    count_flagged,
    detection_metrics,
    flag_highest,
    flag_top,
    ranking_metrics,
    threshold_metrics,
)
from rdo.evaluation.paired import paired_p_value
from rdo.evaluation.protocols import PROTOCOLS, Protocol, f1_at, judge
from rdo.evaluation.splits import Split, split_halves

__all__ = [
    "PROTOCOLS",
    "Protocol",
    "Split",
    "count_flagged",
    "detection_metrics",
    "f1_at",
    "flag_highest",
    "flag_top",
    "judge",
    "paired_p_value",
    "ranking_metrics",
    "split_halves",
    "threshold_metrics",
]
