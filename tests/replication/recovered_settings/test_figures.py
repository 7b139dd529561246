"""What the figures draw."""

import numpy as np
import pytest

from replication.kit import Result
from replication.recovered_settings.figures import along_training, reading_map
from replication.recovered_settings.readings import RULE
from tests.replication.recovered_settings.examples import GLOROT, ROWS, made_up


def test_the_map_has_a_cell_per_reading_and_row_and_a_dot_where_it_is_reached(
    result: Result,
) -> None:
    record = made_up(result, "arrhythmia", {RULE: -3.0, GLOROT: -0.5, ROWS: -7.0})
    figure = reading_map("arrhythmia", record, "Arrhythmia")
    axes = figure.axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names[0] == "mixture of the test rows"
    assert {"the rule", "Glorot's start", "rows to length 1"} <= set(names)
    (image,) = axes.get_images()
    cells = np.asarray(image.get_array())
    assert cells.shape == (len(names), 6)
    np.testing.assert_allclose(cells[names.index("the rule")], -3)
    np.testing.assert_allclose(cells[names.index("rows to length 1")], -6)
    dots = [tuple(np.ravel(line.get_xydata())) for line in axes.lines]
    assert len(dots) == len(set(dots))
    assert sum(y == names.index("Glorot's start") for _, y in dots) == 4


def test_f1_along_the_training_has_the_printed_band(result: Result) -> None:
    record = made_up(result, "thyroid", {RULE: -3.0, GLOROT: -0.5, ROWS: 2.0})
    steps = np.array([0, 1000, 2000])
    arrays = {f"{arm}_at": steps for arm in record.arms}
    arrays |= {f"{arm}_f1": np.full((3, 2), 0.4) for arm in record.arms}
    figure = along_training("thyroid", record, arrays, [RULE, ROWS])
    first = figure.axes[0]
    (band,) = first.patches
    low, high = band.get_extents().transformed(first.transData.inverted()).intervaly
    assert (low, high) == pytest.approx((0.4755 - 0.0491, 0.4755 + 0.0491))
    assert [line.get_label() for line in first.lines] == ["the rule", "rows to length 1"]
    assert first.lines[0].get_xdata()[-1] == 2  # type: ignore[index]
    assert len(figure.axes) == 6
