"""Convolutions of stride 2 for images of any size."""

import pytest
import torch

from rdo.errors import InputError
from rdo.nn import strided_pair
from tests.draws import normal, uniform


@pytest.mark.parametrize(
    ("shape", "maps"),
    [
        ((1, 28, 28), (32, 32)),
        ((3, 64, 64), (32, 32, 64, 64)),
        ((1, 192, 168), (32, 32, 64, 64)),
        ((1, 9, 15), (4, 4, 4)),
    ],
)
def test_images_come_back_in_their_shape(
    shape: tuple[int, int, int], maps: tuple[int, ...]
) -> None:
    encoder, decoder = strided_pair(shape, maps, 5, 1 / 8, heads=2, decoder_heads=2)
    z = encoder(uniform(2, *shape))
    assert z.shape == (2, 10)
    assert decoder(z[:, :5]).shape == (2, 2 * shape[0], *shape[1:])


def test_the_layers_are_those_of_the_paper() -> None:
    encoder, decoder = strided_pair((1, 28, 28), (32, 32), 128, heads=2)
    sizes = [tuple(p.shape) for p in encoder.parameters() if p.ndim > 1]
    assert sizes == [(32, 1, 4, 4), (32, 32, 4, 4), (256, 32 * 7 * 7), (256, 256)]
    sizes = [tuple(p.shape) for p in decoder.parameters() if p.ndim > 1]
    assert sizes == [(256, 128), (32 * 7 * 7, 256), (32, 32, 4, 4), (32, 1, 4, 4)]


def test_the_first_layer_of_the_decoder_is_linear_and_so_is_the_last() -> None:
    """Without a positive part in between, a decoder whose second layer is positive is affine."""
    _, decoder = strided_pair((1, 8, 8), (3,), 2)
    decoder.reset_parameters(torch.Generator().manual_seed(0))
    with torch.no_grad():
        decoder.layers[1].bias.fill_(100.0)  # type: ignore[operator]
        z = normal(2, 2)
        mean = (decoder(z[:1]) + decoder(z[1:])) / 2
        torch.testing.assert_close(decoder(z.mean(0, keepdim=True)), mean, rtol=1e-4, atol=1e-3)
        assert (decoder(z) < 0).any()


@pytest.mark.parametrize(
    ("shape", "maps", "message"),
    [
        ((1, 7, 28), (4, 4, 4), "at least 8 x 8"),
        ((28, 28), (4,), "shape="),
        ((1, 28, 0), (4,), "shape="),
        ((1, 28, 28), (), "maps="),
        ((1, 28, 28), (4, 0), "maps="),
    ],
)
def test_images_and_layers_that_do_not_fit_are_refused(
    shape: tuple[int, int, int], maps: tuple[int, ...], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        strided_pair(shape, maps, 4)
    with pytest.raises(InputError):
        strided_pair((1, 8, 8), (4,), 0)
