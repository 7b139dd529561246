"""Memory of a run, measured in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

PEAK = """
import sys
from pathlib import Path
import numpy as np, torch
from rdo.models import Architecture, RaDOGAGA
from rdo.training import Ensemble, Schedule, fit

n_rows = int(sys.argv[1])
architecture = Architecture(121, (60, 30), 8, 4, residual_features=True)
ensemble = Ensemble.from_seeds(lambda: RaDOGAGA(architecture, lambda1=10, lambda2=100), range(20))
data = torch.rand(n_rows, 121)
rows = np.tile(np.arange(n_rows), (20, 1))
fit(ensemble, data, rows, range(20), Schedule(3, 1024, 1e-4))
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


def peak_mib(n_rows: int) -> float:
    """Peak memory of a few steps of 20 replicas on ``n_rows`` rows of 121 columns.

    Read from the kernel's notes on the process, since the usual ``ru_maxrss`` of a child starts at
    the memory of its parent.
    """
    run = subprocess.run(
        [sys.executable, "-c", PEAK, str(n_rows)], capture_output=True, text=True, check=True
    )
    return int(run.stdout) / 2**10


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system keeps no such notes")
def test_a_run_holds_its_table_once_and_little_else() -> None:
    large, small = peak_mib(100_000), peak_mib(10_000)
    assert large < 1.5 * 1024
    # Of 90,000 rows: 42 MiB of data, the rows of every replica as given, in the order of this
    # epoch and of the next, 14 MiB each; nothing of the size of the table a step.
    assert large - small < 42 * 1.5 + 14 * 4 + 20
