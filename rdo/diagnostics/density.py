"""How closely an estimated density follows a known one."""

import numpy as np
import numpy.typing as npt

from rdo.checks import as_array, check_array
from rdo.errors import InputError

__all__ = ["density_correlation", "divergence_from_gaussian"]


def density_correlation(density: npt.ArrayLike, energy: npt.ArrayLike) -> float:
    r"""Correlation of a known density with the one an energy stands for (RaDOGAGA Section 5.1.2).

    .. math:: \mathrm{corr}\left(P_x(x), e^{-R(z)}\right)

    Pearson's; a factor common to all rows changes nothing, so energies are shifted and densities
    scaled to keep exponentials and squares in range.

    Parameters
    ----------
    density
        :math:`P_x` of each row, shape (n,).
    energy
        :math:`R = -\log P_z` of each row in nats, shape (n,).

    Returns
    -------
    float
        In [-1, 1]; 0 when either density is the same for all rows, NaN where an energy is NaN, as
        those of a replica that diverged.

    Raises
    ------
    InputError
        If the two are not vectors of one length, a density is negative or not finite, or an energy
        is minus infinity.

    Examples
    --------
    A constant in the energy, the logarithm of a normaliser, changes nothing:

    >>> import numpy as np
    >>> from rdo.diagnostics import density_correlation
    >>> x = np.random.default_rng(0).standard_normal(1000)
    >>> density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    >>> round(density_correlation(density, x**2 / 2 + 7), 6)
    1.0
    """
    known = check_array("density", density, ("n",), finite=False)
    energy = as_array("energy", energy).astype(np.float64)
    if energy.shape != known.shape:
        raise InputError(f"density, energy of shapes {known.shape}, {energy.shape}: give as many.")
    if not ((known >= 0) & (known < np.inf)).all():
        raise InputError("density holds a negative or infinite value, or NaN: give a density.")
    if np.isnan(energy).any():
        return float("nan")
    least = energy.min()
    if not np.isfinite(least):
        raise InputError(f"energy is {least} at the least: give finite energies.")
    with np.errstate(over="ignore"):  # of a difference: the density is 0 there
        estimated = np.exp(least - energy)
    if np.ptp(estimated) == 0 or np.ptp(known) == 0:
        return 0.0
    # By a power of two, which changes no digit: the squares of 1e-200 are all zero.
    known = np.ldexp(known, -np.frexp(known.max())[1])
    return float(np.corrcoef(known, estimated)[0, 1])


def divergence_from_gaussian(z: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    r"""Divergence of a density from the Gaussian of its mean and variance, in nats.

    .. math:: \min_{\mu, v} \mathrm{KL}(P_z \Vert N(\mu, v))
        = \tfrac12 \log(2 \pi e \, \mathrm{Var}\, z) - H(z)

    The entropy is that of the spacings of the sorted values, so these must be quantiles at equally
    spaced probabilities, or their images under a continuous map, and not a random sample.

    Parameters
    ----------
    z
        Values, ``(..., n)``.

    Returns
    -------
    numpy.ndarray
        ``(...)``; infinite where two values are equal.

    Raises
    ------
    InputError
        If there are fewer than two values, or one is not finite.

    Examples
    --------
    The uniform density is :math:`\tfrac12 \log(2 \pi e / 12) \approx 0.176` nats from a Gaussian:

    >>> import numpy as np
    >>> from rdo.diagnostics import divergence_from_gaussian
    >>> round(float(divergence_from_gaussian(np.linspace(0, 1, 10_001))), 3)
    0.176
    """
    check_array("z", z, (..., "n"), finite=False)
    z = as_array("z", z).astype(np.float64)
    if z.shape[-1] < 2 or not np.isfinite(z).all():
        raise InputError(f"z of shape {z.shape}: give at least two finite values.")
    # By powers of two, which change no digit: the squares of 1e-200 are all zero.
    z = np.ldexp(z, -np.frexp(np.abs(z).max(-1, keepdims=True))[1])
    spacings = np.diff(np.sort(z, axis=-1))
    with np.errstate(divide="ignore"):
        entropy = np.log(spacings * z.shape[-1]).mean(-1)
        deviation = np.log(2 * np.pi * np.e * z.var(-1))
    return np.where(
        np.isinf(entropy), np.inf, 0.5 * deviation - np.where(np.isinf(entropy), 0, entropy)
    )
