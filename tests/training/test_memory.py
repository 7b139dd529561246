"""Freed memory is kept during a training, and given back after it."""

import subprocess
import sys
from pathlib import Path

import pytest

from rdo.training import memory

ONE_STEP_AFTER_ANOTHER = """
import resource
import numpy as np

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(10):
        np.ones(2**22)  # 32 MiB, 8,192 pages of 4 KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20

plain = faults()
keep_memory()
faults()
kept, holding = faults(), resident()
return_memory()
print(plain, kept, holding - resident())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no such notes")
def test_pages_are_taken_once_and_given_back() -> None:
    # The file by itself, since its package loads torch, which takes seconds.
    code = Path(memory.__file__).read_text() + ONE_STEP_AFTER_ANOTHER
    run = subprocess.run(  # our own code, no input
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    plain, kept, returned = (float(number) for number in run.stdout.split())
    if not plain:
        pytest.skip("this C library keeps large blocks by itself")
    assert kept < plain / 20
    assert returned > 30
