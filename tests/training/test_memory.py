"""Memory of a run, measured in a process of its own."""

import subprocess
import sys

import pytest

PEAK = """
import resource, sys
import numpy as np, torch
from rdo.models import Architecture, RaDOGAGA
from rdo.training import Ensemble, Schedule, fit

n_rows = int(sys.argv[1])
architecture = Architecture(121, (60, 30), 8, 4, residual_features=True)
ensemble = Ensemble.from_seeds(lambda: RaDOGAGA(architecture, lambda1=10, lambda2=100), range(20))
data = torch.rand(n_rows, 121)
rows = np.tile(np.arange(n_rows), (20, 1))
fit(ensemble, data, rows, range(20), Schedule(3, 1024, 1e-4))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_mib(n_rows: int) -> float:
    """Peak memory of a few steps of 20 replicas on ``n_rows`` rows of 121 columns."""
    run = subprocess.run(
        [sys.executable, "-c", PEAK, str(n_rows)], capture_output=True, text=True, check=True
    )
    return int(run.stdout) / 2**10


@pytest.mark.slow
def test_a_run_holds_its_table_once_and_little_else() -> None:
    large, small = peak_mib(100_000), peak_mib(10_000)
    assert large < 1.5 * 1024
    # Of 90,000 rows: 42 MiB of data, the rows of every replica as given, in the order of this
    # epoch and of the next, 14 MiB each; nothing of the size of the table a step.
    assert large - small < 42 * 1.5 + 14 * 4 + 20
