"""The beta-VAE against its own definition."""

import math

import pytest
import torch
from scipy import stats
from torch.distributions import Normal, kl_divergence

from rdo.errors import InputError
from rdo.models import BetaVAE
from rdo.nn import arch28, mlp_pair
from rdo.training import Ensemble
from tests.draws import normal, uniform


def model(beta: float = 0.25) -> BetaVAE:
    vae = BetaVAE(*mlp_pair(5, (8,), 2, heads=2), 2, beta=beta)
    vae.reset_parameters(torch.Generator().manual_seed(0))
    return vae


def test_the_divergence_is_that_of_the_posterior_from_the_prior() -> None:
    vae, x = model(), normal(7, 5)
    mean, variance = vae.posterior(x)
    expected = kl_divergence(Normal(mean, variance.sqrt()), Normal(0.0, 1.0)).sum(-1).mean()
    terms = vae.loss(x, {"latent": uniform(7, 2)})
    torch.testing.assert_close(terms["divergence"], 0.25 * expected)


def test_the_reconstruction_is_of_one_draw_of_the_posterior() -> None:
    vae, x = model(), normal(7, 5)
    mean, variance = vae.posterior(x)
    at_the_mean = vae.loss(x, {"latent": torch.full((7, 2), 0.5 - 2.0**-25)})
    expected = (x - vae.decode(mean)).square().sum(-1).mean()
    torch.testing.assert_close(at_the_mean["reconstruction"], expected)
    one_sigma = vae.loss(x, {"latent": torch.full((7, 2), float(stats.norm.cdf(1)))})
    expected = (x - vae.decode(mean + variance.sqrt())).square().sum(-1).mean()
    torch.testing.assert_close(one_sigma["reconstruction"], expected, rtol=1e-4, atol=1e-5)


def test_the_energy_is_the_priors() -> None:
    vae, x = model(), normal(7, 5)
    expected = -Normal(0.0, 1.0).log_prob(vae.encode(x)).sum(-1)
    torch.testing.assert_close(vae.energy(x), expected)


def test_its_gram_matrix_is_the_decoders_by_finite_differences() -> None:
    vae, x = model().double(), normal(3, 5).double()
    z, step = vae.encode(x), 1e-6
    columns = [
        (vae.decode(z + step * unit) - vae.decode(z - step * unit)) / (2 * step)
        for unit in torch.eye(2).double()
    ]
    jacobian = torch.stack(columns, dim=-1)
    torch.testing.assert_close(vae.gram(x), jacobian.mT @ jacobian, rtol=1e-6, atol=1e-9)


def test_replicas_may_differ_in_beta() -> None:
    ensemble = Ensemble([model(0.25), model(0.5)])
    x, draws = normal(1, 7, 5).expand(2, -1, -1), uniform(1, 7, 2).expand(2, -1, -1)
    terms = ensemble.map("loss", x, {"latent": draws})
    torch.testing.assert_close(2 * terms["divergence"][0], terms["divergence"][1])


def test_it_takes_its_error_from_all_pixels() -> None:
    vae = BetaVAE(*arch28(3, 1 / 8, heads=2), 3, beta=1)
    vae.reset_parameters(torch.Generator().manual_seed(0))
    x = uniform(6, 1, 28, 28)
    terms = vae.loss(x, {"latent": torch.full((6, 3), 0.5 - 2.0**-25)})
    torch.testing.assert_close(terms["reconstruction"], vae.reconstruction_error(x).mean())


def test_beta_must_be_positive() -> None:
    with pytest.raises(InputError, match="beta=0: give a number from 1e-30"):
        BetaVAE(*mlp_pair(5, (8,), 2, heads=2), 2, beta=0)


@pytest.mark.parametrize("log_variance", [-300.0, -120.0, -104.0, -80.1, -79.9, 0.5, 60.0])
def test_the_divergence_keeps_the_logarithm_of_a_variance(log_variance: float) -> None:
    model = BetaVAE(*mlp_pair(4, (8,), 2, heads=2), 2, beta=1.0)
    model.reset_parameters(torch.Generator().manual_seed(0))
    last = model.encoder.get_submodule("layers.1")
    assert isinstance(last, torch.nn.Linear)
    with torch.no_grad():
        last.weight.zero_()
        last.bias.copy_(torch.tensor([0.0, 0.0, log_variance, log_variance]))
    rows = torch.rand(16, 4, generator=torch.Generator().manual_seed(1))
    terms = model.loss(rows, {"latent": torch.full((16, 2), 0.5)})
    expected = math.exp(log_variance) - log_variance - 1  # of two latents, halved
    assert terms["divergence"].item() == pytest.approx(expected, rel=1e-5)
    sum(terms.values()).backward()  # type: ignore[union-attr]
    assert all(p.grad is None or bool(p.grad.isfinite().all()) for p in model.parameters())


def test_an_encoder_without_variances_is_refused() -> None:
    with pytest.raises(InputError, match=r"n_latent=2: the encoder gives 2 numbers"):
        BetaVAE(*mlp_pair(4, (8,), 2), 2)
