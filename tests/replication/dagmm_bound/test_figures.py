"""The figure."""

from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.dagmm_bound import bound_and_collapse
from replication.kit import Result


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_lines_are_the_arrays(of_part: Callable[[str], Result]) -> None:
    mixture, collapse = of_part("mixture").arrays, of_part("collapse").arrays
    left, right = bound_and_collapse(mixture, collapse).axes
    bound, energy = left.lines
    np.testing.assert_array_equal(bound.get_ydata(), mixture["em_bound"][0])
    np.testing.assert_array_equal(energy.get_ydata(), mixture["em_energy"][0])
    penalised, alone, least = right.lines
    np.testing.assert_array_equal(penalised.get_ydata(), collapse["penalised"])
    np.testing.assert_array_equal(alone.get_ydata(), collapse["energy"])
    assert np.asarray(least.get_xdata())[0] == pytest.approx(0.1)
