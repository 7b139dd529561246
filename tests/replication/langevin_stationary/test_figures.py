"""Figures show the arrays they are given."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.kit import Result
from replication.langevin_stationary import densities, divergences


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_figures_show_what_was_measured(mixture: Result) -> None:
    measures = "divergence", "relaxation", "ten_steps"
    for axes, what in zip(divergences(mixture.arrays).axes, measures, strict=True):
        drawn = np.asarray(axes.lines[0].get_ydata(), dtype=float)
        np.testing.assert_allclose(drawn, mixture.arrays[f"lossy_{what}"])
    assert len(densities(mixture.arrays).axes) == 4


def test_the_figures_show_the_trained_walks_too(mixture: Result, trained: Result) -> None:
    far, slow, soon = divergences(mixture.arrays, trained.arrays).axes
    for axes, what in ((far, "divergence"), (slow, "relaxation")):
        lines = [np.asarray(line.get_ydata(), dtype=float) for line in axes.lines]
        median = np.median(trained.arrays[f"radogaga_d_{what}"], 0)
        np.testing.assert_allclose(lines[5], median)
    assert len(soon.lines) == 5 + 1  # the walks in closed form, and the start
    assert len(densities(mixture.arrays, trained.arrays).axes) == 6
