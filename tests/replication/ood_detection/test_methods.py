"""The models that are compared, all on Arch28."""

from dataclasses import replace

import pytest

from rdo.errors import InputError
from rdo.models import EBAE, BetaVAE, DenoisingAutoencoder, WassersteinAutoencoder
from replication.ood_detection.config import configure
from replication.ood_detection.methods import METHODS, build

CONFIG = replace(configure("digits", "smoke"), width=1 / 32, n_latent=4)


@pytest.mark.parametrize("method", METHODS)
def test_every_model_has_the_same_decoder_and_a_score(method: str) -> None:
    model, plain = build(method, CONFIG), build("autoencoder", CONFIG)
    shapes = [[p.shape for p in one.decoder.parameters()] for one in (model, plain)]
    assert shapes[0] == shapes[1]
    assert callable(getattr(model, model.score_method))


def test_the_numbers_of_a_method_are_those_of_the_configuration() -> None:
    config = replace(CONFIG, denoising_noise=0.5, vae_variance=0.25, wae_weight=0.1)
    denoising, vae, wasserstein = (
        build(name, config) for name in ("denoising", "vae", "wasserstein")
    )
    assert isinstance(denoising, DenoisingAutoencoder)
    assert denoising.sigma == pytest.approx(0.5)
    assert isinstance(vae, BetaVAE)
    assert vae.beta == pytest.approx(0.5)
    assert isinstance(wasserstein, WassersteinAutoencoder)
    assert wasserstein.weight == pytest.approx(78.4)


def test_ebae_is_the_first_row_of_table_3() -> None:
    model = build("ebae", CONFIG)
    assert isinstance(model, EBAE)
    assert (model.chains.latent_steps, model.chains.replay_share, model.sphere) == (10, 0.95, True)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="method='gan': known are autoencoder"):
        build("gan", CONFIG)
