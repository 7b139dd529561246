"""DAGMM: its loss and its penalty."""

import math

import pytest
import torch

from rdo.distortions import squared_error
from rdo.errors import InputError
from rdo.models import DAGMM
from rdo.models.dagmm import inverse_variance_penalty
from rdo.priors import mixture_energy, mixture_statistics
from tests.draws import uniform
from tests.models.examples import ARCHITECTURE, batch, dagmm


def test_dagmms_terms_are_those_of_eq_7() -> None:
    model = dagmm()
    x, noise = batch(model)
    terms = model.loss(x, noise)
    z = model.encode(x)
    x_hat = model.decode(z)
    features = model.features(x, z, x_hat)
    mixture = mixture_statistics(features, model.estimation(features, noise["dropout"]))
    torch.testing.assert_close(terms["reconstruction"], squared_error(x, x_hat).mean())
    energy = mixture_energy(features, mixture).mean()
    torch.testing.assert_close(terms["energy"].double(), 0.1 * energy, rtol=1e-6, atol=1e-6)
    by_hand = sum(1 / sigma[i, i] for sigma in mixture.covariance for i in range(5))
    torch.testing.assert_close(inverse_variance_penalty(mixture), torch.as_tensor(by_hand))
    torch.testing.assert_close(terms["penalty"].double(), 0.005 * by_hand, rtol=1e-6, atol=1e-6)


def test_the_penalty_grows_without_bound_as_a_component_shrinks_to_a_point() -> None:
    """A component of diag(1, 4) has 1 + 1/4, and one of twice that covariance half of it."""
    covariance = torch.diag(torch.tensor([1.0, 4.0])).expand(1, 2, 2)
    mixture = mixture_statistics(uniform(9, 2), torch.ones(9, 1))
    penalties = [
        inverse_variance_penalty(mixture._replace(covariance=scale * covariance)).item()
        for scale in (2.0, 1.0, 1e-6)
    ]
    assert penalties == pytest.approx([0.625, 1.25, 1.25e6])


@pytest.mark.parametrize("name", ["lambda1", "lambda2"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_weights_must_be_positive(name: str, value: float) -> None:
    with pytest.raises(InputError, match=f"{name}={value}"):
        DAGMM(ARCHITECTURE, **{name: value})
