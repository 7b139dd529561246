"""How much of the data an autoencoder gives back."""

import numpy as np
import numpy.typing as npt
from torch import Tensor

from rdo.distortions import squared_error
from rdo.training import Ensemble

__all__ = ["variance_explained"]


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
    x_hat = ensemble.map("decode", ensemble.map("encode", x))
    error = squared_error(x, x_hat).double().sum(1)
    total = squared_error(x, x.mean(1, keepdim=True)).double().sum(1)
    return np.asarray((1 - error / total).cpu().numpy())
