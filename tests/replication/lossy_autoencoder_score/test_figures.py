"""Figures show the arrays they are given."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rdo.theory import LinearModel
from replication.kit import Result
from replication.ledger import find_record, read_arrays
from replication.lossy_autoencoder_score import (
    displacements,
    errors,
    falling_loss,
    fields,
    one_theory,
)


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def test_displacements_are_drawn_beside_the_score(results: dict[str, Result]) -> None:
    arrays = results["mixture_1d"].arrays
    moves, misses = displacements(arrays).axes
    near = np.abs(arrays["x"]) <= 2.6
    solution, score = (np.asarray(line.get_ydata(), dtype=float) for line in moves.lines[:2])
    np.testing.assert_allclose(solution, arrays["displacement"][-1][near])
    np.testing.assert_allclose(score, arrays["lams"][-1] * arrays["half_score"][near])
    assert len(misses.lines) == len(arrays["lams"]) + 1  # and zero


def test_every_error_has_its_curve(results: dict[str, Result]) -> None:
    line, plane = results["mixture_1d"].arrays, results["mixture_2d"].arrays
    (axes,) = errors(line, plane).axes
    drawn = [np.asarray(curve.get_ydata(), dtype=float) for curve in axes.lines[:5]]
    np.testing.assert_allclose(drawn[0], line["first_error"])
    np.testing.assert_allclose(drawn[4], plane["trained_second_error"])
    assert [text.get_text() for text in axes.texts] == ["slope 1", "slope 2"]


def test_ripples_and_staircases_have_a_panel_each(results: dict[str, Result]) -> None:
    arrays = results["mixture_1d"].arrays
    ripples, stairs = falling_loss(arrays).axes
    assert len(ripples.lines) == len(arrays["lams"]) + 1  # and zero
    assert len(stairs.lines) == 2 * 4 + 1
    assert ripples.lines[0].get_label() == f"λ = {arrays['lams'][-1]:g}"


def test_the_difference_of_the_fields_is_enlarged(results: dict[str, Result]) -> None:
    trained, score, difference = fields(results["mixture_2d"].arrays).axes
    arrows = [axes.collections[-1] for axes in (trained, score, difference)]
    u = [np.asarray(quiver.U) for quiver in arrows]  # type: ignore[attr-defined]
    np.testing.assert_allclose(u[2], 20 * (u[0] - u[1]), atol=1e-12)
    assert difference.get_title() == "the difference, times 20"


def test_both_curves_are_the_root_of_appendix_d_and_both_fields_are_drawn() -> None:
    trained = find_record("analytic_h", "gaussian")
    line = find_record("lossy_autoencoder_score", "mixture_1d")
    assert trained is not None
    assert line is not None
    left, right = one_theory(read_arrays(trained), read_arrays(line)).axes
    lam, back = (np.asarray(values, dtype=float) for values in left.lines[0].get_data())
    inside = (lam > 0) & (lam < 0.5)
    roots = [LinearModel(1 / value, 1.0, 1.0).optimum().ab for value in lam[inside]]
    np.testing.assert_allclose(back[inside], roots, rtol=1e-9)
    moved, drift = (np.asarray(right.lines[k].get_ydata(), dtype=float) for k in (0, 2))
    np.testing.assert_allclose(moved, drift, atol=0.01)
