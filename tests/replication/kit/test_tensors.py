"""Tensors as arrays."""

import numpy as np
import torch

from replication.kit.tensors import to_array


def test_numbers_are_of_float64_and_have_no_gradient_to_keep() -> None:
    x = torch.arange(6, dtype=torch.float32).view(2, 3)
    found = to_array(x.T)
    assert found.dtype == np.float64
    np.testing.assert_array_equal(found, [[0, 3], [1, 4], [2, 5]])
