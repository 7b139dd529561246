"""Methods on images: what is said of rows holds with the pixels as columns."""

from typing import TypeVar

import torch
from torch import Tensor

from rdo.models import DAGMM, Arch28Mixture, Architecture, Autoencoder, BetaVAE
from rdo.nn import arch28
from rdo.priors import mixture_energy, mixture_statistics

WIDTH, N_LATENT = 1 / 8, 3
M = TypeVar("M", bound=Autoencoder)


def drawn(model: M) -> M:
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def images(n: int = 6) -> Tensor:
    return torch.rand(n, 1, 28, 28, generator=torch.Generator().manual_seed(1))


def test_the_error_is_summed_over_all_pixels() -> None:
    model, x = drawn(Autoencoder(*arch28(N_LATENT, WIDTH), N_LATENT)), images()
    expected = (x - model.decode(model.encode(x))).square().sum((1, 2, 3))
    torch.testing.assert_close(model.reconstruction_error(x), expected)
    torch.testing.assert_close(model.loss(x, {}), {"reconstruction": expected.mean()})


def test_the_jacobian_has_a_row_a_pixel() -> None:
    model, x = drawn(Autoencoder(*arch28(N_LATENT, WIDTH), N_LATENT)).double(), images(2).double()
    z, step = model.encode(x), 1e-6
    columns = [
        (model.decode(z + step * unit) - model.decode(z - step * unit)).flatten(1) / (2 * step)
        for unit in torch.eye(N_LATENT).double()
    ]
    torch.testing.assert_close(
        model.jacobian(x), torch.stack(columns, dim=-1), rtol=1e-5, atol=1e-8
    )
    assert model.gram(x).shape == (2, N_LATENT, N_LATENT)


def test_a_vae_takes_its_error_from_all_pixels() -> None:
    model = drawn(BetaVAE(*arch28(N_LATENT, WIDTH, heads=2), N_LATENT, beta=1))
    x = images()
    terms = model.loss(x, {"latent": torch.full((6, N_LATENT), 0.5 - 2.0**-25)})
    torch.testing.assert_close(terms["reconstruction"], model.reconstruction_error(x).mean())


def test_dagmms_residual_features_are_those_of_the_pixels_in_a_row() -> None:
    architecture = Arch28Mixture(N_LATENT, 2, residual_features=True, width=WIDTH)
    model, x = drawn(DAGMM(architecture)), images()
    z = model.encode(x)
    x_hat = model.decode(z)
    rows = DAGMM(Architecture(28 * 28, (), N_LATENT, 2, residual_features=True))
    features = rows.features(x.flatten(1), z, x_hat.flatten(1))
    torch.testing.assert_close(model.features(x, z, x_hat), features)
    mixture = mixture_statistics(features, model.estimation(features))
    torch.testing.assert_close(model.energy(x, model.mixture(x)), mixture_energy(features, mixture))
