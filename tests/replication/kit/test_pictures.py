"""Grids of pictures."""

import numpy as np
import pytest

from replication.kit.pictures import name_row, picture_grid, show_picture
from replication.kit.style import WIDTH


@pytest.mark.parametrize("columns", [2, 9])
def test_a_grid_keeps_the_shape_of_its_pictures_and_the_page_its_width(columns: int) -> None:
    images = np.zeros((4, 1, 20, 10), dtype=np.uint8)
    figure, grid = picture_grid(3, columns, images)
    assert grid.shape == (3, columns)
    width, height = figure.get_size_inches()
    assert width <= WIDTH + 1e-9
    box = grid[1, 1].get_position()
    shape = (box.height * height) / (box.width * width)
    assert shape == pytest.approx(2, rel=0.05)


def test_grey_and_colour_pictures_are_shown_as_they_are() -> None:
    rng = np.random.default_rng(0)
    _, grid = picture_grid(1, 2, np.zeros((1, 4, 5), dtype=np.uint8))
    for axes, channels in zip(grid[0], (1, 3), strict=True):
        picture = rng.integers(0, 256, (channels, 4, 5), dtype=np.uint8)
        show_picture(axes, picture)
        shown = np.asarray(axes.images[0].get_array())
        expected = picture[0] if channels == 1 else picture.transpose(1, 2, 0)
        np.testing.assert_array_equal(shown, expected)
        assert axes.images[0].get_clim() == (0, 255)
    name_row(grid[0, 0], "first")
    assert grid[0, 0].get_ylabel() == "first"
