"""The figures of Appendix B."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.continuous_pca import axis_cosines, coordinate_lines, latent_variances
from replication.continuous_pca.figures import _mesh
from replication.kit import Outcome


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_cosines_are_those_of_the_first_seed_by_arm(straight: Outcome) -> None:
    *panels, bar = axis_cosines(straight.arrays).axes
    assert [axes.get_title() for axes in panels] == [
        "factorised prior, h(d) = d",
        "factorised prior, h(d) = log d",
        "one Gaussian, h(d) = d",
        "one Gaussian, h(d) = log d",
    ]
    shown = [text.get_text() for text in panels[2].texts]
    assert shown == [f"{c:.2f}" for c in straight.arrays["gaussian_d_cosines"][0].ravel()]
    assert bar.get_ylabel() == "size of the cosine"


def test_variances_are_in_units_of_equation_10(straight: Outcome) -> None:
    (axes,) = latent_variances(straight.arrays, 200 / 12).axes
    ours = straight.arrays["factorised_d_variances"] / (200 / 12) / [1.0, 0.5, 0.25]
    assert np.asarray(axes.lines[0].get_ydata()) == pytest.approx(ours.ravel())


def test_lines_of_both_latents_are_drawn_for_start_and_both_h(ridge: Outcome) -> None:
    panels = coordinate_lines({"ridge": ridge.arrays}).axes
    assert [axes.get_title() for axes in panels] == [
        "start, gauge fixed",
        "factorised prior, h(d) = d",
        "factorised prior, h(d) = log d",
    ]
    assert [len(axes.collections) for axes in panels] == [2, 2, 2]
    assert panels[0].get_ylabel() == "ridge\ns2"


def test_no_triangle_spans_an_empty_part() -> None:
    """Two squares of points, ten sides apart."""
    square = np.random.default_rng(0).uniform(size=(200, 2))
    mesh = _mesh(np.concatenate([square, square + np.array([10, 0])]))
    left = (mesh.get_masked_triangles() < 200).sum(1)
    assert set(left) == {0, 3}
