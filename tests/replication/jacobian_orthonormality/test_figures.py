"""The figures of Appendix A show what was measured."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

from replication.jacobian_orthonormality.config import HEADINGS, WAY_LABELS
from replication.jacobian_orthonormality.figures import along_training, three_claims
from replication.kit.labels import H
from tests.replication.ledger.examples import make_arm, make_record


def test_every_arm_that_was_measured_has_a_row() -> None:
    arms = {
        "printed_d": make_arm([2.0, None], "median"),
        "dagmm": make_arm([0.1, 0.2], "variation"),
    }
    record = replace(make_record({"dagmm": [0.0, 0.0]}), arms=arms)
    figure = three_claims([record, record])
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == [
        "DAGMM",
        "h(d) = d, the paper's rate, Glorot's start",
    ]
    assert [axes.get_xlabel() for axes in figure.axes] == list(HEADINGS.values())
    shown = [len(np.asarray(points.get_offsets())) for points in figure.axes[0].collections]
    assert shown == [1, 1]  # the failed seed has no point
    plt.close("all")


def test_curves_are_drawn_for_four_ways_and_either_h() -> None:
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {}
    for name in (f"{way}_{h}" for way in WAY_LABELS for h in H):
        arrays[f"{name}_at"] = np.arange(4)
        arrays |= {f"{name}_{metric}": rng.uniform(0.1, 2, (4, 3)) for metric in HEADINGS}
    figure = along_training(arrays)
    assert all(len(axes.lines) == 4 for axes in figure.axes)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        WAY_LABELS[way] for way in ("printed", "gauge", "fast", "light")
    ]
    plt.close("all")
