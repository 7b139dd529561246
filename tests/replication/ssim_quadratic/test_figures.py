"""The figures of Appendix C show what was measured."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from rdo.distortions import one_minus_ssim
from replication.kit import Result, run_experiment
from replication.ssim_quadratic import figures
from replication.ssim_quadratic.figures import (
    cost_map,
    disturbance_costs,
    matrix_and_spectrum,
    remainder_orders,
    weights,
)


@pytest.fixture(scope="module")
def photographs() -> Result:
    return run_experiment("ssim_quadratic", dataset="photographs")


def test_the_remainders_are_drawn_with_their_slopes(photographs: Result) -> None:
    figure = remainder_orders(photographs.arrays)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert [label.split("slope ")[1] for label in labels[:5]] == [
        "2.00",
        *["3.00"] * 2,
        *["4.00"] * 2,
    ]
    assert labels[1].startswith("N the number of pixels")
    plt.close("all")


def test_the_spectrum_goes_below_0_with_n_the_width_alone(photographs: Result) -> None:
    axes = matrix_and_spectrum(photographs.arrays).axes[3]
    pixels, printed = (np.asarray(line.get_ydata(), dtype=float) for line in axes.lines[:2])
    assert pixels[1:] == pytest.approx(1)
    assert pixels[0] == pytest.approx(1 / 3, rel=0.2)
    assert printed[0] < 0
    plt.close("all")


def test_the_same_pattern_costs_more_on_a_smooth_window(photographs: Result) -> None:
    axes = disturbance_costs(photographs.arrays).axes
    costs = [float(one.get_xlabel().split("\n")[0]) for one in axes if "form" in one.get_xlabel()]
    smooth, textured = np.array(costs).reshape(2, 5)
    assert (smooth[1:] > 10 * textured[1:]).all()
    assert smooth[1] < smooth[2]  # adding contrast, and taking it away
    plt.close("all")


def test_maps_and_shares_are_drawn(photographs: Result) -> None:
    figure = cost_map(photographs.record, photographs.arrays)
    assert [axes.get_title() for axes in figure.axes[:3]] == [
        "picture",
        "cost of brightness",
        "cost of pattern",
    ]
    (line,) = weights({"photographs": photographs.arrays}).axes[0].lines[:1]
    assert np.asarray(line.get_ydata(), dtype=float)[-1] == 1
    plt.close("all")


def test_the_cost_of_one_window_is_that_of_the_library() -> None:
    rng = np.random.default_rng(0)
    x, dx = rng.uniform(0.1, 1, 64), 0.1 * rng.normal(size=64)
    a, b = (torch.from_numpy(pixels.reshape(1, 8, 8)) for pixels in (x, x + dx))
    expected = one_minus_ssim(a, b, 8, k1=0, k2=0).item()
    assert figures._cost(x, dx) == pytest.approx(expected, rel=1e-12)
