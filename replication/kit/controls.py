"""What detects anomalies without any of the papers' ideas, as scikit-learn has it.

Settings are scikit-learn's own, but for the two numbers that Table 2 of the RaDOGAGA paper prints:
the latent dimensions and the components of the mixture. Nothing was tuned.
"""

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from replication.kit.anomaly.config import Config

__all__ = ["CONTROLS", "PrincipalComponents", "Scored"]

_Rows = npt.NDArray[np.float64]
_Floats = npt.NDArray[np.floating]

_ROWS_FOR_MIXTURE = 20_000  # of the training rows, for a full covariance of 121 columns is slow


class Scored(NamedTuple):
    """What a control makes of the test rows."""

    scores: npt.NDArray[np.float64]
    """Higher for anomalies, one per row."""
    settings: dict[str, int]
    """The settings it used, other than scikit-learn's own."""


class PrincipalComponents:
    """The linear autoencoder of least squared error.

    Parameters
    ----------
    train
        Rows ``(n, M)`` or images ``(n, C, H, W)`` to fit it to.
    n_components
        Its latents.
    **options
        Of scikit-learn's ``PCA``.
    """

    def __init__(self, train: _Floats, n_components: int, **options: Any) -> None:
        self._model = PCA(n_components, **options).fit(train.reshape(len(train), -1))

    def rebuild(self, x: _Floats) -> _Floats:
        """Rows or images from their components, in the shape that they have."""
        rows = x.reshape(len(x), -1)
        rebuilt = self._model.inverse_transform(self._model.transform(rows))
        return np.asarray(rebuilt).reshape(x.shape)

    def squared_errors(self, x: _Floats) -> _Floats:
        """Of every column or pixel, ``(n, M)``."""
        return np.asarray((x - self.rebuild(x)) ** 2).reshape(len(x), -1)


def pca(train: _Rows, test: _Rows, config: Config, seed: int) -> Scored:
    r"""Squared error of rebuilding a row from the first principal components V.

    .. math:: \lVert (I - V V^T)(x - \bar x) \rVert^2

    As many components as the latent has dimensions, but at most half as many as there are columns:
    Thyroid's latent is as wide as its rows, and all components together rebuild everything.
    """
    n_components = min(config.n_latent, train.shape[1] // 2)
    errors = PrincipalComponents(train, n_components, random_state=seed).squared_errors(test)
    return Scored(errors.sum(1), {"n_components": n_components})


def isolation_forest(train: _Rows, test: _Rows, config: Config, seed: int) -> Scored:
    """How few random cuts set a row apart from the others (Liu et al. 2008)."""
    model = IsolationForest(random_state=seed).fit(train)
    return Scored(-model.score_samples(test), {})


def gaussian_mixture(train: _Rows, test: _Rows, config: Config, seed: int) -> Scored:
    """Negative log-likelihood under a full-covariance mixture of the columns themselves.

    Fitted by EM on at most 20,000 of the training rows, with as many components as the estimation
    network has. Scores are NaN where EM finds no such mixture.
    """
    rows = np.random.default_rng(seed).permutation(len(train))[:_ROWS_FOR_MIXTURE]
    model = GaussianMixture(config.n_components, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a hundred rounds are the usual end
        try:
            model.fit(train[rows])
        except ValueError:  # components of a row or two, whose covariances are singular
            return Scored(np.full(len(test), np.nan), {"n_components": config.n_components})
    used = {"n_components": config.n_components, "rows": len(rows)}
    return Scored(-model.score_samples(test), used)


CONTROLS: dict[str, Callable[[_Rows, _Rows, Config, int], Scored]] = {
    "pca": pca,
    "isolation_forest": isolation_forest,
    "gaussian_mixture": gaussian_mixture,
}
"""Scores of test rows, higher for anomalies, from training rows, by the name in records."""
