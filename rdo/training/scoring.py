"""Anomaly scores of all replicas of an autoencoder, whatever its score needs beside the rows."""

from typing import Any

from torch import Tensor

from rdo.errors import InputError
from rdo.models import Autoencoder
from rdo.training.ensemble import Ensemble

__all__ = ["anomaly_scores", "score_context"]


def score_context(ensemble: Ensemble, train: Tensor, *, in_blocks: bool = True) -> tuple[Any, ...]:
    """Arguments of :meth:`rdo.models.Autoencoder.score` beside the rows, from training rows.

    Parameters
    ----------
    ensemble
        Replicas of an autoencoder.
    train
        Training rows or images of each replica, ``(R, B, ...)``.
    in_blocks
        Whether the networks see one block of rows after another, which saves memory. The last bits
        of the result depend on it.

    Returns
    -------
    tuple
        The mixture of each replica for a mixture model; empty for a model without one.

    Raises
    ------
    InputError
        If the model is no autoencoder.
    """
    template = ensemble.template
    if not isinstance(template, Autoencoder):
        raise InputError(f"ensemble of {type(template).__name__}: give replicas of an autoencoder.")
    by_rows = ensemble.map_rows if in_blocks else ensemble.map
    return template.score_context(ensemble.map, by_rows, train)


def anomaly_scores(ensemble: Ensemble, train: Tensor, test: Tensor) -> Tensor:
    """Score test rows by every replica, one block of rows after another.

    Parameters
    ----------
    ensemble
        Replicas of an autoencoder.
    train
        Training rows or images of each replica, ``(R, B, ...)``.
    test
        Rows or images to score, ``(R, B', ...)``.

    Returns
    -------
    Tensor
        ``(R, B')``, higher for anomalies: :meth:`rdo.models.Autoencoder.score`.

    Raises
    ------
    InputError
        If the model is no autoencoder.
    """
    return ensemble.map_rows("score", test, *score_context(ensemble, train))
