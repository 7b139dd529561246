"""The images that are shown to a model, and what the record says of its errors and scores."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from rdo.datasets import ImageData, chimeras, constant_images, halves, load_images, noise_images
from replication.kit.image_training import auc
from replication.ood_detection.config import Config

__all__ = ["load_test_sets", "measures"]

_QUANTILE = 0.95
_MADE = 4_000  # images of Constant and of Noise, as many as the supplement has

_Sets = dict[str, npt.NDArray[np.float32]]
_Scores = Mapping[str, npt.NDArray[np.floating]]


def load_test_sets(config: Config, data: ImageData) -> _Sets:
    """The test images under ``"test"``, and the outliers by their name in records.

    Fashion-MNIST is there for MNIST alone, so that the digits need no download.
    """
    n, seed = config.test_images, config.data_seed
    sets = {"test": data.test.x[:n]}
    if data.name == "mnist":
        sets["fashion_mnist"] = load_images("fashion_mnist", split_seed=seed).test.x[:n]
    sets["constant"] = constant_images(min(n, _MADE), seed=seed)
    sets["noise"] = noise_images(min(n, _MADE), seed=seed)
    sets["half"] = halves(data.test)[:n]
    sets["chimera"] = chimeras(data.test)[:n]
    return sets


def measures(sets: _Sets, errors: _Scores, scores: _Scores) -> dict[str, float]:
    r"""What the record says of one seed, whose errors and own scores are given for each image.

    ``error_<set>``, the mean of :math:`\lVert x - \hat x \rVert^2`, and for the sets of outliers
    ``auc_<set>``, ``relative_<set>`` and ``rebuilt_<set>``, as
    :func:`replication.ood_detection.run.run` explains them.
    """
    found = {f"error_{name}": float(np.mean(values)) for name, values in errors.items()}
    threshold = np.quantile(errors["test"], _QUANTILE)
    # A blank image has no size to be relative to.
    size = {name: (images**2).sum((1, 2, 3)) + 1e-12 for name, images in sets.items()}
    relative = {name: values / size[name] for name, values in errors.items()}
    for name in [name for name in sets if name != "test"]:
        found[f"auc_{name}"] = _against_test(scores, name)
        found[f"relative_{name}"] = _against_test(relative, name)
        found[f"rebuilt_{name}"] = float(np.mean(errors[name] < threshold))
    return found


def _against_test(scores: _Scores, name: str) -> float:
    both = np.concatenate([scores["test"], scores[name]])
    return auc(both, np.arange(len(both)) >= len(scores["test"]))
