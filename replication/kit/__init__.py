"""What two or more experiments use."""

from replication.finding import find, names
from replication.kit.experiment import Experiment, Outcome, Start, together
from replication.kit.parameters import check_parameters
from replication.kit.run import Run
from replication.kit.running import Result, run_experiment

__all__ = [
    "Experiment",
    "Outcome",
    "Result",
    "Run",
    "Start",
    "check_parameters",
    "find",
    "names",
    "run_experiment",
    "together",
]
