"""Tables of Section 4: the likelihood, and how far from the squares the mass lies."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.datasets import distance_to_squares, two_squares
from rdo.diagnostics import gibbs_weights, log_normaliser
from replication.ebae_2d.mass import MARGIN, TEMPERATURES, grid
from replication.kit.style import Arrays, floats
from replication.ledger import Record

__all__ = ["by_place", "likelihoods", "reach"]

_Array = npt.NDArray[np.float64]

_FRESH, _FRESH_SEED = 5_000, 10_000  # rows per square, drawn by a seed that no run has
_SHARES = (0.5, 0.9, 0.99)
_WAYS = {"autoencoder": "before", "ebae": "after"}
_TITLES = ("energy over T", "log of the normaliser", "log likelihood")


def likelihoods(record: Record, arrays: Arrays) -> pd.DataFrame:
    r"""What Eq. 1 is the gradient of, on fresh rows, before and after EBAE training.

    .. math:: \log p(x) = -E(x) / T - \log \Omega_T

    One row per temperature: mean energy over T, log of the normaliser and mean log likelihood, in
    nats, as mean and standard deviation over the seeds. The energy of a row of the data is that of
    its cell of the grid, and so is its density.
    """
    low, width = arrays["axis"][0], _width(arrays)
    x = two_squares(_FRESH, seed=_FRESH_SEED)
    column, line = np.floor((x - low) / width + 0.5).astype(int).T
    rows = {}
    for temperature in sorted(record.config["temperatures"].values()):
        terms = {}
        for way, when in _WAYS.items():
            energy = floats(arrays, f"{way}_energy")
            scaled = energy[:, line, column].mean(1) / temperature
            log_omega = log_normaliser(energy.reshape(len(energy), -1), width**2, temperature)
            terms[when] = dict(zip(_TITLES, (scaled, log_omega, -scaled - log_omega), strict=True))
        rows[f"T = {temperature:g}"] = {
            (title, when): _shown(terms[when][title]) for title in _TITLES for when in terms
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def by_place(record: Record, arrays: Arrays) -> pd.DataFrame:
    """Mass outside at the chains' own temperature: between the squares, and everywhere else.

    One row per seed. Between the squares is outside with x1 between their inner sides.
    """
    _, points = grid(len(arrays["axis"]))
    outside, between = distance_to_squares(points) > MARGIN, np.abs(points[:, 0]) < 1
    places = {"between the squares": outside & between, "elsewhere": outside & ~between}
    weights = {when: _weights(arrays, way, TEMPERATURES["own"]) for way, when in _WAYS.items()}
    columns = {
        (place, when): [f"{share:.4f}" for share in mass[:, cells].sum(1)]
        for place, cells in places.items()
        for when, mass in weights.items()
    }
    seeds = record.seeds[: len(weights["after"])]
    return pd.DataFrame(columns, index=pd.Index(seeds, name="seed"))


def reach(record: Record, arrays: Arrays) -> pd.DataFrame:
    """How far from the squares the mass lies, and how far the chains come.

    After EBAE training and with the seeds together: the distance within which 50, 90 and 99 % of
    the mass at each temperature lie, and of the ends of chains.
    """
    distance = distance_to_squares(grid(len(arrays["axis"]))[1])
    rows = {
        f"mass at T = {temperature:g}": _quantiles(
            distance, _weights(arrays, "ebae", temperature).mean(0)
        )
        for temperature in sorted(record.config["temperatures"].values())
    }
    ends = distance_to_squares(arrays["negatives"].reshape(-1, 2))
    rows["ends of chains"] = _quantiles(ends, np.full(len(ends), 1 / len(ends)))
    columns = [f"{share:.0%} within" for share in _SHARES]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _width(arrays: Arrays) -> float:
    """Of a cell of the grid."""
    return float(arrays["axis"][1] - arrays["axis"][0])


def _weights(arrays: Arrays, way: str, temperature: float) -> _Array:
    """Share of the mass in each cell of the grid, ``(R, n^2)``."""
    energy = floats(arrays, f"{way}_energy")
    return gibbs_weights(energy.reshape(len(energy), -1), _width(arrays) ** 2, temperature)


def _quantiles(distance: _Array, weights: _Array) -> list[str]:
    order = np.argsort(distance)
    below = np.cumsum(weights[order])
    return [f"{distance[order][np.searchsorted(below, share)]:.2f}" for share in _SHARES]


def _shown(values: _Array) -> str:
    spread = values.std(ddof=1) if len(values) > 1 else 0.0
    return f"{values.mean():.2f}\N{NO-BREAK SPACE}({spread:.2f})"
