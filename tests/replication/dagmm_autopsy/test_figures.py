"""The figures of the faults."""

import matplotlib.pyplot as plt
import numpy as np

from replication.dagmm_autopsy import (
    diagnoses_panels,
    energy_panels,
    f1_strips,
    last_batch_curve,
    loss_curves,
)
from replication.dagmm_autopsy.config import LABELS, RIGHT
from replication.dagmm_autopsy.examples import EXAMPLES, detached_loss
from replication.kit import Result, run_experiment


def test_examples_are_drawn_as_faulty_and_as_right() -> None:
    for axes in (
        *loss_curves(detached_loss(steps=3)).axes,
        *energy_panels(EXAMPLES["double_root"](), EXAMPLES["floor"]()).axes,
    ):
        assert sorted(axes.get_legend_handles_labels()[1]) == ["faulty", "right"]
    plt.close("all")


def test_the_right_score_differs_in_marker_and_colour_from_the_others(result: Result) -> None:
    clusters = run_experiment("dagmm_autopsy", dataset="clusters", seeds=2).record
    figure = f1_strips({"networks": result.record, "sorted": clusters})
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == list(LABELS.values())
    for axes, record in zip(figure.axes, (result.record, clusters), strict=True):
        f1 = {name: arm.finished("f1") for name, arm in record.arms.items()}
        (line,) = axes.get_lines()
        np.testing.assert_allclose(np.asarray(line.get_xdata()), f1[RIGHT].mean())
        marks = dict(zip(LABELS, axes.collections, strict=True))
        for name, values in f1.items():
            np.testing.assert_array_equal(np.asarray(marks[name].get_offsets())[:, 0], values)
        right, *others = (tuple(np.ravel(part.get_edgecolor())) for part in axes.collections)
        assert right not in others
        shapes = [np.size(part.get_paths()[0].vertices) for part in axes.collections]
        assert shapes[0] not in shapes[1:]
    plt.close("all")


def test_diagnoses_have_a_line_for_every_seed_and_one_for_the_median(result: Result) -> None:
    measures = {"condition": "condition number", "gap": "gap"}
    condition, gap = diagnoses_panels(result.arrays, measures, {"condition": 2.0**23}).axes
    assert (len(condition.get_lines()), len(gap.get_lines())) == (4, 3)
    assert (condition.get_yscale(), gap.get_yscale()) == ("log", "linear")
    plt.close("all")


def test_the_curve_ends_with_all_rows(result: Result) -> None:
    (axes,) = last_batch_curve(result.arrays).axes
    mean = result.arrays["last_batch_f1"].mean(1)
    np.testing.assert_allclose(np.asarray(axes.get_lines()[-1].get_xydata()), [[179, mean[-1]]])
    plt.close("all")
