"""Figures show the arrays they are given."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.kit import Result
from replication.lossy_autoencoder_score import displacements, errors, falling_loss, fields


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
