"""EBAE: its gradient against quadrature, its chains, and its replay buffer."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.func import functional_call, grad

from rdo.errors import InputError
from rdo.models import EBAE, Chains, EnergyAutoencoder
from rdo.models.base import Call
from rdo.nn import ReLUNetwork, arch28
from rdo.sampling import Langevin
from tests.draws import normal, uniform

SPHERE = Langevin(0.4, 0.05, sphere=True)
PLAIN = Langevin(0.1, 0.05)


def small(dimensions: int = 2, *, freeze: bool = False, **changes: Any) -> EBAE:
    """Tiny networks, in float64, with its chains changed as asked."""
    settings: dict[str, Any] = {
        "latent": SPHERE,
        "latent_steps": 3,
        "visible": PLAIN,
        "visible_steps": 4,
    }
    chains = Chains(**settings | {"replay_size": 50} | changes)
    networks = ReLUNetwork((dimensions, 16, 2)), ReLUNetwork((2, 16, dimensions))
    model = EBAE(*networks, 2, (dimensions,), chains, freeze_decoder=freeze).double()
    model.reset_parameters(torch.Generator().manual_seed(1))
    return model


def uniforms(model: EBAE, batch: int, seed: int = 0) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.rand(shape, generator=generator, dtype=torch.float64)
        for name, shape in model.noise_shapes(batch).items()
    }


def call(model: EBAE) -> Call:
    return lambda name, *args: getattr(model, name)(*args)


def gradient(
    model: EBAE, method: str, given: tuple[Any, ...], objective: Callable[[Any], Tensor]
) -> dict[str, Tensor]:
    """Of an objective of what a method gives, by every parameter."""
    parameters = {name: p.detach() for name, p in model.named_parameters()}

    class OfModel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self) -> Any:
            return getattr(model, method)(*given)

    def value(named: dict[str, Tensor]) -> Tensor:
        state = {f"model.{name}": p for name, p in named.items()}
        return objective(functional_call(OfModel(), state, ()))

    found: dict[str, Tensor] = grad(value)(parameters)
    return found


@pytest.mark.parametrize(("dimensions", "cells"), [(1, 20_000), (2, 400)])
def test_the_loss_has_the_gradient_of_the_likelihood(dimensions: int, cells: int) -> None:
    """Eq. 1: against the log likelihood itself, whose normaliser is a sum over a fine grid."""
    model, temperature, side = small(dimensions), 0.1, 3.0
    axis = (torch.arange(cells, dtype=torch.float64) + 0.5) * (2 * side / cells) - side
    grid = torch.cartesian_prod(*[axis] * dimensions).reshape(-1, dimensions)
    cell = (2 * side / cells) ** dimensions
    data = torch.linspace(-1, 1, 5 * dimensions, dtype=torch.float64).reshape(5, dimensions)

    def surprise(energy: Tensor) -> Tensor:
        log_omega = torch.logsumexp(-energy[5:] / temperature, 0) + math.log(cell)
        return energy[:5].mean() / temperature + log_omega

    # A sample of the density without sampling error: quantiles of its cells, in equal steps.
    weights = torch.softmax(-model.energy(grid).detach() / temperature, 0)
    n = 20_000
    steps = (torch.arange(n, dtype=torch.float64) + 0.5) / n
    negatives = {"negatives": grid[torch.searchsorted(weights.cumsum(0), steps)]}

    def contrast(terms: dict[str, Tensor]) -> Tensor:
        return (terms["reconstruction"] + terms["negative"]) / temperature

    expected = gradient(model, "energy", (torch.cat([data, grid]),), surprise)
    found = gradient(model, "loss", (data, negatives), contrast)
    size = max(float(g.abs().max()) for g in expected.values())
    for name, value in expected.items():
        torch.testing.assert_close(found[name], value, rtol=0, atol=2e-3 * size)


def test_the_loss_has_the_four_terms_by_hand() -> None:
    model = small()
    x = normal(6, 2, dtype=torch.float64)
    negatives = normal(5, 2, seed=1, dtype=torch.float64)
    terms = {k: v.item() for k, v in model.loss(x, {"negatives": negatives}).items()}
    z = model.encoder(x)
    x_hat = model.decoder(z / z.square().sum(1, keepdim=True).sqrt())
    real = ((x - x_hat) ** 2).mean(1)
    sampled = model.energy(negatives)
    assert terms["reconstruction"] == pytest.approx(real.mean().item())
    assert terms["negative"] == pytest.approx(-sampled.mean().item())
    squares = (real**2).mean() + (sampled**2).mean()
    assert terms["square"] == pytest.approx(squares.item())
    weights = sum((p**2).sum().item() for p in model.encoder.parameters())
    assert terms["encoder"] == pytest.approx(1e-4 * weights)


def test_a_frozen_decoder_gets_no_gradient_and_the_encoder_the_same() -> None:
    x = normal(6, 2, dtype=torch.float64)
    negatives = {"negatives": normal(6, 2, seed=1, dtype=torch.float64)}
    found = {}
    for freeze in (False, True):
        model = small(freeze=freeze)
        sum(model.loss(x, negatives).values()).backward()  # type: ignore[union-attr]
        found[freeze] = {name: p.grad for name, p in model.named_parameters()}
    for name, expected in found[False].items():
        if name.startswith("decoder"):
            assert found[True][name] is None
        else:
            torch.testing.assert_close(found[True][name], expected)


def test_a_draw_is_one_chain_after_the_other() -> None:
    """Against Langevin's own run, from the start that is decoded."""
    model = small(replay_share=0.0)
    noise = uniforms(model, 7)
    samples, memory = model.draw(call(model), noise)

    draws = {name: 2**0.5 * torch.erfinv(2 * u - 1 + 2.0**-24) for name, u in noise.items()}
    z = SPHERE.run(model.latent_energy, draws["fresh"], draws["latent"].mT.movedim(-1, 0))[-1]
    x = PLAIN.run(model.energy, model.decode(z), draws["visible"].movedim(1, 0))[-1]
    torch.testing.assert_close(samples["negatives"], x)
    assert memory == {}


