"""How much of the data's variance an autoencoder reconstructs."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import check_tensor
from rdo.errors import InputError
from rdo.training import Ensemble
from rdo.training.scoring import check_replicas

__all__ = [
    "KeptVariance",
    "ReconstructionSummary",
    "kept_by_direction",
    "reconstruction_summary",
    "summarise_errors",
]


class ReconstructionSummary(NamedTuple):
    """Explained variance and median error of each replica, each ``(R,)``."""

    variance_explained: npt.NDArray[np.floating]
    r"""Explained variance: one less the mean over the rows of :math:`e_i`.

    Near 0 the autoencoder has collapsed: its output is the mean of the data for every input."""
    median_error: npt.NDArray[np.floating]
    r"""Median over the rows of :math:`e_i`, the lower of two: far below the mean where some rows
    are reconstructed well at the cost of the others."""


def reconstruction_summary(ensemble: Ensemble, x: Tensor) -> ReconstructionSummary:
    r"""Squared errors as shares of the data's variance, their mean and their median over the rows.

    .. math::
        e_i = \frac{\lVert x_i - \hat x_i \rVert^2}{\frac1B \sum_j \lVert x_j - \bar x \rVert^2}

    Parameters
    ----------
    ensemble
        Replicas of an autoencoder.
    x
        Rows of each replica, ``(R, B, M)``.

    Raises
    ------
    InputError
        If they are no such replicas or do not take such rows, or the rows do not vary.

    Examples
    --------
    Before training the error is larger than that of always answering with the mean:

    >>> import torch
    >>> from rdo.diagnostics import reconstruction_summary
    >>> from rdo.models import Autoencoder
    >>> from rdo.nn import mlp_pair
    >>> from rdo.training import Ensemble
    >>> build = lambda: Autoencoder(*mlp_pair(6, (30,), 2), n_latent=2)
    >>> x = torch.rand(3, 100, 6, generator=torch.Generator().manual_seed(0))
    >>> summary = reconstruction_summary(Ensemble.from_seeds(build, [0, 1, 2]), x)
    >>> bool((summary.variance_explained < 0).all())
    True
    """
    check_replicas(ensemble, "x", x, "reconstruction_error")
    return summarise_errors(ensemble.map_rows("reconstruction_error", x), x)


def summarise_errors(error: Tensor, x: Tensor) -> ReconstructionSummary:
    r"""What :func:`reconstruction_summary` gives, from squared errors that are known already.

    Parameters
    ----------
    error
        :math:`\lVert x_i - \hat x_i \rVert^2` of each row, ``(R, B)``.
    x
        The rows, ``(R, B, M)``.

    Raises
    ------
    InputError
        If the shapes do not fit, or the rows do not vary.
    """
    check_tensor("x", x, ("R", "B", "M", ...))
    if check_tensor("error", error, ("R", "B"), [x.dtype]).shape != x.shape[:2]:
        raise InputError(f"error of shape {tuple(error.shape)}: give {tuple(x.shape[:2])}, as x.")
    x = x.flatten(2)
    # About the first row: far from zero a variance in float32 would lose its digits.
    total = (x - x[:, :1]).var(1, correction=0).double().sum(-1, keepdim=True)
    if not (total > 0).all():
        raise InputError(f"x of shape {tuple(x.shape)}: give rows that vary, finite ones.")
    shares = error.double() / total
    explained, median = 1 - shares.mean(1), shares.median(1).values
    return ReconstructionSummary(*(share.cpu().numpy() for share in (explained, median)))


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
        Rows of each replica, ``(R, B, M)``, or images, whose pixels are taken for columns.

    Raises
    ------
    InputError
        If they are no such replicas, or do not take such rows.
    """
    check_replicas(ensemble, "x", x, "decode")
    x_hat = ensemble.map("decode", ensemble.map("encode", x)).double().flatten(2)
    x = x.flatten(2)
    centred = (x - x[:, :1]).double()
    centred = centred - centred.mean(1, keepdim=True)
    values, vectors = torch.linalg.eigh(centred.mT @ centred / x.shape[1])  # ascending
    along = centred @ vectors  # (R, B, M)
    along_hat = (x_hat - x_hat.mean(1, keepdim=True)) @ vectors
    covariance = (along * along_hat).mean(1)
    floor = 1e-12 * values[:, -1:]
    kept = torch.where(values > floor, covariance / values, torch.nan)
    return KeptVariance(*(t.flip(-1).cpu().numpy() for t in (values, kept)))
