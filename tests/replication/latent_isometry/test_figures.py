"""What the figures draw, by their artists."""

import numpy as np
import pytest

from replication.kit import Result
from replication.latent_isometry.figures import (
    component_metrics,
    latent_variances,
    rate_curves,
    reconstructions,
    traversals,
)

ARMS = ("radogaga", "beta_vae_few")


def test_variances_fall_and_their_share_ends_at_one(result: Result) -> None:
    figure = latent_variances(result.arrays, ARMS)
    panels, shares = figure.axes[:2], figure.axes[2:]
    assert [axes.get_title() for axes in panels] == [
        "RaDOGAGA",
        "beta-VAE, SSIM matched, few latents",
    ]
    for axes in shares:
        along = np.asarray(axes.lines[0].get_ydata())
        assert along[-1] == pytest.approx(1)
        assert (np.diff(along) >= 0).all()


def test_metrics_are_shown_in_the_given_unit(result: Result) -> None:
    figure = component_metrics(result.arrays, ARMS, unit=60.0)
    heights = [bar.get_height() for bar in figure.axes[0].patches]  # type: ignore[attr-defined]
    assert heights == pytest.approx(result.arrays["radogaga_metric_mean"][0] / 60)


def test_pictures_stand_where_their_rows_say(result: Result) -> None:
    figure = traversals(result.arrays, ARMS)
    assert len(figure.axes) == 9 * (5 + 5)
    second = figure.axes[10]
    impacts = [result.arrays[f"{arm}_impact"][0, 1] for arm in ARMS]
    assert second.get_ylabel() == f"component 2\nimpact {impacts[0]:.2f}, {impacts[1]:.2f}"
    for place, arm in zip((12, 17), ARMS, strict=True):
        shown = figure.axes[place].images[0].get_array()
        expected = result.arrays[f"{arm}_traversal"][1, 2].transpose(1, 2, 0)
        np.testing.assert_array_equal(shown, expected)
    assert figure.axes[7].get_title() == "beta-VAE, SSIM matched, few latents"
    figure = reconstructions(result.arrays, ARMS)
    assert [axes.get_ylabel() for axes in figure.axes[:: len(result.arrays["images"])]] == [
        "image",
        "RaDOGAGA",
        "beta-VAE,\nSSIM matched,\nfew latents",
    ]


def test_curves_are_medians_without_what_costs_nothing(result: Result) -> None:
    figure = rate_curves(result.arrays, ARMS)
    left, right = figure.axes
    names = [line.get_label() for line in left.lines]
    assert names == ["RaDOGAGA", "beta-VAE, SSIM matched, few latents", "PCA", "JPEG"]
    jpeg = np.median(result.arrays["jpeg_curve"], axis=0)[1:]
    np.testing.assert_allclose(np.asarray(left.lines[-1].get_xydata()), jpeg[:, :2])
    np.testing.assert_allclose(np.asarray(right.lines[-1].get_ydata()), jpeg[:, 2])
    assert left.get_legend() is None
    assert figure.legends
