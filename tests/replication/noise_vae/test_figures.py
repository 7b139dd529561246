"""The figures of the sweeps over noise."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.kit import Result
from replication.noise_vae.figures import (
    factor_pulses,
    gram_matrices,
    membership,
    residuals,
    sweep_curves,
    traversals,
)


def test_the_sweeps_are_drawn_over_the_normalised_variance(result: Result) -> None:
    figure = sweep_curves(result.record)
    assert len(figure.axes) == 4
    kl = figure.axes[1]
    fixed = kl.containers[0].lines[0]  # type: ignore[attr-defined]
    np.testing.assert_allclose(fixed.get_xdata(), [0.01, 0.1], rtol=1e-6)
    expected = np.mean(result.record.arms["fixed_0_01"].finished("kl"))
    assert fixed.get_ydata()[0] == pytest.approx(expected)
    plt.close("all")


def test_a_residual_is_the_distance_of_image_and_reconstruction(result: Result) -> None:
    figure = residuals(result.record, result.arrays)
    shown = figure.axes[8].images[0].get_array()
    # Of the variances shown, the tiny run has 0.1.
    expected = result.arrays["images"][0, 0] - result.arrays["rebuilt_fixed_0_1"][0, 0]
    np.testing.assert_allclose(np.asarray(shown, float), np.abs(expected), atol=1e-6)
    assert len(figure.axes) == 8 * 5
    plt.close("all")


def test_the_other_pictures_are_drawn(result: Result) -> None:
    assert len(membership(result.arrays).axes) == 4 * 8
    assert len(traversals(result.record, result.arrays, "learnt_beta8").axes) == 4 * 7
    pulses = factor_pulses(result.record, result.arrays).axes
    heights = [bar.get_height() for bar in pulses[0].patches]  # type: ignore[attr-defined]
    assert heights == sorted(heights, reverse=True)
    assert len(gram_matrices(result.record, result.arrays).axes) == 3
    plt.close("all")
