"""Tensors as arrays."""

import numpy as np
import numpy.typing as npt
from torch import Tensor

__all__ = ["to_array"]


def to_array(x: Tensor) -> npt.NDArray[np.float64]:
    """The numbers of a tensor in float64, on the CPU."""
    return np.asarray(x.double().cpu().numpy())
