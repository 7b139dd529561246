"""The training engine: R replicas of one model (seeds or settings) trained in one loop."""

from rdo.training.checkpoints import Checkpoints
from rdo.training.engine import fit
from rdo.training.ensemble import Ensemble
from rdo.training.history import History
from rdo.training.schedule import Observer, Schedule
from rdo.training.scoring import anomaly_scores, score_context
from rdo.training.starts import fix_gauge, gauge_fixed_start, warmed_up_start

__all__ = [
    "Checkpoints",
    "Ensemble",
    "History",
    "Observer",
    "Schedule",
    "anomaly_scores",
    "fit",
    "fix_gauge",
    "gauge_fixed_start",
    "score_context",
    "warmed_up_start",
]
