"""What detects anomalies without any of the papers' ideas, as scikit-learn has it.

Settings are scikit-learn's own, but for the two numbers that Table 2 of the RaDOGAGA paper prints:
the latent dimensions and the components of the mixture. Nothing was tuned.
"""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from replication.kit.anomaly.settings import Setting

__all__ = ["CONTROLS", "Scored"]

_Rows = npt.NDArray[np.float64]

_ROWS_FOR_MIXTURE = 20_000  # of the training rows, for a full covariance of 121 columns is slow


class Scored(NamedTuple):
    """What a control makes of the test rows."""

    scores: npt.NDArray[np.float64]
    """Higher for anomalies, one per row."""
    settings: dict[str, int]
    """The settings it used, other than scikit-learn's own."""


def pca(train: _Rows, test: _Rows, setting: Setting, seed: int) -> Scored:
    r"""Squared error of rebuilding a row from the first principal components V.

    .. math:: \lVert (I - V V^T)(x - \bar x) \rVert^2

    As many components as the latent has dimensions, but at most half as many as there are columns:
    Thyroid's latent is as wide as its rows, and all components together rebuild everything.
    """
    n_components = min(setting.n_latent, train.shape[1] // 2)
    model = PCA(n_components, random_state=seed).fit(train)
    rebuilt = model.inverse_transform(model.transform(test))
    return Scored(((test - rebuilt) ** 2).sum(1), {"n_components": n_components})


def isolation_forest(train: _Rows, test: _Rows, setting: Setting, seed: int) -> Scored:
    """How few random cuts set a row apart from the others (Liu et al. 2008)."""
    model = IsolationForest(random_state=seed).fit(train)
    return Scored(-model.score_samples(test), {})


def gaussian_mixture(train: _Rows, test: _Rows, setting: Setting, seed: int) -> Scored:
    """Negative log-likelihood under a full-covariance mixture of the columns themselves.

    Fitted by EM on at most 20,000 of the training rows, with as many components as the estimation
    network has.
    """
    rows = np.random.default_rng(seed).permutation(len(train))[:_ROWS_FOR_MIXTURE]
    model = GaussianMixture(setting.n_components, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a hundred rounds are the usual end
        model.fit(train[rows])
    used = {"n_components": setting.n_components, "rows": len(rows)}
    return Scored(-model.score_samples(test), used)


CONTROLS: dict[str, Callable[[_Rows, _Rows, Setting, int], Scored]] = {
    "pca": pca,
    "isolation_forest": isolation_forest,
    "gaussian_mixture": gaussian_mixture,
}
"""Scores of test rows, higher for anomalies, from training rows, by the name in records."""
