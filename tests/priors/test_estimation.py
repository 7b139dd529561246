"""The estimation network's memberships and its dropout."""

import pytest
import torch

from rdo.errors import InputError
from rdo.priors import EstimationNetwork


def test_memberships_are_probabilities_and_dropout_keeps_the_mean() -> None:
    network = EstimationNetwork(3, 400, 2, dropout=0.5)
    g = torch.Generator().manual_seed(0)
    network.reset_parameters(g)
    z = torch.randn(5, 3, generator=g)
    membership = network(z)
    torch.testing.assert_close(membership.sum(1), torch.ones(5))
    draws = torch.rand(2000, 5, 400, generator=g)
    dropped = torch.stack([network(z, u) for u in draws])
    torch.testing.assert_close(dropped.mean(0), membership, atol=0.02, rtol=0)
    assert (dropped.std(0) > 0).all()


@pytest.mark.parametrize("dropout", [-0.1, 1.0])
def test_dropout_outside_its_range_is_refused(dropout: float) -> None:
    with pytest.raises(InputError, match="dropout="):
        EstimationNetwork(3, 4, 2, dropout)


@pytest.mark.parametrize("shape", [(10,), (1, 1), (7, 10), (8, 9)])
def test_draws_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    network = EstimationNetwork(n_inputs=2, n_hidden=10, n_components=3)
    with pytest.raises(InputError, match="uniform"):
        network(torch.zeros(8, 2), torch.zeros(shape))
