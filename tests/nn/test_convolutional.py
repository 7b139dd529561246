"""Arch28, Arch32 and their blocks against Table 2 of the EBAE supplement."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap

from rdo.errors import InputError
from rdo.nn import Network, Res, ResAtt, arch28, arch32
from rdo.nn.network import layer
from rdo.nn.resampling import Bilinear, MaxPool
from tests.draws import normal, uniform

Pair = Callable[..., tuple[Network, Network]]

# in, out, side of the kernel; a fully connected layer has a kernel of one pixel
ENCODER_28 = [(1, 32, 3), (32, 64, 3), (64, 64, 3), (64, 128, 3), (128, 1024, 4), (1024, 32, 1)]
DECODER_28 = [(32, 128, 4), (128, 64, 3), (64, 64, 3), (64, 32, 3), (32, 1, 3)]
RESIDUAL = 2 * [(64, 1024, 1), (1024, 64, 1)]
ENCODER_32 = [(3, 32, 4), (32, 64, 4), (64, 128, 4), (128, 256, 2), (256, 64, 1), *RESIDUAL]
DECODER_32 = [(64, 256, 6), (256, 128, 4), (128, 64, 4), (64, 3, 3)]

LAYERS = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)
IMAGES = {arch28: (1, 28, 28), arch32: (3, 32, 32)}


def drawn(pair: Pair, *args: Any, **options: Any) -> tuple[Network, Network]:
    networks = pair(*args, **options)
    generator = torch.Generator().manual_seed(0)
    for network in networks:
        network.reset_parameters(generator)
    return networks


@pytest.mark.parametrize(
    ("pair", "n_latent", "printed"),
    [(arch28, 32, (ENCODER_28, DECODER_28)), (arch32, 64, (ENCODER_32, DECODER_32))],
)
def test_the_layers_are_those_of_the_table(
    pair: Pair, n_latent: int, printed: tuple[list[tuple[int, int, int]], ...]
) -> None:
    for network, table in zip(pair(n_latent), printed, strict=True):
        layers = [m for m in network.modules() if hasattr(m, "weight")]
        counts = [sum(p.numel() for p in m.parameters()) for m in layers]
        assert counts == [n_in * n_out * side**2 + n_out for n_in, n_out, side in table]


@pytest.mark.parametrize(
    ("pair", "printed"),
    [
        (arch28, ("c1 r c1 r m c1 r c1 r m c1 r f l", "u t1 r b t1 r t1 r b t1 r t1 s")),
        (arch32, ("c2 r c2 r c2 r c2 r c1 r f a", "u t1 r t2 r t2 r t1 s")),
    ],
)
def test_layers_follow_each_other_as_printed(pair: Pair, printed: tuple[str, str]) -> None:
    """Convolutions with their strides, and between them what Table 2 has."""
    letters = {
        nn.ReLU: "r",
        MaxPool: "m",
        Bilinear: "b",
        nn.Sigmoid: "s",
        nn.Flatten: "f",
        nn.Unflatten: "u",
        nn.Linear: "l",
        ResAtt: "a",
    }
    for network, table in zip(pair(5, 1 / 16), printed, strict=True):
        layers: Any = network.layers
        found = [
            f"{'t' if isinstance(m, nn.ConvTranspose2d) else 'c'}{m.stride[0]}"
            if isinstance(m, nn.Conv2d | nn.ConvTranspose2d)
            else letters[type(m)]
            for m in layers
        ]
        assert " ".join(found) == table


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


def test_the_printed_kernel_of_arch28s_last_layer_makes_an_image_of_29_pixels() -> None:
    decoder: Any = arch28(5, 1 / 32)[1]
    *before, last, sigmoid = decoder.layers.children()
    printed = layer(nn.ConvTranspose2d, len(last.weight), 1, 4)
    assert nn.Sequential(*before, printed, sigmoid)(torch.zeros(1, 5)).shape[-2:] == (29, 29)


def test_an_eighth_of_the_channels() -> None:
    encoder, _ = arch28(5, 1 / 8)
    channels = [len(p) for name, p in encoder.named_parameters() if name.endswith("weight")]
    assert channels == [4, 8, 8, 16, 128, 5]


@pytest.mark.parametrize("width", [0.0, -1.0, float("inf"), float("nan")])
def test_a_width_that_makes_no_network_is_refused(width: float) -> None:
    with pytest.raises(InputError, match="width="):
        arch28(5, width)


def test_the_blocks_are_their_formulas() -> None:
    block = ResAtt(4, 7, 4)
    x = normal(3, 4)
    for k, parameter in enumerate(block.parameters()):
        parameter.data = normal(*parameter.shape, seed=1 + k)

    def res(part: Any) -> Any:
        hidden = x.clamp(min=0) @ part.first.weight.T + part.first.bias
        return x + hidden.clamp(min=0) @ part.second.weight.T + part.second.bias

    torch.testing.assert_close(block.value(x), res(block.value))
    gate = 1 / (1 + (-res(block.gate)).exp())
    torch.testing.assert_close(block(x), x + res(block.value) * gate)


def test_a_residual_block_keeps_its_width() -> None:
    with pytest.raises(InputError, match="n_in=4, n_out=5"):
        Res(4, 7, 5)


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_a_constructor_holds_no_randomness(pair: Pair) -> None:
    before = torch.get_rng_state()
    networks = pair(5, 1 / 16)
    assert (torch.get_rng_state() == before).all()
    assert all((p == 0).all() for network in networks for p in network.parameters())


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_the_start_is_pytorchs_own(pair: Pair) -> None:
    """The same draws, layer by layer, if its layers draw from the same state of a generator."""
    ours = nn.Sequential(*drawn(pair, 5, 1 / 4))
    theirs = copy.deepcopy(ours)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        for module in theirs.modules():
            if isinstance(module, LAYERS):
                module.reset_parameters()
    for mine, reference in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, reference)


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_hes_start_is_pytorchs_for_relu(pair: Pair) -> None:
    networks = nn.Sequential(*drawn(pair, 5, 1 / 4, start="he"))
    generator = torch.Generator().manual_seed(0)
    for module in networks.modules():
        if isinstance(module, LAYERS):
            expected = nn.init.kaiming_uniform_(
                torch.empty_like(module.weight), nonlinearity="relu", generator=generator
            )
            torch.testing.assert_close(module.weight.data, expected)
            assert module.bias is not None
            assert (module.bias == 0).all()


@pytest.mark.parametrize("pair", [arch28, arch32])
def test_replicas_side_by_side_have_the_gradients_they_have_alone(pair: Pair) -> None:
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


@pytest.mark.parametrize("networks", [arch28, arch32])
def test_no_latents_are_refused(networks: Callable[[int], object]) -> None:
    with pytest.raises(InputError, match="n_latent=0: give at least one"):
        networks(0)


def test_no_heads_and_unknown_starts_are_refused() -> None:
    with pytest.raises(InputError, match="heads=0: give at least one"):
        arch28(5, heads=0)
    (encoder, _) = arch28(5, start="zeros")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="start='zeros': give 'pytorch' or 'he'"):
        encoder.reset_parameters(torch.Generator())
