"""One module a table or figure of a paper: its configuration, its run, its figures."""

from rdo.experiments.catalogue import EXPERIMENTS, run_experiment
from rdo.experiments.outcome import Outcome

__all__ = ["EXPERIMENTS", "Outcome", "run_experiment"]
