"""The figures of Section 5.1, against the record they are drawn from."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.kit import Result
from replication.toy_density.figures import correlation_by_turn, density_scatter, latent_scatter


def test_scatters_show_every_stored_row_of_every_method(result: Result) -> None:
    for figure, first in (
        (density_scatter(result.arrays), []),
        (latent_scatter(result.arrays), ["the source s"]),
    ):
        panels = [axes for axes in figure.axes if axes.get_title()]
        assert [axes.get_title() for axes in panels] == [
            *first,
            "DAGMM, warmed up",
            "beta-VAE",
            "DAGMM",
            "RaDOGAGA(d)",
            "RaDOGAGA(log d)",
        ]
        for axes in panels:
            assert np.shape(axes.collections[0].get_offsets()) == (2000, 2)
    plt.close("all")


def test_the_figure_by_turn_has_a_line_for_every_arm(result: Result) -> None:
    bent = replace(result.record, dataset="bent_60")
    figure = correlation_by_turn([result.record, bent], "correlation", "correlation")
    (axes,) = figure.axes
    beside = replace(bent, arms={"autoencoder_em": result.record.arms["pca_em"]})
    more = correlation_by_turn([result.record, bent, beside], "correlation", "correlation")
    assert len(more.axes[0].lines) == len(axes.lines) + 2
    assert len(more.axes[0].get_xticks()) == 2
    arms = len(result.record.arms)
    assert len(axes.lines) == 2 * arms  # one for the paper's data, one through those that are bent
    for alone, bent_line in zip(axes.lines[::2], axes.lines[1::2], strict=True):
        x = [float(np.mean(line.get_xdata())) for line in (alone, bent_line)]  # type: ignore[arg-type]
        assert x[1] - x[0] == pytest.approx(0.6)
    plt.close("all")
