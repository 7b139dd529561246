"""How much of the data an autoencoder gives back."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.training import Ensemble

__all__ = ["KeptVariance", "kept_by_direction", "variance_explained"]


def variance_explained(ensemble: Ensemble, x: Tensor) -> npt.NDArray[np.floating]:
    r"""Share of the variance that survives encoding and decoding, ``(R,)``.

    .. math:: 1 - \frac{\sum \lVert x - \hat x \rVert^2}{\sum \lVert x - \bar x \rVert^2}

    Near 0 the autoencoder gives back the mean of the data whatever it is shown: it has collapsed.

    Parameters
    ----------
    ensemble
        Replicas of an autoencoder.
    x
        Rows of each replica, ``(R, B, M)``.
    """
    error = ensemble.map_rows("reconstruction_error", x).double().mean(1)
    total = x.flatten(2).var(1, correction=0).double().sum(-1)
    return np.asarray((1 - error / total).cpu().numpy())


class KeptVariance(NamedTuple):
    """What an autoencoder keeps of each principal direction, widest first, each ``(R, M)``."""

    variance: npt.NDArray[np.floating]
    r"""The data's variance along the direction, :math:`\sigma_i^2`."""
    kept: npt.NDArray[np.floating]
    """Slope of the reconstruction on the data along it: 1 all, 0 nothing; ab in Appendix D."""


def kept_by_direction(ensemble: Ensemble, x: Tensor) -> KeptVariance:
    r"""Slope of the reconstruction along each principal direction :math:`v_i` of the data.

    .. math::
        k_i = \frac{\mathrm{cov}(v_i^T \hat x,\, v_i^T x)}{\mathrm{var}(v_i^T x)}

    For the linear model of RaDOGAGA's Appendix D this is the product ab of encoder and decoder.
    NaN along a direction in which the data do not vary.

    Parameters
    ----------
    ensemble
        Replicas of an autoencoder.
    x
        Rows of each replica, ``(R, B, M)``.
    """
    x_hat = ensemble.map("decode", ensemble.map("encode", x)).double()
    centred = (x - x.mean(1, keepdim=True)).double()
    values, vectors = torch.linalg.eigh(centred.mT @ centred / x.shape[1])  # ascending
    along = centred @ vectors  # (R, B, M)
    along_hat = (x_hat - x_hat.mean(1, keepdim=True)) @ vectors
    covariance = (along * along_hat).mean(1)
    floor = 1e-12 * values[:, -1:]
    kept = torch.where(values > floor, covariance / values, torch.nan)
    return KeptVariance(*(t.flip(-1).cpu().numpy() for t in (values, kept)))
