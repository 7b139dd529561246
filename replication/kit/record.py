"""What goes into a record beside the metrics: curves, descriptions of models, orders."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError

if TYPE_CHECKING:  # figures and tables, which need an order at most, do without the trainer
    from torch import nn

    from rdo.training import History

__all__ = ["curves", "describe", "order_of"]


def curves(method: str, history: "History") -> dict[str, npt.NDArray[Any]]:
    """Loss terms and what was observed over the steps, ``(T, R)``.

    Named ``<method>_<term>`` and ``<method>_observed_<metric>``; the steps they belong to are
    ``<method>_steps`` and ``<method>_observed_at``, where anything was observed.
    """
    logs = {**history.terms, **{f"observed_{k}": v for k, v in history.observed.items()}}
    found = {name: np.asarray(values, dtype=np.float32) for name, values in logs.items()}
    found["steps"] = np.asarray(history.steps)
    if history.observed_at:
        found["observed_at"] = np.asarray(history.observed_at)
    return {f"{method}_{name}": values for name, values in found.items()}


def describe(model: "nn.Module") -> dict[str, object]:
    """What a record says of an autoencoder: its class, widths and weights of the loss."""
    from rdo.models import Autoencoder, MixtureAutoencoder, RaDOGAGA

    assert isinstance(model, Autoencoder)
    weights = {
        name: float(f"{float(value):g}")
        for name, value in model.named_buffers()
        if value.is_floating_point() and value.ndim == 0
    }
    if not isinstance(model, MixtureAutoencoder):
        own = {**weights, **model.encoder.widths, "n_latent": model.n_latent}
        return {"model": type(model).__name__, **own}
    h = {"h": model.h} if isinstance(model, RaDOGAGA) else {}
    widths = {**asdict(model.architecture), "hidden": list(model.architecture.hidden)}
    return {"model": type(model).__name__, **h, **weights, **widths}


def order_of(sizes: npt.ArrayLike, errors: npt.ArrayLike) -> float:
    r"""The slope of :math:`\log` error over :math:`\log` size, by least squares.

    Raises
    ------
    InputError
        If there are fewer than two sizes.

    Examples
    --------
    >>> round(order_of([0.1, 0.2, 0.4], [0.01, 0.04, 0.16]), 6)
    2.0
    """
    if np.size(sizes) < 2:
        raise InputError(f"{np.size(sizes)} values to tell an order by: give at least two.")
    return float(np.polyfit(np.log(sizes), np.log(errors), 1)[0])
