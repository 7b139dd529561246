"""RaDOGAGA: its loss, its latent noise and its Gram matrix."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim, squared_error
from rdo.errors import InputError
from rdo.models import RaDOGAGA
from rdo.priors import mixture_energy, mixture_statistics
from rdo.theory import SSIMForm
from rdo.training import Ensemble
from tests.models.examples import ARCHITECTURE, batch, radogaga


def test_radogagas_terms_are_those_of_eq_5() -> None:
    model = radogaga()
    x, noise = batch(model)
    terms = model.loss(x, noise)
    z = model.encode(x)
    x_hat = model.decode(z)
    x_breve = model.decode(z + (noise["latent"] - 0.5))  # sigma^2 = 1/12: width one
    features = model.features(x, z, x_hat)
    mixture = mixture_statistics(features, model.estimation(features, noise["dropout"]))
    log_d = (squared_error(x, x_hat) + 1e-12).log()
    torch.testing.assert_close(terms["rate"].double(), mixture_energy(features, mixture).mean())
    torch.testing.assert_close(terms["reconstruction"], 100 * log_d.mean())
    torch.testing.assert_close(terms["scaling"], 1000 * squared_error(x_hat, x_breve).mean())


def test_h_of_d_is_d_or_its_logarithm() -> None:
    d = torch.tensor([0.5, 2.0])
    plain, log = radogaga(h="d"), radogaga()
    torch.testing.assert_close(plain.scaled(d), d)
    torch.testing.assert_close(log.scaled(d), d.log())
    assert log.scaled(torch.zeros(1)).isfinite().all()


@pytest.mark.parametrize("sigma2", [1 / 12, 0.3])
def test_the_latent_noise_has_the_stated_variance(sigma2: float) -> None:
    model = RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=1, sigma2=sigma2)
    u = (torch.arange(100_000, dtype=torch.float64) + 0.5) / 100_000
    epsilon = model.epsilon(u)
    assert epsilon.mean().item() == pytest.approx(0, abs=1e-9)
    assert epsilon.var().item() == pytest.approx(sigma2, rel=1e-4)


def test_the_gram_matrix_is_that_of_finite_differences() -> None:
    model = radogaga().double()
    x = torch.rand(3, 6, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    z = model.encode(x)
    step = 1e-5 * torch.eye(3, dtype=torch.float64)
    columns = [(model.decode(z + e) - model.decode(z - e)) / 2e-5 for e in step]
    jacobian = torch.stack(columns, dim=-1)
    expected = 2 * 1000 / 12 * jacobian.mT @ jacobian
    torch.testing.assert_close(model.gram(x), expected, rtol=1e-5, atol=1e-7)


def test_under_another_metric_the_gram_matrix_has_its_quadratic_form_in_the_middle() -> None:
    """For 1 - SSIM of one window, Appendix C's A(x) at the reconstruction."""

    def metric(x: Tensor, y: Tensor) -> Tensor:
        return one_minus_ssim(x.unflatten(-1, (1, 2, 3)), y.unflatten(-1, (1, 2, 3)), width=2)

    model = RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=6, metric=metric)  # 2 lambda2 sigma^2 = 1
    model.reset_parameters(torch.Generator().manual_seed(0))
    model = model.double()
    x = torch.rand(4, 6, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    x_hat = model.decode(model.encode(x)).detach().numpy().reshape(4, 2, 3)
    form = torch.zeros(4, 6, 6, dtype=torch.float64)
    pixels = np.arange(6).reshape(2, 3)
    for first in (0, 1):  # the two windows of 2 x 2 pixels, averaged
        window = pixels[:, first : first + 2].ravel()
        part = SSIMForm(x_hat[:, :, first : first + 2].reshape(4, 4), c1=1e-4, c2=9e-4).matrix()
        form[:, window[:, None], window] += torch.from_numpy(part) / 2
    jacobian = model.jacobian(x)
    expected = jacobian.mT @ form @ jacobian
    torch.testing.assert_close(model.gram(x), expected, rtol=1e-6, atol=1e-9)
    alone, beside = model.gram(x), Ensemble([model, model]).double().map("gram", x.expand(2, 4, 6))
    torch.testing.assert_close(beside[1], alone)


@pytest.mark.parametrize("name", ["lambda1", "lambda2", "sigma2"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_weights_and_variance_must_be_positive(name: str, value: float) -> None:
    arguments = {"lambda1": 1.0, "lambda2": 1.0, "sigma2": 1.0, name: value}
    with pytest.raises(InputError, match=f"{name}={value}"):
        RaDOGAGA(ARCHITECTURE, **arguments)  # type: ignore[arg-type]


def test_an_unknown_h_is_refused() -> None:
    with pytest.raises(InputError, match="h='sqrt'"):
        RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=1, h="sqrt")  # type: ignore[arg-type]
