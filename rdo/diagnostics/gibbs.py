"""Normaliser and cell masses of a density exp(-E / T), from its energies on a grid."""

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array
from rdo.errors import InputError, check_positive

__all__ = ["gibbs_weights", "log_normaliser"]

_Array = npt.NDArray[np.floating]


def log_normaliser(energy: _Array, cell: float, temperature: float) -> npt.NDArray[np.float64]:
    r"""The normaliser's logarithm by the midpoint rule.

    .. math:: \log \Omega_T = \log \int e^{-E(x) / T} dx
        \approx \log \Big( c \sum_j e^{-E(x_j) / T} \Big)

    Parameters
    ----------
    energy
        E at the middle of each cell of a grid that covers all that counts, ``(..., n)``.
    cell
        c, a cell's length or area.
    temperature
        T.

    Raises
    ------
    InputError
        If the cell or the temperature is not positive, or an energy is not finite.
    """
    check_positive(cell=cell, temperature=temperature)
    cell, temperature = float(cell), float(temperature)
    energy = check_array("energy", energy, (..., "n"), finite=False)
    if not np.isfinite(energy).all():
        raise InputError("energy holds NaN or infinite values: a density needs finite ones.")
    with np.errstate(over="ignore"):
        scaled = energy / temperature
    if not np.isfinite(scaled).all():
        raise InputError(f"temperature={temperature}: too small for energies up to {energy.max()}.")
    least = scaled.min(-1, keepdims=True)
    return np.asarray(np.log(cell * np.exp(least - scaled).sum(-1)) - least[..., 0])


def gibbs_weights(energy: _Array, cell: float, temperature: float) -> npt.NDArray[np.float64]:
    r"""Share of the mass in each cell, :math:`c \, e^{-E(x_j) / T} / \Omega_T`, ``(..., n)``.

    Parameters and errors are those of :func:`log_normaliser`.
    """
    log_normaliser(energy, cell, temperature)  # refuses what has none
    scaled = check_array("energy", energy, (..., "n"), finite=False) / temperature
    height = np.exp(scaled.min(-1, keepdims=True) - scaled)
    return np.asarray(height / height.sum(-1, keepdims=True))
