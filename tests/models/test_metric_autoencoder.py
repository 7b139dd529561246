"""The distortion that a model is given."""

from collections.abc import Callable

import pytest
import torch

from rdo.distortions import Distortion, one_minus_ssim, squared_error
from rdo.errors import InputError
from rdo.models import Architecture, BetaVAE, RaDOGAGA
from rdo.models.metric_autoencoder import MetricAutoencoder
from rdo.nn import arch28, mlp_pair

Build = Callable[[Distortion], MetricAutoencoder]


def _radogaga(metric: Distortion) -> MetricAutoencoder:
    return RaDOGAGA(Architecture(6, (4,), 1, n_components=2), lambda1=1, lambda2=1, metric=metric)


def _beta_vae(metric: Distortion) -> MetricAutoencoder:
    return BetaVAE(*mlp_pair(6, (8,), 2, heads=2), n_latent=2, metric=metric)


BOTH = pytest.mark.parametrize("build", [_radogaga, _beta_vae])


@BOTH
def test_a_metric_gives_one_number_per_row(build: Build) -> None:
    x = torch.rand(4, 6, generator=torch.Generator().manual_seed(0))
    with pytest.raises(InputError, match=r"metric\(x, y\)"):
        build(torch.nn.MSELoss()).distortion(x, x)


@BOTH
def test_what_cannot_be_called_is_refused(build: Build) -> None:
    with pytest.raises(InputError, match=r"metric='ssim': give a distortion of rows, D\(x, y\)"):
        build("ssim")  # type: ignore[arg-type]


@BOTH
def test_it_is_what_the_metric_says_of_the_rows(build: Build) -> None:
    generator = torch.Generator().manual_seed(1)
    x, y = torch.rand(2, 4, 6, generator=generator)
    absolute = build(lambda x, y: (x - y).abs().sum(-1))
    torch.testing.assert_close(absolute.distortion(x, y), (x - y).abs().sum(1))
    torch.testing.assert_close(build(squared_error).distortion(x, y), ((x - y) ** 2).sum(1))


def test_of_images_it_is_one_number_for_each() -> None:
    x, y = torch.rand(2, 3, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    networks = arch28(2, heads=2)
    images = BetaVAE(*networks, n_latent=2)
    torch.testing.assert_close(images.distortion(x, y), ((x - y) ** 2).flatten(1).sum(1))
    alike = BetaVAE(*networks, n_latent=2, metric=one_minus_ssim)
    torch.testing.assert_close(alike.distortion(x, y), one_minus_ssim(x, y))
