"""The small figures say what was measured."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from replication.front_page import Finding, figures, measured
from replication.front_page.isometry import isometry
from replication.front_page.recovered import recovered
from replication.ledger import Judgement


@pytest.fixture(autouse=True)
def closes_figures() -> Iterator[None]:
    yield
    plt.close("all")


def lines(figure: Figure) -> list[list[float]]:
    return [np.asarray(line.get_xdata()).tolist() for line in figure.axes[0].get_lines()]


def test_all_are_small_enough_for_a_phone_and_explained(cards: tuple[Finding, ...]) -> None:
    for one in cards:
        figure = one.draw()
        assert figure.get_figwidth() < 4.5
        assert figure.legends
        plt.close(figure)


def test_forest_and_networks_are_all_there() -> None:
    found = measured.forests()
    shown = lines(figures.forest(found))
    assert [len(points) for points in shown[::2]] == [len(one.networks) for one in found.values()]
    assert [points[0] for points in shown[1::2]] == [one.forest for one in found.values()]


def test_rows_reached_are_where_they_were_counted() -> None:
    found = recovered()
    *points, limit = lines(figures.recovered(found))
    assert [x[0] for x in points] == list(found.reached.values())
    assert limit == [found.rows] * 2


def test_latents_are_where_they_were_counted() -> None:
    found = isometry()
    *points, limit = lines(figures.isometry(found))
    assert [x[0] for x in points] == list(found.holding.values())
    assert limit == [found.latents] * 2
    assert list(figures.LATENT_ARMS) == list(found.holding)


def test_orderings_show_each_outcome_by_its_mark(judgements: tuple[Judgement, ...]) -> None:
    found = measured.orderings(judgements)
    texts = [text.get_text() for text in figures.orderings(found).axes[0].texts]
    marks = {"holds": "\N{CHECK MARK}", "undecided": "?", "opposite significant": "<"}
    assert texts == [marks[one.outcome] for one in found]


def test_protocols_show_every_width_and_the_gain() -> None:
    found = measured.moves()
    expected = [value for one in found.values() for value in (*one.widths, one.gain)]
    assert [points[0] for points in lines(figures.protocols(found))] == expected


def test_toy_and_start_join_two_values() -> None:
    toy, starts = measured.toy(), measured.starts()
    assert lines(figures.toy(toy))[::3] == [list(toy[name]) for name in figures.TOY_ARMS]
    joined = [[one.gauge, one.glorot] for one in starts.values()]
    assert lines(figures.start(starts))[::3] == joined


def test_curve_ends_where_the_roots_do() -> None:
    curve, points = figures.one_root(measured.roots()).axes[0].get_lines()
    assert np.asarray(curve.get_ydata())[-1] == 0.5
    assert np.size(points.get_xdata()) == measured.roots().share.size


def test_dependence_is_drawn_over_the_correlation() -> None:
    found = measured.dependence()
    for line in figures.dependence(found).axes[0].get_lines():
        np.testing.assert_array_equal(line.get_xdata(), found.correlation)
