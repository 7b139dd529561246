"""The figures of Appendix C show what was measured."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.ssim_quadratic import run as ssim_quadratic
from replication.ssim_quadratic.figures import (
    cost_map,
    disturbance_costs,
    matrix_and_spectrum,
    remainder_orders,
    weights,
)


@pytest.fixture(scope="module")
def arrays() -> Mapping[str, Any]:
    return ssim_quadratic.run(ssim_quadratic.configure("photographs")).arrays


def test_the_remainders_are_drawn_with_their_slopes(arrays: Mapping[str, Any]) -> None:
    figure = remainder_orders(arrays)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert [label.split("slope ")[1] for label in labels[:5]] == [
        "2.00",
        *["3.00"] * 2,
        *["4.00"] * 2,
    ]
    assert labels[1].startswith("N the number of pixels")
    plt.close("all")


def test_the_spectrum_goes_below_0_with_n_the_width_alone(arrays: Mapping[str, Any]) -> None:
    axes = matrix_and_spectrum(arrays).axes[3]
    pixels, printed = (np.asarray(line.get_ydata(), dtype=float) for line in axes.lines[:2])
    assert pixels[1:] == pytest.approx(1)
    assert pixels[0] == pytest.approx(1 / 3, rel=0.2)
    assert printed[0] < 0
    plt.close("all")


def test_the_same_pattern_costs_more_on_a_smooth_window(arrays: Mapping[str, Any]) -> None:
    axes = disturbance_costs(arrays).axes
    costs = [float(one.get_xlabel().split("\n")[0]) for one in axes if "form" in one.get_xlabel()]
    smooth, textured = np.array(costs).reshape(2, 5)
    assert (smooth[1:] > 10 * textured[1:]).all()
    assert smooth[1] < smooth[2]  # adding contrast, and taking it away
    plt.close("all")


def test_maps_and_shares_are_drawn(arrays: Mapping[str, Any]) -> None:
    figure = cost_map(arrays)
    assert [axes.get_title() for axes in figure.axes[:3]] == [
        "picture",
        "cost of brightness",
        "cost of pattern",
    ]
    (line,) = weights({"photographs": arrays}).axes[0].lines[:1]
    assert np.asarray(line.get_ydata(), dtype=float)[-1] == 1
    plt.close("all")
