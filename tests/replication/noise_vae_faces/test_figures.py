"""The figures of the faces' experiment."""

import matplotlib.pyplot as plt
import numpy as np

from replication.kit import Result
from replication.noise_vae_faces import (
    learning_curves,
    reconstructions,
    residuals,
    traversals,
)


def test_each_arm_rebuilds_the_same_faces(results: dict[str, Result]) -> None:
    figure = reconstructions(results["yaleb"].arrays)
    assert len(figure.axes) == (1 + 7) * 4
    names = [axes.get_ylabel() for axes in figure.axes if axes.get_ylabel()]
    assert names[:3] == ["image", "Gaussian", "network"]
    figure = reconstructions(results["celeba"].arrays)
    shown = figure.axes[0].images[0].get_array()
    assert shown is not None
    assert np.array_equal(shown, results["celeba"].arrays["images"][0].transpose(1, 2, 0))
    plt.close("all")


def test_only_mixtures_have_a_larger_noise(results: dict[str, Result]) -> None:
    figure = residuals(results["yaleb"].arrays, "gaussian", "mog2", "network_as_mog2")
    last = figure.axes[-6:]
    assert [len(axes.images) for axes in last] == [0, 0, 1, 1, 1, 1]
    titles = [axes.get_title() for axes in figure.axes if axes.get_title()]
    assert titles == ["Gaussian", "mixture of two", "network's means,\nmixture fitted"]
    plt.close("all")


def test_a_traversal_names_its_factors(results: dict[str, Result]) -> None:
    arrays = results["celeba"].arrays
    figure = traversals(arrays, "mog2_beta40")
    factors = arrays["traversed_mog2_beta40"]
    assert len(figure.axes) == len(factors) * 7
    assert figure.axes[0].get_ylabel().startswith(f"factor {factors[0]}, ")
    plt.close("all")


def test_learning_curves_have_a_line_for_every_trained_arm(results: dict[str, Result]) -> None:
    for part, arms in (("yaleb", 7), ("celeba", 3)):
        result = results[part]
        figure = learning_curves(result.record, result.arrays)
        assert len(figure.axes[0].lines) == arms
        # A seed that stopped leaves the others' line.
        name = "mog2_beta40_observed_evlb"
        stopped = {**result.arrays, name: np.full_like(result.arrays[name], -np.inf)}
        assert len(learning_curves(result.record, stopped).axes[0].lines) == arms
    plt.close("all")
