"""The networks of Appendix F."""

import pytest
import torch
from torch import nn

from rdo.errors import InputError
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.nn import GDN, IGDN, gdn_pair
from rdo.training import Ensemble
from tests.draws import uniform


@pytest.mark.parametrize(
    "shape", [(3, 64, 64), (1, 28, 28), (1, 8, 8), (1, 192, 168), (2, 9, 15), (1, 1, 1)]
)
def test_images_come_back_in_their_shape(shape: tuple[int, int, int]) -> None:
    encoder, decoder = gdn_pair(shape, 5, 1 / 16, heads=2)
    for network in (encoder, decoder):
        network.reset_parameters(torch.Generator().manual_seed(0))
    z = encoder(uniform(2, *shape))
    assert z.shape == (2, 10)
    assert decoder(z[:, :5]).shape == (2, *shape)


def test_the_layers_are_those_of_the_paper() -> None:
    encoder, decoder = gdn_pair((3, 64, 64), 256)
    sizes = [tuple(p.shape) for layer in encoder.layers if not isinstance(layer, GDN)
             for p in layer.parameters() if p.ndim > 1]  # fmt: skip
    assert sizes == [
        (64, 3, 9, 9), (64, 64, 5, 5), (64, 64, 5, 5), (64, 64, 5, 5), (8192, 1024), (256, 8192),
    ]  # fmt: skip
    sizes = [tuple(p.shape) for layer in decoder.layers if not isinstance(layer, IGDN)
             for p in layer.parameters() if p.ndim > 1]  # fmt: skip
    assert sizes == [
        (8192, 256), (1024, 8192), (64, 64, 5, 5), (64, 64, 5, 5), (64, 64, 5, 5), (64, 3, 9, 9),
    ]  # fmt: skip
    kinds = [type(layer) for layer in encoder.layers]
    assert kinds == 4 * [nn.Conv2d, GDN] + [nn.Flatten, nn.Linear, nn.Softplus, nn.Linear]


def test_few_hidden_units_leave_the_channels() -> None:
    encoder, decoder = gdn_pair((1, 14, 14), 6, 1 / 2, hidden=20)
    linear = [tuple(p.shape) for network in (encoder, decoder) for p in network.parameters()
              if p.ndim == 2 and p.shape != (32, 32)]  # fmt: skip
    assert linear == [(20, 32), (6, 20), (20, 6), (32, 20)]
    with pytest.raises(InputError, match="hidden=0"):
        gdn_pair((1, 14, 14), 6, hidden=0)


def test_the_start_is_the_generators_alone_and_deep_layers_keep_a_signal() -> None:
    made = []
    for _ in range(2):
        encoder, decoder = gdn_pair((1, 28, 28), 4, 1 / 8)
        generator = torch.Generator().manual_seed(3)
        encoder.reset_parameters(generator)
        decoder.reset_parameters(generator)
        made.append(decoder(encoder(uniform(5, 1, 28, 28))))
    assert torch.equal(*made)
    assert made[0].std(0).mean() > 1e-4


def test_both_methods_of_section_5_3_train_on_them() -> None:
    x = uniform(3, 1, 12, 12)

    def radogaga() -> FactorisedRaDOGAGA:
        return FactorisedRaDOGAGA(*gdn_pair((1, 12, 12), 4, 1 / 16), 4, lambda1=1, lambda2=1)

    def vae() -> BetaVAE:
        return BetaVAE(*gdn_pair((1, 12, 12), 4, 1 / 16, heads=2), 4)

    for build in (radogaga, vae):
        ensemble = Ensemble.from_seeds(build, [0, 1])
        z = ensemble.map("encode", x.expand(2, -1, -1, -1, -1))
        one = ensemble.replica(1)
        torch.testing.assert_close(z[1], one.encode(x), rtol=1e-4, atol=1e-5)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("shape", "message"), [((28, 28), "shape="), ((1, 28, 0), "shape="), ((1, 2.5, 3), "shape=")]
)
def test_images_that_are_none_are_refused(shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        gdn_pair(shape, 4)
    with pytest.raises(InputError):
        gdn_pair((1, 8, 8), 0)
