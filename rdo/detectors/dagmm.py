"""The detector that trains DAGMM."""

from typing import Any, Literal

from torch import Tensor

from rdo.detectors.base import MixtureDetector, Weights
from rdo.detectors.directions import Directions
from rdo.models import DAGMM, Architecture, MixtureAutoencoder
from rdo.priors import Mixture
from rdo.training import Ensemble, warmed_up_start

__all__ = ["DAGMMDetector"]

_ENERGY, _PENALTY = 0.001, 0.00005  # a hundredth of those in Section 4.3 of the paper


class DAGMMDetector(MixtureDetector):
    r"""Outlier detector that trains DAGMM, a deep autoencoding Gaussian mixture model.

    .. math::
        J = \lVert x - \hat x \rVert^2 + \lambda_1 E(z) + \lambda_2 P(\hat\Sigma), \qquad
        \lambda_1 = 0.001\, v, \quad \lambda_2 = 0.00005\, v

    (Eq. 7 of the DAGMM paper.) Columns are scaled as :mod:`rdo.detectors.scaling` says, and v is
    the mean of their variances then. Where columns have variance 1 the weights are a hundredth of
    the paper's, under which the networks rebuild tables of many directions poorly. The score
    falls with a row's energy under the mixture of the training rows' features (Eq. 6), and with
    each column's residual: see :meth:`score_samples`. Rows should be normal, for the most part; no
    label is used.

    Parameters
    ----------
    n_latent, hidden, n_components
        Latents, widths of the hidden layers from column to latent, components of the mixture; None:
        chosen from the shape of the table, see :mod:`rdo.detectors.shape`.
    n_replicas, max_steps, batch_size, learning_rate, validation_fraction, patience
        As for :class:`RaDOGAGADetector`.
    contamination, random_state, device, verbose
        As for :class:`RaDOGAGADetector`.

    Attributes
    ----------
    n_features_in_ : int
        Columns seen by ``fit``.
    feature_names_in_ : ndarray
        Their names, if all are texts.
    offset_ : float
        Scores below it are flagged.
    penalty_ : float
        What a new value in a column that was constant takes off a score.
    training_scores_ : ndarray
        What ``score_samples`` says of the training rows.
    labels_ : ndarray
        What ``predict`` says of them.
    n_iter_ : int
        Steps that were trained.
    history_ : dict
        Losses along the way.
    losses_ : ndarray
        Each replica's least held-out loss.
    kept_ : ndarray
        Whether that was near enough to the best for the replica to score.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.detectors import DAGMMDetector
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> detector = DAGMMDetector(n_replicas=2, max_steps=50, random_state=0).fit(X)
    >>> detector.predict([[0.0, 0.0, 0.0], [9.0, -9.0, 9.0]]).tolist()
    [1, -1]
    """

    _start = staticmethod(warmed_up_start)

    def __init__(
        self,
        *,
        n_latent: int | None = None,
        hidden: tuple[int, ...] | None = None,
        n_components: int | None = None,
        n_replicas: int = 3,
        max_steps: int = 1_000,
        batch_size: int = 512,
        learning_rate: float = 2e-3,
        validation_fraction: float = 0.1,
        patience: int = 250,
        contamination: float | Literal["auto"] = "auto",
        random_state: Any = None,
        device: str = "auto",
        verbose: bool = False,
    ) -> None:
        super().__init__(
            n_latent=n_latent,
            hidden=hidden,
            n_components=n_components,
            n_replicas=n_replicas,
            max_steps=max_steps,
            batch_size=batch_size,
            learning_rate=learning_rate,
            validation_fraction=validation_fraction,
            patience=patience,
            contamination=contamination,
            random_state=random_state,
            device=device,
            verbose=verbose,
        )

    def _choose_weights(self, directions: Directions, architecture: Architecture) -> Weights:
        variance = directions.total / architecture.n_features
        return _ENERGY * variance, _PENALTY * variance

    def _build(self, architecture: Architecture, weights: Weights) -> MixtureAutoencoder:
        lambda1, lambda2 = weights
        return DAGMM(architecture, lambda1=lambda1, lambda2=lambda2)

    def _held_out_loss(
        self, ensemble: Ensemble, mixture: Mixture, x: Tensor, uniform: Tensor
    ) -> Tensor:
        """Eq. 7 of held-out rows, the energy under the mixture of training rows: ``(R,)``."""
        error = ensemble.map("reconstruction_error", x).mean(1)
        energy = ensemble.map("energy", x, mixture).mean(1)
        penalty = mixture.covariance.diagonal(dim1=-2, dim2=-1).reciprocal().sum((1, 2))
        weight1, weight2 = ensemble.buffers["lambda1"], ensemble.buffers["lambda2"]
        loss: Tensor = error + weight1 * energy + weight2 * penalty
        return loss
