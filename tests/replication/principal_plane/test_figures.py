"""Figures 1 to 3."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from replication.kit import Result
from replication.principal_plane import EXPERIMENT, random_points


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_figure_shows_a_column_per_set_and_a_row_per_arm(digits: Result) -> None:
    arrays = digits.arrays
    figure = random_points({"digits": arrays, "mnist": arrays})
    grid = np.array(figure.axes).reshape(2, 2)
    assert [axes.get_title() for axes in grid[0]] == ["digits", "MNIST"]
    for row, name in zip(grid, EXPERIMENT.labels, strict=True):
        for axes in row:
            data, noise = axes.collections[:2]
            np.testing.assert_array_equal(data.get_offsets(), arrays[f"{name}_data"])
            np.testing.assert_array_equal(noise.get_offsets(), arrays[f"{name}_noise"])
            assert to_rgb(noise.get_facecolor()[0]) == (0, 0, 0)
            assert len(np.unique(np.asarray(data.get_facecolor()), axis=0)) == 10
    legend = grid[1, 0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [*map(str, range(10)), "noise"]


def test_classes_are_named_where_they_have_names() -> None:
    labels = np.repeat([54, 62, 70, 82, 92], 2)
    points = np.random.default_rng(0).random((10, 2))
    arrays = {f"{name}_{of}": points for name in EXPERIMENT.labels for of in ("data", "noise")}
    figure = random_points({"cifar100_flowers": {**arrays, "labels": labels}})
    assert figure.axes[0].get_title() == "CIFAR-100 flowers"
    legend = figure.axes[1].get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["orchid", "poppy", "rose", "sunflower", "tulip", "noise"]
