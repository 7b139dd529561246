"""Figures of the protocols experiment, against the record they are drawn from."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rdo.evaluation import PROTOCOLS
from replication.ledger import Record
from replication.protocols import f1_by_prevalence, f1_strip
from replication.protocols.config import DETECTORS


def test_the_strip_shows_every_seed_of_every_arm_in_every_panel(record: Record) -> None:
    figure = f1_strip([record, record])
    for axes in figure.axes:
        dots = [np.shape(points.get_offsets()) for points in axes.collections]
        assert dots == len(DETECTORS) * len(PROTOCOLS) * [(3, 2)]
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [f"{i}. {each.label}" for i, each in enumerate(PROTOCOLS.values(), 1)]
    plt.close("all")


def test_curves_pass_through_what_was_measured(record: Record) -> None:
    figure = f1_by_prevalence(record)
    curves = {line.get_label(): line for line in figure.axes[0].lines}
    x, y = (float(np.squeeze(values)) for values in curves["PCA"].get_data())
    assert x == pytest.approx(106 / 284)
    f1 = record.arms["pca_training_quantile"].finished("f1")
    # One threshold per seed, so the mean F1 and the F1 of the means differ a little.
    assert y == pytest.approx(f1.mean(), abs=0.01)
    plt.close("all")
