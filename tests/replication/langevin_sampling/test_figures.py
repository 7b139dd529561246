"""Figures show the arrays they are given."""

import matplotlib.pyplot as plt
import numpy as np

from replication.kit import Result
from replication.langevin_sampling import along_the_walk, settings_swept, walk_images


def test_the_figures_show_what_was_measured(result: Result) -> None:
    arrays = result.arrays
    assert len(walk_images(arrays).axes) == 2 * 4 * 5
    near, sure = along_the_walk(result.record, arrays).axes
    drawn = np.asarray(near.lines[0].get_ydata(), dtype=float)
    np.testing.assert_allclose(drawn, arrays["walks_distance"].mean(0), rtol=1e-6)
    assert len(sure.lines) == 1
    steps, _ = settings_swept(arrays).axes
    drawn = np.asarray(steps.lines[0].get_ydata(), dtype=float)
    np.testing.assert_allclose(drawn, arrays["sweep_accuracy"].mean(0)[::-1], rtol=1e-6)
    plt.close("all")
