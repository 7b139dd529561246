"""What Arch28 and Arch32 have in common."""

import pytest
import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap

from rdo.errors import InputError
from rdo.nn import arch28, arch32
from tests.draws import normal, uniform
from tests.nn.table2 import Pair, drawn

IMAGES: dict[Pair, tuple[int, ...]] = {arch28: (1, 28, 28), arch32: (3, 32, 32)}


@pytest.mark.parametrize("pair", [arch28, arch32])
@pytest.mark.parametrize("width", [1.0, 1 / 8, 1e-6])
@pytest.mark.parametrize("heads", [1, 2])
def test_images_become_latents_and_come_back(pair: Pair, width: float, heads: int) -> None:
    encoder, decoder = drawn(pair, 5, width, heads=heads)
    x = uniform(2, *IMAGES[pair])
    assert encoder(x).shape == (2, heads * 5)
    rebuilt = decoder(normal(2, 5))
    assert rebuilt.shape == x.shape
    assert rebuilt.min() >= 0
    assert rebuilt.max() <= 1


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_a_constructor_holds_no_randomness(pair: Pair) -> None:
    before = torch.get_rng_state()
    networks = pair(5, 1 / 16)
    assert (torch.get_rng_state() == before).all()
    assert all((p == 0).all() for network in networks for p in network.parameters())


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_replicas_in_one_loop_have_the_gradients_they_have_alone(pair: Pair) -> None:
    models = [nn.Sequential(*drawn(pair, 3, 1 / 4)) for _ in range(2)]
    with torch.no_grad():
        for parameter in models[1].parameters():
            parameter.mul_(0.5)
    parameters, _ = stack_module_state(list[nn.Module](models))
    x = uniform(2, 4, *IMAGES[pair])

    def loss(named: dict[str, torch.Tensor], images: torch.Tensor) -> torch.Tensor:
        rebuilt: torch.Tensor = functional_call(models[0], named, images)
        return (rebuilt - images).square().sum()

    together = vmap(grad(loss))(parameters, x)
    for k, model in enumerate(models):
        alone = grad(loss)(dict(model.named_parameters()), x[k])
        for name, gradient in alone.items():
            assert gradient.isfinite().all(), name
            torch.testing.assert_close(together[name][k], gradient, rtol=1e-4, atol=1e-5)
    assert (together["0.layers.0.weight"] != 0).any()


@pytest.mark.parametrize(("pair", "name"), [(arch28, "Arch28"), (arch32, "Arch32")])
def test_a_record_can_tell_the_networks_apart(pair: Pair, name: str) -> None:
    for network in pair(5, 1 / 16, start="he"):
        assert network.widths == {"network": name, "width": 1 / 16, "start": "he"}


@pytest.mark.parametrize("pair", [arch28, arch32])
@pytest.mark.parametrize("width", [0.0, -1.0, float("inf"), float("nan")])
def test_a_width_that_makes_no_network_is_refused(pair: Pair, width: float) -> None:
    with pytest.raises(InputError, match="width="):
        pair(5, width)


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_no_latents_and_no_heads_are_refused(pair: Pair) -> None:
    with pytest.raises(InputError, match="n_latent=0: give a whole number from 1"):
        pair(0)
    with pytest.raises(InputError, match="heads=0: give a whole number from 1"):
        pair(5, heads=0)
