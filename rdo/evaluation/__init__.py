"""The published protocol: splits, thresholds and metrics, and paired comparison over seeds."""

from rdo.evaluation.metrics import count_flagged, detection_metrics, flag_top
from rdo.evaluation.paired import paired_p_value
from rdo.evaluation.splits import Split, split_halves

__all__ = [
    "Split",
    "count_flagged",
    "detection_metrics",
    "flag_top",
    "paired_p_value",
    "split_halves",
]
