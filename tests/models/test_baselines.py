"""The denoising and the Wasserstein autoencoder against their definitions."""

import pytest
import torch
from scipy import stats

from rdo.errors import InputError
from rdo.models import Autoencoder, DenoisingAutoencoder, WassersteinAutoencoder
from rdo.nn import arch28, mlp_pair
from rdo.priors import mmd
from rdo.training import Ensemble, Schedule, fit
from tests.draws import normal, uniform

MIDDLE = 0.5 - 2.0**-25  # the uniform draw that becomes 0


def denoising(sigma: float = 0.3) -> DenoisingAutoencoder:
    model = DenoisingAutoencoder(*mlp_pair(5, (8,), 2), 2, shape=(5,), sigma=sigma)
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def wasserstein(weight: float = 3.0) -> WassersteinAutoencoder:
    model = WassersteinAutoencoder(*mlp_pair(5, (8,), 2), 2, weight=weight)
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def test_noise_of_the_given_size_goes_in_and_the_clean_is_asked_for() -> None:
    model, x = denoising(), normal(7, 5)
    one_sigma = torch.full((7, 5), float(stats.norm.cdf(1)))
    expected = (x - model.decode(model.encode(x + 0.3))).square().sum(1).mean()
    found = model.loss(x, {"input": one_sigma})["reconstruction"]
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_without_noise_it_is_the_plain_autoencoder() -> None:
    model, x = denoising(), normal(7, 5)
    plain = Autoencoder(model.encoder, model.decoder, 2)
    at_the_middle = model.loss(x, {"input": torch.full((7, 5), MIDDLE)})
    torch.testing.assert_close(at_the_middle, plain.loss(x, {}))
    torch.testing.assert_close(model.reconstruction_error(x), plain.reconstruction_error(x))


def test_the_wasserstein_terms_are_the_error_and_the_weighted_discrepancy() -> None:
    model, x = wasserstein(), normal(7, 5)
    draws = uniform(7, 2)
    terms = model.loss(x, {"prior": draws})
    z = model.encode(x)
    torch.testing.assert_close(terms["reconstruction"], model.reconstruction_error(x).mean())
    prior = torch.from_numpy(stats.norm.ppf(draws)).float()
    torch.testing.assert_close(terms["discrepancy"], 3 * mmd(z, prior), rtol=1e-3, atol=1e-5)


def test_the_weight_pulls_the_codes_towards_the_prior() -> None:
    x = 1 + normal(512, 5)
    ensemble = Ensemble([wasserstein(1e-6), wasserstein(100.0)])
    rows = torch.arange(512).expand(2, -1).numpy()
    fit(ensemble, x, rows, (0, 1), Schedule(150, 128, 1e-2))
    codes = ensemble.map("encode", x.expand(2, -1, -1))
    prior = normal(512, 2, seed=1)
    loose, tight = (mmd(z, prior).item() for z in codes)
    assert tight < 0.01
    assert loose > 5 * tight


def test_both_train_on_images() -> None:
    x = uniform(16, 1, 28, 28)
    models = (
        DenoisingAutoencoder(*arch28(3, 1 / 8), 3, shape=(1, 28, 28)),
        WassersteinAutoencoder(*arch28(3, 1 / 8), 3, weight=1.0),
    )
    for model in models:
        model.reset_parameters(torch.Generator().manual_seed(0))
        before = Ensemble([model])
        after = Ensemble([model])
        training = fit(after, x, torch.arange(16).expand(1, -1).numpy(), (0,), Schedule(2, 8, 1e-3))
        assert not training.failures
        assert (after.parameters != before.parameters).any()


def test_what_no_model_can_be_made_of_is_refused() -> None:
    with pytest.raises(InputError, match="sigma=0"):
        denoising(0)
    with pytest.raises(InputError, match="weight=-1"):
        wasserstein(-1)
    with pytest.raises(InputError, match=r"shape=\(\)"):
        DenoisingAutoencoder(*mlp_pair(5, (8,), 2), 2, shape=())
