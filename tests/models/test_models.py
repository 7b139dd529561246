"""RaDOGAGA and DAGMM, each as one replica."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim, squared_error
from rdo.errors import InputError
from rdo.models import (
    DAGMM,
    Architecture,
    Autoencoder,
    FactorisedRaDOGAGA,
    MixtureAutoencoder,
    RaDOGAGA,
)
from rdo.models.dagmm import inverse_variance_penalty
from rdo.nn import mlp_pair
from rdo.priors import mixture_energy, mixture_statistics
from rdo.theory import SSIMForm
from rdo.training import Ensemble

ARCHITECTURE = Architecture(6, (30, 24), 3, 2, residual_features=True)


def make(method: str, architecture: Architecture = ARCHITECTURE) -> MixtureAutoencoder:
    model: MixtureAutoencoder
    if method == "dagmm":
        model = DAGMM(architecture)
    else:
        h = "d" if method == "radogaga_d" else "log"
        model = RaDOGAGA(architecture, lambda1=100, lambda2=1000, h=h)  # type: ignore[arg-type]
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def batch(model: MixtureAutoencoder, size: int = 64) -> tuple[Tensor, dict[str, Tensor]]:
    g = torch.Generator().manual_seed(1)
    x = torch.rand(size, 6, generator=g)
    shapes = model.noise_shapes(size).items()
    return x, {name: torch.rand(shape, generator=g) for name, shape in shapes}


METHODS = ("dagmm", "radogaga_d", "radogaga_log")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("residual", [False, True])
def test_a_gradient_reaches_every_parameter(method: str, residual: bool) -> None:
    model = make(method, Architecture(6, (30, 24), 3, 2, residual_features=residual))
    terms = model.loss(*batch(model))
    torch.stack(list(terms.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        assert (parameter.grad != 0).any(), name


@pytest.mark.parametrize("method", METHODS)
def test_the_loss_is_a_function_of_its_arguments(method: str) -> None:
    model = make(method)
    x, noise = batch(model)
    first, second = model.loss(x, noise), model.loss(x, noise)
    assert first == second
    other = model.loss(x, {name: 1 - u for name, u in noise.items()})
    assert any(first[name] != other[name] for name in first)


def test_a_plain_autoencoder_is_the_others_without_the_mixture() -> None:
    plain = Autoencoder(*mlp_pair(6, (30, 24), 3), 3)
    plain.reset_parameters(torch.Generator().manual_seed(0))
    model = make("dagmm")
    x, _ = batch(model)
    torch.testing.assert_close(plain.encode(x), model.encode(x))
    error = (x - plain.decode(plain.encode(x))).square().sum(1)
    torch.testing.assert_close(plain.reconstruction_error(x), error)
    assert plain.noise_shapes(64) == {}
    torch.testing.assert_close(plain.loss(x, {}), {"reconstruction": error.mean()})


def test_radogagas_terms_are_those_of_eq_5() -> None:
    model = make("radogaga_log")
    assert isinstance(model, RaDOGAGA)
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
    plain, log = make("radogaga_d"), make("radogaga_log")
    assert isinstance(plain, RaDOGAGA)
    assert isinstance(log, RaDOGAGA)
    torch.testing.assert_close(plain.scaled(d), d)
    torch.testing.assert_close(log.scaled(d), d.log())
    assert log.scaled(torch.zeros(1)).isfinite().all()


def test_dagmms_terms_are_those_of_eq_7() -> None:
    model = make("dagmm")
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


@pytest.mark.parametrize("sigma2", [1 / 12, 0.3])
def test_the_latent_noise_has_the_stated_variance(sigma2: float) -> None:
    model = RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=1, sigma2=sigma2)
    u = (torch.arange(100_000, dtype=torch.float64) + 0.5) / 100_000
    epsilon = model.epsilon(u)
    assert epsilon.mean().item() == pytest.approx(0, abs=1e-9)
    assert epsilon.var().item() == pytest.approx(sigma2, rel=1e-4)


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


def test_the_gram_matrix_is_that_of_finite_differences() -> None:
    model = make("radogaga_log").double()
    assert isinstance(model, RaDOGAGA)
    x = torch.rand(3, 6, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    z = model.encode(x)
    step = 1e-5 * torch.eye(3, dtype=torch.float64)
    columns = [(model.decode(z + e) - model.decode(z - e)) / 2e-5 for e in step]
    jacobian = torch.stack(columns, dim=-1)
    expected = 2 * 1000 / 12 * jacobian.mT @ jacobian
    torch.testing.assert_close(model.gram(x), expected, rtol=1e-5, atol=1e-7)


def test_residual_features_follow_section_5_2_3() -> None:
    model = make("dagmm")
    x, _ = batch(model, 8)
    z = model.encode(x)
    x_hat = model.decode(z)
    features = model.features(x, z, x_hat)
    torch.testing.assert_close(features[:, :3], z)
    torch.testing.assert_close(features[:, 3], (x - x_hat).norm(dim=1) / x.norm(dim=1))
    torch.testing.assert_close(features[:, 4], torch.cosine_similarity(x, x_hat))


def test_a_row_of_zeros_has_finite_features_and_gradients() -> None:
    model = make("dagmm")
    x, noise = batch(model, 8)
    x[0] = 0
    terms = model.loss(x, noise)
    torch.stack(list(terms.values())).sum().backward()
    for parameter in model.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()


def test_scores_are_neither_constant_nor_tied() -> None:
    model = make("radogaga_log")
    x, _ = batch(model, 500)
    energy = model.energy(10 * x, model.mixture(x))
    assert energy.unique().numel() == 500


@pytest.mark.parametrize("name", ["lambda1", "lambda2", "sigma2"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_weights_and_variance_must_be_positive(name: str, value: float) -> None:
    arguments = {"lambda1": 1.0, "lambda2": 1.0, "sigma2": 1.0, name: value}
    with pytest.raises(InputError, match=f"{name}={value}"):
        RaDOGAGA(ARCHITECTURE, **arguments)  # type: ignore[arg-type]
    if name != "sigma2":
        with pytest.raises(InputError, match=f"{name}={value}"):
            DAGMM(ARCHITECTURE, **{name: value})


def test_an_unknown_h_is_refused() -> None:
    with pytest.raises(InputError, match="h='sqrt'"):
        RaDOGAGA(ARCHITECTURE, lambda1=1, lambda2=1, h="sqrt")  # type: ignore[arg-type]


def test_a_factorised_radogaga_differs_in_its_rate_alone() -> None:
    model = FactorisedRaDOGAGA(6, (30, 24), 3, lambda1=100, lambda2=1000)
    model.reset_parameters(torch.Generator().manual_seed(0))
    mixed = make("radogaga_log")
    x, noise = batch(mixed)
    expected = mixed.loss(x, noise)
    assert list(mixed.noise_shapes(64)) == ["dropout", "latent"]  # the order of stored runs' draws
    assert set(model.noise_shapes(64)) == {"latent"}
    terms = model.loss(x, {"latent": noise["latent"]})
    for name in ("reconstruction", "scaling"):
        torch.testing.assert_close(terms[name], expected[name])
    torch.testing.assert_close(terms["rate"], model.prior(model.encode(x)).mean())
    torch.testing.assert_close(terms["rate"], model.energy(x).mean())
