"""How far the decoder's Jacobian is from what RaDOGAGA's Eq. 10 says."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.training import Ensemble
from rdo.training.scoring import check_replicas

__all__ = ["GramSummary", "gram_summary"]

_FLAT = 1e-30


class GramSummary(NamedTuple):
    """The Gram matrix of Eq. 10 in a few numbers per replica, each of shape (R,)."""

    diagonal: npt.NDArray[np.floating]
    """Mean of the diagonal over rows and dimensions; 1 by Eq. 10."""
    median: npt.NDArray[np.floating]
    """Median of the same, robust to a few outlying rows."""
    off_diagonal: npt.NDArray[np.floating]
    """Root mean square off the diagonal, relative to the mean of the diagonal; 0 by Eq. 10."""
    variation: npt.NDArray[np.floating]
    """Coefficient of variation of the diagonal over the rows; 0 by Eq. 10, NaN of a single row."""
    imbalance: npt.NDArray[np.floating]
    """Largest distance of an eigenvalue of the mean Gram matrix from 1; 0 where no linear change of
    the latent lowers the loss, if the prior can follow one, as a mixture can."""
    volume: npt.NDArray[np.floating]
    """Mean of half the logarithm of the determinant over the rows; 0 by Eq. 13. An eigenvalue that
    is not positive, of a direction that the decoder ignores, counts as 1e-30."""
    volume_spread: npt.NDArray[np.floating]
    """Standard deviation of the same, NaN of a single row; 0 by Eq. 13, all that Eq. 14 needs."""


def gram_summary(ensemble: Ensemble, x: Tensor) -> GramSummary:
    r"""Summarise :math:`G(x) = 2 \lambda_2 \sigma^2 J^T J` (RaDOGAGA Eq. 10) over rows.

    Parameters
    ----------
    ensemble
        Replicas of RaDOGAGA; of another autoencoder, the same of :math:`J^T J`.
    x
        Rows of each replica, ``(R, B, M)``.

    Raises
    ------
    InputError
        If they are no such replicas, or do not take such rows.

    Examples
    --------
    :func:`rdo.training.fix_gauge` makes the mean Gram matrix of every replica the identity:

    >>> import torch
    >>> from rdo.diagnostics import gram_summary
    >>> from rdo.models import Architecture, RaDOGAGA
    >>> from rdo.training import Ensemble, fix_gauge
    >>> def build():
    ...     return RaDOGAGA(Architecture(6, (12,), 2, 1), lambda1=100, lambda2=1000)
    >>> x = torch.rand(3, 100, 6, generator=torch.Generator().manual_seed(0))
    >>> ensemble = Ensemble.from_seeds(build, [0, 1, 2])
    >>> fix_gauge(ensemble, x)
    >>> gram_summary(ensemble, x).diagonal.round(3)
    array([1., 1., 1.])
    """
    check_replicas(ensemble, "x", x, "gram")
    # In single precision the smallest eigenvalues would be rounding errors of the largest.
    gram = ensemble.double().map("gram", x.double())  # (R, B, N, N)
    n = gram.shape[-1]
    each = gram.diagonal(dim1=-2, dim2=-1)  # (R, B, N)
    diagonal = each.mean((1, 2))
    median = each.flatten(1).median(1).values
    off = gram * (1 - torch.eye(n, dtype=gram.dtype, device=gram.device))
    pairs = max(n * (n - 1), 1)
    off_diagonal = (off.square().sum((-1, -2)).mean(1) / pairs).sqrt() / diagonal
    variation = (each.var(1).mean(-1)).sqrt() / diagonal
    imbalance = (torch.linalg.eigvalsh(gram.mean(1)) - 1).abs().amax(-1)
    volumes = torch.linalg.eigvalsh(gram).clamp(min=_FLAT).log().sum(-1) / 2  # (R, B)
    entries = (diagonal, median, off_diagonal, variation, imbalance)
    measures = (*entries, volumes.mean(1), volumes.std(1))
    return GramSummary(*(t.cpu().numpy() for t in measures))
