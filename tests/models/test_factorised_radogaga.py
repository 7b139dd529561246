"""RaDOGAGA with a prior that is a product over the latent's dimensions."""

import pytest
import torch

from rdo.errors import InputError
from rdo.models import FactorisedRaDOGAGA
from rdo.nn import mlp_pair
from tests.draws import uniform
from tests.models.examples import batch, drawn, radogaga


def factorised() -> FactorisedRaDOGAGA:
    return drawn(FactorisedRaDOGAGA(*mlp_pair(6, (30, 24), 3), 3, lambda1=100, lambda2=1000))


def test_it_differs_from_radogaga_in_its_rate_alone() -> None:
    model, mixed = factorised(), radogaga()
    x, noise = batch(mixed)
    expected = mixed.loss(x, noise)
    assert list(mixed.noise_shapes(64)) == ["dropout", "latent"]  # the order of stored runs' draws
    assert set(model.noise_shapes(64)) == {"latent"}
    terms = model.loss(x, {"latent": noise["latent"]})
    for name in ("reconstruction", "scaling"):
        torch.testing.assert_close(terms[name], expected[name])
    torch.testing.assert_close(terms["rate"], model.prior(model.encode(x)).mean())
    torch.testing.assert_close(terms["rate"], model.energy(x).mean())


def test_the_density_is_a_product_over_the_dimensions() -> None:
    """So mixed differences of the energy vanish: E(a, b) + E(0, 0) = E(a, 0) + E(0, b)."""
    prior, a, b = factorised().double().prior, 0.7, -1.3
    corners = torch.tensor([[a, b, 0.2], [0, 0, 0.2], [a, 0, 0.2], [0, b, 0.2]]).double()
    both, neither, first, second = prior(corners)
    torch.testing.assert_close(both + neither, first + second)
    assert both != neither


def test_the_score_is_the_energy() -> None:
    model, x = factorised(), uniform(9, 6)
    torch.testing.assert_close(model.score(x), model.energy(x))


@pytest.mark.parametrize("name", ["lambda1", "lambda2", "sigma2"])
def test_weights_and_variance_must_be_positive(name: str) -> None:
    arguments = {"lambda1": 1.0, "lambda2": 1.0, "sigma2": 1.0, name: -2.0}
    with pytest.raises(InputError, match=f"{name}=-2.0"):
        FactorisedRaDOGAGA(*mlp_pair(6, (), 3), 3, **arguments)  # type: ignore[arg-type]


def test_the_rate_of_bins_is_a_code_length_under_the_noise() -> None:
    networks = mlp_pair(6, (30, 24), 3)
    model = drawn(FactorisedRaDOGAGA(*networks, 3, lambda1=100, lambda2=1000, bins=True))
    x, noise = uniform(9, 6), {"latent": uniform(9, 3)}
    z = model.encode(x) + noise["latent"] - 0.5
    mass = (model.prior.cumulative(z + 0.5) - model.prior.cumulative(z - 0.5)).prod(-1)
    torch.testing.assert_close(model.loss(x, noise)["rate"], -mass.log().mean())
    with pytest.raises(InputError, match="bins=1"):
        FactorisedRaDOGAGA(*networks, 3, lambda1=1, lambda2=1, bins=1)  # type: ignore[arg-type]
