"""The engine: many replicas of one model trained in one loop."""

from rdo.training.engine import Schedule, Training, fit
from rdo.training.ensemble import Ensemble
from rdo.training.starts import fix_gauge, gauge_fixed_start

__all__ = [
    "Ensemble",
    "Schedule",
    "Training",
    "fit",
    "fix_gauge",
    "gauge_fixed_start",
]