def test_samples_do_not_depend_on_how_many_are_drawn_beside_them() -> None:
    model = small()
    noise = uniforms(model, 9)
    together, _ = model.draw(call(model), noise)
    alone, _ = model.draw(call(model), {name: draws[3:4] for name, draws in noise.items()})
    torch.testing.assert_close(alone["negatives"], together["negatives"][3:4])


def test_without_a_latent_chain_the_visible_one_starts_from_fresh_latents() -> None:
    model = small(latent_steps=0, visible_steps=0, replay_share=0.0)
    noise = uniforms(model, 4)
    samples, _ = model.draw(call(model), noise)
    assert set(noise) == {"fresh"}
    torch.testing.assert_close(samples["negatives"], model.decode(model.fresh(noise["fresh"])))


def test_the_buffer_gives_a_share_and_forgets_the_oldest() -> None:
    model = small(replay_size=10, replay_share=0.95)
    fresh, slot = torch.full((20_000, 2), -1.0, dtype=torch.float64), uniform(20_000)
    replayed = uniform(20_000, seed=1)
    assert torch.equal(model.sample_replay(fresh, replayed, slot), fresh)  # nothing to replay

    z = torch.arange(8.0, dtype=torch.float64).reshape(4, 2)
    model.replay, model.written = model.update_replay(z)
    torch.testing.assert_close(model.replay[:4], z)
    starts = model.sample_replay(fresh, replayed, slot)[:, 0]
    assert set(starts.tolist()) == {-1, 0, 2, 4, 6}  # of what was written alone
    assert (starts != -1).double().mean() == pytest.approx(
        0.95, abs=5 * (0.95 * 0.05 / 20_000) ** 0.5
    )

    for _ in range(2):
        model.replay, model.written = model.update_replay(z + 100)
    assert int(model.written) == 12
    torch.testing.assert_close(model.replay[[8, 9, 0, 1]], z + 100)


@pytest.mark.parametrize(
    ("latent", "low", "high"),
    [(SPHERE, -1.0, 1.0), (Langevin(0.1, 0.05, bounds=(-1, 1)), -1.0, 1.0), (PLAIN, -6.0, 6.0)],
)
def test_fresh_latents_are_uniform_or_normal(latent: Langevin, low: float, high: float) -> None:
    model = small(latent=latent, replay_share=0.0)
    z = model.fresh(uniform(20_000, 2))
    assert low <= z.min()
    assert z.max() <= high
    variance = {True: 1 / 2, False: 1.0}[latent.sphere] if latent.bounds is None else 1 / 3
    assert z.var(0).numpy() == pytest.approx([variance] * 2, rel=0.05)
    assert bool((z.norm(dim=1) - 1).abs().max() < 1e-5) == latent.sphere


def test_images_are_drawn_too() -> None:
    chains = Chains(SPHERE, 1, Langevin(20, 0.05, clip=0.01, bounds=(0, 1)), 2, replay_size=8)
    model = EBAE(*arch28(4, 1 / 32), 4, (1, 28, 28), chains)
    model.reset_parameters(torch.Generator().manual_seed(0))
    noise = {name: uniform(*shape) for name, shape in model.noise_shapes(3).items()}
    samples, memory = model.draw(call(model), noise)
    assert samples["negatives"].shape == (3, 1, 28, 28)
    assert memory["replay"].shape == (8, 4)
    terms = model.loss(uniform(3, 1, 28, 28), samples)
    assert all(value.isfinite() for value in terms.values())


def test_the_energy_is_the_error_per_entry() -> None:
    model = EnergyAutoencoder(ReLUNetwork((3, 4, 1)), ReLUNetwork((1, 4, 3)), 1)
    x = torch.ones(2, 3)
    assert model.energy(x).tolist() == [1, 1]  # parameters are zero, so zeros come back


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"latent_steps": -1}, "latent_steps=-1"),
        ({"replay_share": 1.5}, "replay_share=1.5"),
        ({"replay_size": 0}, "replay_size=0"),
        ({"visible": Langevin(0.1, 0.05, bounds=(0, 1), project=False)}, "project=False"),
    ],
)
def test_what_cannot_be_drawn_from_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        small(**changes)


def test_a_batch_beyond_the_buffer_is_refused() -> None:
    with pytest.raises(InputError, match="batch_size=51: the replay buffer holds 50"):
        small().noise_shapes(51)


def test_the_supplements_own_loss_has_no_squares() -> None:
    networks = ReLUNetwork((2, 4, 1)), ReLUNetwork((1, 4, 2))
    chains = Chains(PLAIN, 0, PLAIN, 1, replay_share=0.0)
    model = EBAE(*networks, 1, (2,), chains, gamma=0.0, encoder_penalty=0.0)
    terms = model.loss(torch.ones(3, 2), {"negatives": torch.ones(3, 2)})
    assert terms["square"] == terms["encoder"] == 0
    with pytest.raises(InputError, match=r"gamma=-1\.0: give a number from 0"):
        EBAE(*networks, 1, (2,), chains, gamma=-1.0)


def test_a_sphere_needs_two_dimensions() -> None:
    encoder, decoder = ReLUNetwork((6, 8, 1)), ReLUNetwork((1, 8, 6))
    assert not EnergyAutoencoder(encoder, decoder, 1).sphere
    with pytest.raises(InputError, match="at least two dimensions"):
        EnergyAutoencoder(encoder, decoder, 1, sphere=True)
