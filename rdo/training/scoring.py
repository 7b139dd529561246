"""Anomaly scores of all replicas of an autoencoder, whatever its score needs beside the rows."""

from typing import Any

import torch
from torch import Tensor

from rdo.checks import check_flag, check_tensor, check_type
from rdo.errors import InputError, shown
from rdo.training.ensemble import Ensemble

__all__ = ["anomaly_scores", "check_replicas", "score_context"]


def check_replicas(ensemble: Ensemble, name: str, x: Tensor, method: str) -> None:
    """Raise :class:`InputError` unless the replicas have a method, and take the rows.

    Parameters
    ----------
    ensemble
        R replicas.
    name
        What messages call the rows.
    x
        Rows of each replica, ``(R, B, ...)``, all finite.
    method
        The method's name.
    """
    model = check_type("ensemble", ensemble, Ensemble, "an Ensemble").template
    if not hasattr(model, method):
        raise InputError(f"ensemble of {type(model).__name__}: give replicas of an autoencoder.")
    check_tensor(name, x, ("R", "B", "M", ...))
    if len(x) != len(ensemble):
        raise InputError(f"{name} of shape {tuple(x.shape)}: give ({len(ensemble)}, B, ...) rows.")
    if not x.isfinite().all():
        raise InputError(f"{name} holds NaN or infinite values: remove or fill them first.")
    try:
        with torch.no_grad():
            ensemble.map("encode", x[:, :1])
    except (RuntimeError, InputError) as error:  # on widths or types that do not fit
        raise InputError(
            f"{name} of shape {tuple(x.shape)} and {x.dtype}: give rows as the replicas take them "
            f"({shown(str(error))})."
        ) from error


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
        If the model is no autoencoder, or does not take such rows, or one is not finite.
    """
    check_replicas(ensemble, "train", train, "score_context")
    by_rows = ensemble.map_rows if check_flag("in_blocks", in_blocks) else ensemble.map
    model: Any = ensemble.template
    found: tuple[Any, ...] = model.score_context(ensemble.map, by_rows, train)
    return found


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
        If the model is no autoencoder, or does not take such rows, or one is not finite.
    """
    check_replicas(ensemble, "test", test, "score")
    return ensemble.map_rows("score", test, *score_context(ensemble, train))
