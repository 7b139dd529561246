"""How closely an estimated density follows a known one."""

import numpy as np
import numpy.typing as npt

__all__ = ["density_correlation"]


def density_correlation(
    density: npt.NDArray[np.floating], energy: npt.NDArray[np.floating]
) -> float:
    r"""Correlation of a known density with the one an energy stands for (RaDOGAGA Section 5.1.2).

    .. math:: \mathrm{corr}\left(P_x(x), e^{-R(z)}\right)

    Pearson's; a factor common to all rows changes nothing, so energies are shifted to keep the
    exponentials in range.

    Parameters
    ----------
    density
        :math:`P_x` of each row, shape (n,).
    energy
        :math:`R = -\log P_z` of each row in nats, shape (n,).

    Returns
    -------
    float
        In [-1, 1]; 0 when either density is the same for all rows.
    """
    estimated = np.exp(energy.min() - energy)
    if np.ptp(estimated) == 0 or np.ptp(density) == 0:
        return 0.0
    return float(np.corrcoef(density, estimated)[0, 1])
