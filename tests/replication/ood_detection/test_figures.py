"""The figures of the out-of-distribution experiment."""

import matplotlib.pyplot as plt
import numpy as np

from replication.kit import Result
from replication.ood_detection import auc_strips, reconstructions


def test_figures_show_every_set_and_arm(result: Result) -> None:
    figure = reconstructions(result.arrays)
    assert len(figure.axes) == (1 + len(result.record.arms)) * 2 * 5
    figure = auc_strips(result.record)
    assert [axes.get_title() for axes in figure.axes] == ["Constant", "Noise", "Half", "Chimera"]
    points = [len(np.asarray(part.get_offsets())) for part in figure.axes[0].collections]
    assert points == [2] * len(result.record.arms)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[:3] == ["PCA", "untrained network", "plain autoencoder"]
    relative = auc_strips(result.record, "relative")
    assert relative.get_suptitle() == "AUC of the error over size"
    plt.close("all")
