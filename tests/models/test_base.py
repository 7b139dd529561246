"""The contract that every model keeps with the engine."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import stats

from rdo.models import (
    EBAE,
    Autoencoder,
    BetaVAE,
    Chains,
    Classifier,
    DenoisingAutoencoder,
    FactorisedRaDOGAGA,
    Model,
    WassersteinAutoencoder,
)
from rdo.models.base import standard_normal
from rdo.nn import MLP, mlp_pair
from rdo.sampling import Langevin
from tests.models.examples import ARCHITECTURE, batch, dagmm, drawn, radogaga

PLAIN = replace(ARCHITECTURE, residual_features=False)
CHAINS = Chains(Langevin(0.4, 0.05, sphere=True), 2, Langevin(0.1, 0.05), 2, replay_size=100)

BUILD: dict[str, Callable[[], Model]] = {
    "autoencoder": lambda: Autoencoder(*mlp_pair(6, (8,), 3), 3),
    "dagmm": lambda: dagmm(PLAIN),
    "dagmm_residual": dagmm,
    "denoising": lambda: DenoisingAutoencoder(*mlp_pair(6, (8,), 3), 3, shape=(6,)),
    "ebae": lambda: EBAE(*mlp_pair(6, (8,), 3), 3, (6,), CHAINS),
    "factorised_radogaga": lambda: FactorisedRaDOGAGA(
        *mlp_pair(6, (8,), 3), 3, lambda1=1, lambda2=1
    ),
    "radogaga_d": lambda: radogaga(PLAIN, h="d"),
    "radogaga_d_residual": lambda: radogaga(h="d"),
    "radogaga_log": lambda: radogaga(PLAIN),
    "radogaga_log_residual": radogaga,
    "vae": lambda: BetaVAE(*mlp_pair(6, (8,), 3, heads=2), 3, beta=0.5),
    "wasserstein": lambda: WassersteinAutoencoder(*mlp_pair(6, (8,), 3), 3, weight=1),
}
models = pytest.mark.parametrize("build", BUILD.values(), ids=BUILD)


def test_uniform_draws_become_standard_normal_ones() -> None:
    uniform = torch.arange(0, 2**24, 997) * 2.0**-24
    draws = standard_normal(uniform)
    assert torch.isfinite(standard_normal(torch.tensor([0.0, 1 - 2.0**-24]))).all()
    np.testing.assert_allclose(stats.norm.cdf(draws), uniform, atol=2e-7)


@models
def test_a_gradient_reaches_every_parameter(build: Callable[[], Model]) -> None:
    model = drawn(build())
    terms = model.loss(*batch(model))
    torch.stack(list(terms.values())).sum().backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        assert (parameter.grad != 0).any(), name


@models
def test_the_loss_is_a_function_of_its_arguments(build: Callable[[], Model]) -> None:
    model = drawn(build())
    x, noise = batch(model)
    first, second = model.loss(x, noise), model.loss(x, noise)
    assert first == second
    if noise:
        other = model.loss(x, {name: 1 - u for name, u in noise.items()})
        assert any(first[name] != other[name] for name in first)


@models
def test_the_start_is_a_function_of_the_generator(build: Callable[[], Model]) -> None:
    one, same, other = (build() for _ in range(3))
    for model, seed in ((one, 0), (same, 0), (other, 1)):
        model.reset_parameters(torch.Generator().manual_seed(seed))
    found, again, others = (
        torch.nn.utils.parameters_to_vector(model.parameters()) for model in (one, same, other)
    )
    assert torch.equal(found, again)
    assert not torch.equal(found, others)


@models
def test_a_saved_model_comes_back(build: Callable[[], Model]) -> None:
    model, loaded = drawn(build()), build()
    file = io.BytesIO()
    torch.save(model.state_dict(), file)
    file.seek(0)
    loaded.load_state_dict(torch.load(file, weights_only=True))
    x, noise = batch(model)
    assert loaded.loss(x, noise) == model.loss(x, noise)


def test_a_model_that_does_not_sample_has_no_samples() -> None:
    model = Classifier(MLP((5, 2)))
    assert model.draw(lambda name: None, {}) == ({}, {})
    assert model.transitions == ()
