"""The figures of Table 3."""

import matplotlib.pyplot as plt
import numpy as np

from replication.ebae_ablation import along_training, rebuilt, rows_beside_each_other
from replication.kit import Result


def test_rows_stand_beside_the_printed_values(first: Result) -> None:
    figure = rows_beside_each_other({"config1": first.record})
    (axes,) = figure.axes
    assert [label.get_text()[:5] for label in axes.get_xticklabels()] == [
        f"No. {k}" for k in range(1, 7)
    ]
    diamonds = [line.get_ydata() for line in axes.get_lines() if line.get_marker() == "D"]
    printed = [0.957, 0.839, 0.944, 0.936, 0.952, 0.662]
    np.testing.assert_array_equal(np.ravel(np.array(diamonds, dtype=float)), printed)
    shown = [line for line in axes.get_lines() if line.get_marker() in ("o", "s")]
    assert sum(len(np.asarray(line.get_ydata())) for line in shown) == 4  # two arms of two seeds
    labels = axes.get_legend_handles_labels()[1]
    assert sorted(labels) == ["EBAE", "plain autoencoder", "printed"]
    plt.close("all")


def test_the_training_and_the_pictures_are_drawn(first: Result) -> None:
    energies, aucs = along_training(first.arrays).axes
    assert aucs.get_ylabel() == "ROC AUC of the nines"
    assert len(energies.get_lines()) == 4  # two terms of two seeds
    assert len(rebuilt(first.arrays).axes) == 30
    plt.close("all")
