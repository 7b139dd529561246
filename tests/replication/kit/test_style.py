"""Figures of one width, in which a method has one colour."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.kit.labels import METHODS
from replication.kit.style import (
    COLUMNS,
    WIDTH,
    colour,
    floats,
    legend_above,
    over_seeds,
    panel_grid,
    panels,
)


def test_every_method_has_a_colour_of_its_own_and_controls_share_one() -> None:
    assert len({colour(method) for method in METHODS}) == len(METHODS)
    assert colour("pca") == colour("untrained") == "0.3"


@pytest.mark.parametrize(("count", "columns"), [(1, COLUMNS), (3, COLUMNS), (4, COLUMNS), (4, 4)])
def test_panels_fill_rows_of_one_width(count: int, columns: int) -> None:
    figure, places = panels(count, columns=columns, height=2.0)
    assert len(places) == len(figure.axes) == count
    assert tuple(figure.get_size_inches()) == pytest.approx((WIDTH, 0.3 + 2 * -(-count // columns)))
    plt.close(figure)


def test_a_grid_has_rows_and_columns_even_where_there_is_one() -> None:
    figure, grid = panel_grid(1, 2, 3.0, sharey=True)
    assert grid.shape == (1, 2)
    assert tuple(figure.get_size_inches()) == (WIDTH, 3)
    assert grid[0, 0].get_shared_y_axes().joined(*grid[0])
    plt.close(figure)


def test_a_legend_stands_above_all_panels() -> None:
    figure, (left, _) = panels(2)
    left.plot([0, 1], label="a line")
    legend_above(figure, left, 1)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a line"]
    plt.close(figure)


def test_arrays_are_read_in_double_precision() -> None:
    assert floats({"x": np.ones(2, dtype=np.float32)}, "x").dtype == np.float64


def test_a_middle_over_no_seed_is_no_number_and_no_warning() -> None:
    values = np.array([[1.0, np.nan, 3.0], [np.nan] * 3])
    for reduce, right in ((np.nanmean, 2.0), (np.nanmedian, 2.0), (np.nanmax, 3.0)):
        np.testing.assert_array_equal(over_seeds(reduce, values), [right, np.nan])
    np.testing.assert_array_equal(over_seeds(np.nanmin, values, 0), [1.0, np.nan, 3.0])
