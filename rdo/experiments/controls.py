"""What detects anomalies without any of the papers' ideas, as scikit-learn has it.

Settings are scikit-learn's own, but for the two numbers that Table 2 of the RaDOGAGA paper prints:
the latent dimensions and the components of the mixture. Nothing was tuned.
"""

import warnings
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from rdo.experiments.settings import Setting

__all__ = ["CONTROLS"]

_Rows = npt.NDArray[np.float64]
_Scores = npt.NDArray[np.float64]

_ROWS_FOR_MIXTURE = 20_000  # of the training rows, for a full covariance of 121 columns is slow


def pca(train: _Rows, test: _Rows, setting: Setting, seed: int) -> _Scores:
    r"""Squared error of rebuilding a row from the first principal components V.

    .. math:: \lVert (I - V V^T)(x - \bar x) \rVert^2

    As many components as the latent has dimensions, but at most half as many as there are columns:
    Thyroid's latent is as wide as its rows, and all components together rebuild everything.
    """
    n_components = min(setting.n_latent, train.shape[1] // 2)
    model = PCA(n_components, random_state=seed).fit(train)
    rebuilt = model.inverse_transform(model.transform(test))
    return np.asarray(((test - rebuilt) ** 2).sum(1))


def isolation_forest(train: _Rows, test: _Rows, setting: Setting, seed: int) -> _Scores:
    """How few random cuts set a row apart from the others (Liu et al. 2008)."""
    model = IsolationForest(random_state=seed).fit(train)
    return np.asarray(-model.score_samples(test))


def gaussian_mixture(train: _Rows, test: _Rows, setting: Setting, seed: int) -> _Scores:
    """Negative log-likelihood under a full-covariance mixture of the columns themselves.

    Fitted by EM on at most 20,000 of the training rows, with as many components as the estimation
    network has.
    """
    rows = np.random.default_rng(seed).permutation(len(train))[:_ROWS_FOR_MIXTURE]
    model = GaussianMixture(setting.n_components, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a hundred rounds are the usual end
        model.fit(train[rows])
    return np.asarray(-model.score_samples(test))


CONTROLS: dict[str, Callable[[_Rows, _Rows, Setting, int], _Scores]] = {
    "pca": pca,
    "isolation_forest": isolation_forest,
    "gaussian_mixture": gaussian_mixture,
}
"""Scores of test rows, higher for anomalies, from training rows, by the name in records."""
