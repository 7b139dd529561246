"""A beta-VAE with observation noise, alone and in the engine."""

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence

from rdo.errors import InputError
from rdo.models import BetaVAE, NoiseVAE
from rdo.nn import mlp_pair, strided_pair
from rdo.noise import (
    GaussianNoise,
    GradientGaussianNoise,
    MixtureNoise,
    NetworkNoise,
    ObservationNoise,
)
from rdo.training import Ensemble, Observer, Schedule, fit
from rdo.training.draws import BatchStream, NoiseStream
from rdo.training.draws import uniform as draw_uniform
from tests.draws import normal, uniform


def model(noise: ObservationNoise | None = None, beta: float = 1.0) -> NoiseVAE:
    encoder, _ = mlp_pair(5, (8,), 2, heads=2)
    noise = noise or GaussianNoise(0.3)
    _, decoder = mlp_pair(5 * noise.heads, (8,), 2)
    vae = NoiseVAE(encoder, decoder, 2, noise, beta=beta)
    vae.reset_parameters(torch.Generator().manual_seed(0))
    return vae


def test_the_bound_is_likelihood_less_divergence_at_one_draw() -> None:
    vae, x = model(GaussianNoise(0.3, learned=False)), normal(7, 5)
    mean, variance = vae.posterior(x)
    found = vae.evidence_bound(x, {"latent": torch.full((7, 2), 0.5 - 2.0**-25)})
    likelihood = Normal(vae.decode(mean), 0.3**0.5).log_prob(x).sum(1)
    divergence = kl_divergence(Normal(mean, variance.sqrt()), Normal(0.0, 1.0)).sum(1)
    torch.testing.assert_close(found, likelihood - divergence)


def test_the_bound_is_not_above_the_likelihood_by_quadrature() -> None:
    """In the mean over many draws; the likelihood is summed over a grid of latents."""
    vae, x = model(GaussianNoise(0.3, learned=False)).double(), normal(3, 5, dtype=torch.float64)
    side = torch.linspace(-7, 7, 301, dtype=torch.float64)
    grid = torch.cartesian_prod(side, side)
    prior = Normal(0.0, 1.0).log_prob(grid).sum(1)
    decoded = vae.decode(grid)
    joint = Normal(decoded[:, None], 0.3**0.5).log_prob(x).sum(2) + prior[:, None]
    evidence = joint.logsumexp(0) + 2 * torch.log(side[1] - side[0])
    many = x.repeat_interleave(4_000, 0)
    draws = {"latent": uniform(len(many), 2, dtype=torch.float64)}
    bound = vae.evidence_bound(many, draws).reshape(3, -1).mean(1)
    assert (bound < evidence).all()


def test_beta_and_variance_are_one_number_for_the_networks() -> None:
    """Footnote 4: (beta, sigma^2) has beta times the gradient of (1, beta sigma^2)."""
    x, noise = normal(7, 5, dtype=torch.float64), {"latent": uniform(7, 2, dtype=torch.float64)}
    gradients = []
    for beta, variance in ((4.0, 0.05), (1.0, 0.2)):
        vae = model(GaussianNoise(variance, learned=False), beta).double()
        loss = sum(vae.loss(x, noise).values())
        gradients.append(torch.autograd.grad(loss, list(vae.parameters())))  # type: ignore[arg-type]
    for first, second in zip(*gradients, strict=True):
        torch.testing.assert_close(first, 4 * second, rtol=1e-12, atol=1e-12)


def test_with_a_fixed_variance_it_is_the_beta_vae_of_twice_beta_sigma2() -> None:
    x, noise = normal(7, 5, dtype=torch.float64), {"latent": uniform(7, 2, dtype=torch.float64)}
    vae = model(GaussianNoise(0.25, learned=False), beta=3.0).double()
    plain = BetaVAE(vae.encoder, vae.decoder, 2, beta=2 * 3.0 * 0.25).double()
    mine = torch.autograd.grad(sum(vae.loss(x, noise).values()), list(vae.parameters()))  # type: ignore[arg-type]
    its = torch.autograd.grad(sum(plain.loss(x, noise).values()), list(plain.parameters()))  # type: ignore[arg-type]
    for first, second in zip(mine, its, strict=True):
        torch.testing.assert_close(first * 2 * 0.25, second, rtol=1e-12, atol=1e-12)


def test_closed_forms_are_set_by_the_batch_and_kept_by_the_engine() -> None:
    """The last step's variance is that of its own residuals."""
    data, seeds = uniform(60, 5), [0, 1]
    ensemble = Ensemble.from_seeds(model, seeds)
    rows = np.tile(np.arange(60), (2, 1))
    fit(ensemble, data, rows, seeds, Schedule(1, 60, 1e-3))
    start = Ensemble.from_seeds(model, seeds)
    batches = BatchStream(seeds, rows, 60, "train").at(0)
    bits = NoiseStream(seeds, model().noise_shapes(60), "train").at(0)["latent"]
    draws = {"latent": draw_uniform(bits, torch.float32)}
    rebuilt = start.map("reconstruct", data[torch.from_numpy(batches)], draws)
    residual = data[torch.from_numpy(batches)] - rebuilt
    expected = residual.square().mean((1, 2))
    torch.testing.assert_close(ensemble.buffers["noise.variance"], expected, rtol=1e-5, atol=0)
    again = Ensemble.from_seeds(model, seeds)
    fit(again, data, rows, seeds, Schedule(40, 60, 1e-2))
    assert (again.buffers["noise.variance"] < ensemble.buffers["noise.variance"]).all()


