"""Tables on EBAE: the likelihood, how far the mass lies, and what a step of a chain costs."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.datasets import distance_to_squares, two_squares
from rdo.diagnostics import gibbs_weights, log_normaliser
from replication.ebae_2d.run import MARGIN, TEMPERATURES
from replication.ledger import REPOSITORY, Record

__all__ = ["by_place", "chain_speed", "likelihoods", "reach"]

_Arrays = Mapping[str, npt.NDArray[Any]]
_Array = npt.NDArray[np.float64]

_FRESH, _FRESH_SEED = 5_000, 10_000  # rows per square, drawn by a seed that no run has
_SHARES = (0.5, 0.9, 0.99)
_WAYS = {"autoencoder": "before", "ebae": "after"}


def likelihoods(record: Record, arrays: _Arrays) -> pd.DataFrame:
    r"""What Eq. 1 is the gradient of, on fresh rows, before and after EBAE training.

    .. math:: \log p(x) = -E(x) / T - \log \Omega_T

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``.
    arrays
        Of the same run. A row's energy is that of its cell of the grid, and so is its density.

    Returns
    -------
    pandas.DataFrame
        A row per temperature: mean energy over T, log of the normaliser and mean log likelihood, in
        nats, each before and after, as mean and standard deviation over the seeds.
    """
    axis = np.asarray(arrays["axis"], dtype=float)
    width = float(axis[1] - axis[0])
    x = two_squares(_FRESH, seed=_FRESH_SEED)
    column, line = np.floor((x - axis[0]) / width + 0.5).astype(int).T
    rows = {}
    for temperature in sorted(record.config["temperatures"].values()):
        cells = {}
        for way, when in _WAYS.items():
            energy = np.asarray(arrays[f"{way}_energy"], dtype=float)
            scaled = energy[:, line, column].mean(1) / temperature
            flat = energy.reshape(len(energy), -1)
            log_omega = log_normaliser(flat, width**2, temperature)
            cells["energy over T", when] = _shown(scaled)
            cells["log of the normaliser", when] = _shown(log_omega)
            cells["log likelihood", when] = _shown(-scaled - log_omega)
        rows[f"T = {temperature:g}"] = cells
    table = pd.DataFrame.from_dict(rows, orient="index")
    titles = ("energy over T", "log of the normaliser", "log likelihood")
    return table[[(title, when) for title in titles for when in _WAYS.values()]]


def by_place(record: Record, arrays: _Arrays) -> pd.DataFrame:
    """Mass outside at the chains' own temperature: between the squares, and everywhere else.

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``.
    arrays
        Of the same run.

    Returns
    -------
    pandas.DataFrame
        One row per seed. Between the squares is outside with x1 between their inner sides.
    """
    axis = np.asarray(arrays["axis"], dtype=float)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    outside = distance_to_squares(np.stack([x, y], axis=-1)) > MARGIN
    places = {
        "between the squares": outside & (np.abs(x) < 1),
        "elsewhere": outside & (np.abs(x) >= 1),
    }
    columns = {}
    for place, cells in places.items():
        for way, when in _WAYS.items():
            energy = np.asarray(arrays[f"{way}_energy"], dtype=float)
            flat = energy.reshape(len(energy), -1)
            weights = gibbs_weights(flat, float(axis[1] - axis[0]) ** 2, TEMPERATURES["own"])
            columns[place, when] = [f"{share:.4f}" for share in weights[:, cells.ravel()].sum(1)]
    count = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index(record.seeds[:count], name="seed"))


def reach(record: Record, arrays: _Arrays) -> pd.DataFrame:
    """How far from the squares the mass lies, and how far the chains come.

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``.
    arrays
        Of the same run.

    Returns
    -------
    pandas.DataFrame
        After EBAE training and with the seeds together: the distance within which 50, 90 and
        99 % of the mass at each temperature lie, and of the ends of chains.
    """
    axis = np.asarray(arrays["axis"], dtype=float)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    distance = distance_to_squares(np.stack([x, y], axis=-1)).ravel()
    energy = np.asarray(arrays["ebae_energy"], dtype=float).reshape(-1, distance.size)
    rows = {}
    for temperature in sorted(record.config["temperatures"].values()):
        weights = gibbs_weights(energy, float(axis[1] - axis[0]) ** 2, temperature).mean(0)
        rows[f"mass at T = {temperature:g}"] = _quantiles(distance, weights)
    ends = distance_to_squares(arrays["negatives"].reshape(-1, 2))
    rows["ends of chains"] = _quantiles(ends, np.full(len(ends), 1 / len(ends)))
    return pd.DataFrame.from_dict(
        rows, orient="index", columns=[f"{share:.0%} within" for share in _SHARES]
    )


def chain_speed() -> pd.DataFrame:
    """How many times as fast as a plain loop each way of a visible chain's step is.

    Returns
    -------
    pandas.DataFrame
        From what ``python -m benchmarks.chains`` kept: a row per way, a column per batch size. The
        last row is the time of the bare convolutions over that of the whole step.
    """
    kept = json.loads((REPOSITORY / "results" / "benchmarks" / "chains.json").read_text())
    rows = {
        "fused, one replica": lambda one: one["speedup"],
        "fused, three side by side": lambda one: one["speedup"] / one["three_side_by_side"],
        "plain, channels last": lambda one: one["speedup_channels_last"],
        "plain, bfloat16": lambda one: one["speedup_bf16"],
        "share of the convolutions": lambda one: one["roofline"],
    }
    return pd.DataFrame(
        {
            f"{batch} images": [f"{row(one):.2f}" for row in rows.values()]
            for batch, one in kept["batch"].items()
        },
        index=list(rows),
    )


def _quantiles(distance: _Array, weights: _Array) -> list[str]:
    order = np.argsort(distance)
    below = np.cumsum(weights[order])
    return [f"{distance[order][np.searchsorted(below, share)]:.2f}" for share in _SHARES]


def _shown(values: _Array) -> str:
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    return f"{values.mean():.2f}\N{NO-BREAK SPACE}({spread:.2f})"
