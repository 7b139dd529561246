"""The denoising autoencoder against its definition."""

import re

import numpy as np
import pytest
import torch
from scipy import stats

from rdo.errors import InputError
from rdo.models import Autoencoder, DenoisingAutoencoder
from rdo.nn import arch28, mlp_pair
from rdo.training import Ensemble, Schedule, fit
from tests.draws import normal, uniform
from tests.models.examples import drawn

MIDDLE = 0.5 - 2.0**-25  # the uniform draw that becomes 0


def denoising(sigma: float = 0.3) -> DenoisingAutoencoder:
    return drawn(DenoisingAutoencoder(*mlp_pair(5, (8,), 2), 2, shape=(5,), sigma=sigma))


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


def test_replicas_may_differ_in_sigma() -> None:
    models = [denoising(sigma) for sigma in (0.1, 0.4)]
    x, noise = normal(7, 5), {"input": uniform(7, 5)}
    together = Ensemble(models).map(
        "loss", x.expand(2, -1, -1), {"input": noise["input"].expand(2, -1, -1)}
    )
    alone = torch.stack([model.loss(x, noise)["reconstruction"] for model in models])
    torch.testing.assert_close(together["reconstruction"], alone)
    assert alone[0] != alone[1]


def test_it_trains_on_images() -> None:
    model = drawn(DenoisingAutoencoder(*arch28(3, 1 / 8), 3, shape=(1, 28, 28)))
    before, after = Ensemble([model]), Ensemble([model])
    rows = np.arange(16)[None]
    history = fit(after, uniform(16, 1, 28, 28), rows, (0,), Schedule(2, 8, 1e-3))
    assert not history.failures
    assert (after.parameters != before.parameters).any()


def test_what_no_model_can_be_made_of_is_refused() -> None:
    with pytest.raises(InputError, match="sigma=0"):
        denoising(0)
    for shape in ((), (1, 0)):
        with pytest.raises(InputError, match=re.escape(f"shape={shape}")):
            DenoisingAutoencoder(*mlp_pair(5, (8,), 2), 2, shape=shape)