def test_a_sweep_trains_in_one_loop() -> None:
    """Replicas differ in variance, in whether it is learnt, in beta and in components."""
    rows, data = np.tile(np.arange(60), (4, 1)), uniform(60, 5)
    models = [
        model(MixtureNoise(weights, (0.05, 0.5), learned=learned), beta)
        for weights, learned, beta in (
            ((1.0, 0.0), False, 1.0),
            ((1.0, 0.0), True, 1.0),
            ((0.5, 0.5), True, 1.0),
            ((1.0, 0.0), True, 6.0),
        )
    ]
    ensemble = Ensemble(models)
    history = fit(ensemble, data, rows, [0, 1, 2, 3], Schedule(300, 30, 1e-2))
    assert not history.failures
    weights, variances = ensemble.buffers["noise.weights"], ensemble.buffers["noise.variances"]
    assert weights[[0, 1, 3], 1].tolist() == [0, 0, 0]
    assert variances[0, 0] == pytest.approx(0.05)
    assert variances[1, 0] < variances[3, 0]
    assert 0 < weights[2, 1] < 1


@pytest.mark.slow
def test_by_gradient_and_in_closed_form_the_variances_end_within_a_hundredth() -> None:
    """Linear networks, so that both trainings end; variances are averaged over the last steps."""
    data = (normal(1_000, 2) @ normal(2, 5, seed=1)) + 0.4 * normal(1_000, 5, seed=2)
    rows, found = np.tile(np.arange(1_000), (2, 1)), []
    for noise in (GaussianNoise(0.3), GradientGaussianNoise(0.3)):

        def build(noise: ObservationNoise = noise) -> NoiseVAE:
            return NoiseVAE(*mlp_pair(5, (), 2, heads=2), 2, noise)

        ensemble = Ensemble.from_seeds(build, [0, 1])
        fit(ensemble, data, rows, [0, 1], Schedule(500, 500, 2e-2))
        last: list[torch.Tensor] = []

        def variance(members: Ensemble, last: list[torch.Tensor] = last) -> dict[str, np.ndarray]:
            named = members.named()
            if "noise.log_sigma" in named:
                last.append((2 * named["noise.log_sigma"][:, 0]).exp())
            else:
                last.append(members.buffers["noise.variance"])
            return {"variance": last[-1].numpy()}

        observer = Observer(1, variance)
        fit(ensemble, data, rows, [0, 1], Schedule(300, 500, 1e-3), stage="end", observer=observer)
        found.append(torch.stack(last[-100:]).mean(0))
    torch.testing.assert_close(found[0], found[1], rtol=0.01, atol=0)


def test_noise_of_a_network_learns_where_the_noise_is() -> None:
    """With a beta that leaves nothing to the latent."""
    widths = torch.tensor([0.05, 0.1, 0.2, 0.4, 0.8])
    data = widths * normal(500, 5)
    ensemble = Ensemble.from_seeds(lambda: model(NetworkNoise(), beta=50.0), [0, 1])
    fit(ensemble, data, np.tile(np.arange(500), (2, 1)), [0, 1], Schedule(400, 250, 2e-2))
    vae = ensemble.replica(1)
    assert isinstance(vae, NoiseVAE)
    assert isinstance(vae.noise, NetworkNoise)
    with torch.no_grad():
        decoded = vae.sampled(data, {"latent": uniform(500, 2)})[0]
        learnt = (vae.noise.log_variance(decoded) / 2).exp().mean(0)
    torch.testing.assert_close(learnt, data.std(0), rtol=0.1, atol=0)


def test_images_train_too() -> None:
    def build() -> NoiseVAE:
        pair = strided_pair((1, 8, 8), (4, 4), 3, 1 / 4, heads=2)
        return NoiseVAE(*pair, 3, MixtureNoise((0.5, 0.5), (0.01, 0.1)))

    ensemble = Ensemble.from_seeds(build, [0, 1])
    data = uniform(20, 1, 8, 8)
    history = fit(ensemble, data, np.tile(np.arange(20), (2, 1)), [0, 1], Schedule(5, 10, 1e-3))
    assert not history.failures
    assert ensemble.map(
        "reconstruct", data.expand(2, *data.shape), {"latent": uniform(2, 20, 3)}
    ).shape == (2, 20, 1, 8, 8)


@pytest.mark.parametrize("beta", [0.0, -1.0])
def test_beta_is_positive(beta: float) -> None:
    with pytest.raises(InputError, match="beta="):
        model(beta=beta)


def test_the_noise_is_one_of_ours() -> None:
    with pytest.raises(InputError, match="noise="):
        NoiseVAE(*mlp_pair(5, (8,), 2, heads=2), 2, "gaussian")  # type: ignore[arg-type]
