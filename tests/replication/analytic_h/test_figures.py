"""The figures of Appendix D."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.analytic_h import (
    approximation,
    boundary,
    landscape,
    measures_by_lambda1,
    slopes,
)
from replication.kit import Result


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_boundary_shows_every_end_and_joins_it_to_its_start(straight: Result) -> None:
    panels = boundary(straight.arrays).axes
    ends = [line for axes in panels for line in axes.lines if line.get_label() == "end"]
    for line, name in zip(ends, ("h_d", "h_d_glorot", "h_log_glorot"), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), straight.arrays[f"{name}_ab"].ravel())
        np.testing.assert_array_equal(line.get_xdata(), np.tile(straight.arrays["sweep"], 2))
    joins = [line for line in panels[1].lines if len(line.get_xydata()) == 2]  # type: ignore[arg-type]
    assert len(joins) == straight.arrays["h_d_glorot_ab"].size


def test_the_landscape_marks_minimum_and_saddle_where_they_exist() -> None:
    panels = landscape().axes[:3]
    assert [len(axes.lines) for axes in panels] == [0, 2, 2]
    minimum, saddle = (line.get_xydata()[0] for line in panels[2].lines)  # type: ignore[index]
    assert minimum == pytest.approx([1, 1], rel=1e-2)  # as delta tends to 0
    assert saddle == pytest.approx([1 / 4, 1], rel=1e-2)  # 1 / (1 + 2 lambda1)


def test_the_approximation_is_drawn_with_the_next_term(closed: Result) -> None:
    errors, series = approximation(closed.arrays).axes[0].lines
    np.testing.assert_array_equal(errors.get_ydata(), closed.arrays["approximation_error"])
    assert np.asarray(series.get_ydata())[-1] == pytest.approx(2.5e-7)


def test_slopes_are_in_units_of_equation_10(uniform: Result) -> None:
    (axes,) = slopes({"uniform": uniform.arrays}, 1000 / 12).axes
    lines = {str(line.get_label()): np.asarray(line.get_ydata()) for line in axes.lines}
    assert set(lines) == {"h(d) = d", "h(d) = log d", "linear encoder", "best exact encoder"}
    assert lines["linear encoder"] == pytest.approx(1)
    middle = lines["best exact encoder"][len(axes.lines[0].get_xydata()) // 2]  # type: ignore[arg-type]
    assert middle == pytest.approx(np.sqrt(3 / 4), rel=1e-2)


def test_measures_have_a_point_for_every_seed_that_moves_everywhere(uniform: Result) -> None:
    arrays = {name: values.copy() for name, values in uniform.arrays.items()}
    arrays["h_d_misfit"][0, 0] = np.inf
    shown = {"misfit": "misfit", "energy_error": "energy"}
    panels = measures_by_lambda1({"uniform": (uniform.record, arrays)}, shown).axes
    assert [axes.get_title() for axes in panels] == ["misfit", "energy"]
    for axes, name in zip(panels, shown, strict=True):
        (points,) = [line for line in axes.lines if line.get_marker() == "o"]
        expected = arrays[f"h_d_{name}"].ravel().copy()
        expected[0] = np.nan
        np.testing.assert_array_equal(points.get_ydata(), expected)
        known = [line for line in axes.lines if line.get_label() == "linear encoder"]
        value = uniform.record.arms["straight"].by_seed(name)[0]
        assert known[0].get_ydata() == [value, value]
