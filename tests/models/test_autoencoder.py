"""The plain autoencoder: the base of the others and a baseline."""

import torch

from rdo.models import Autoencoder
from rdo.nn import arch28, mlp_pair
from tests.draws import uniform
from tests.models.examples import batch, dagmm, drawn

WIDTH, N_LATENT = 1 / 8, 3


def test_a_plain_autoencoder_is_the_others_without_the_mixture() -> None:
    plain = Autoencoder(*mlp_pair(6, (30, 24), 3), 3)
    plain.reset_parameters(torch.Generator().manual_seed(0))
    model = dagmm()
    x, _ = batch(model)
    torch.testing.assert_close(plain.encode(x), model.encode(x))
    error = (x - plain.decode(plain.encode(x))).square().sum(1)
    torch.testing.assert_close(plain.reconstruction_error(x), error)
    assert plain.noise_shapes(64) == {}
    torch.testing.assert_close(plain.loss(x, {}), {"reconstruction": error.mean()})


def test_the_error_is_summed_over_all_pixels() -> None:
    model, x = drawn(Autoencoder(*arch28(N_LATENT, WIDTH), N_LATENT)), uniform(6, 1, 28, 28)
    expected = (x - model.decode(model.encode(x))).square().sum((1, 2, 3))
    torch.testing.assert_close(model.reconstruction_error(x), expected)
    torch.testing.assert_close(model.loss(x, {}), {"reconstruction": expected.mean()})


def test_the_jacobian_has_a_row_a_pixel() -> None:
    model = drawn(Autoencoder(*arch28(N_LATENT, WIDTH), N_LATENT)).double()
    x = uniform(2, 1, 28, 28).double()
    z, step = model.encode(x), 1e-6
    columns = [
        (model.decode(z + step * unit) - model.decode(z - step * unit)).flatten(1) / (2 * step)
        for unit in torch.eye(N_LATENT).double()
    ]
    torch.testing.assert_close(
        model.jacobian(x), torch.stack(columns, dim=-1), rtol=1e-5, atol=1e-8
    )
    assert model.gram(x).shape == (2, N_LATENT, N_LATENT)


def test_a_linear_decoder_is_its_own_jacobian() -> None:
    model = drawn(Autoencoder(*mlp_pair(6, (), 3), 3))
    weight = model.get_parameter("decoder.layers.0.weight")
    expected = weight.expand(4, 6, 3)
    torch.testing.assert_close(model.jacobian(uniform(4, 6)), expected)
    torch.testing.assert_close(model.gram(uniform(4, 6)), expected.mT @ expected)


def test_the_score_is_the_reconstruction_error() -> None:
    model, x = drawn(Autoencoder(*mlp_pair(6, (8,), 3), 3)), uniform(4, 6)
    torch.testing.assert_close(model.score(x), model.reconstruction_error(x))
