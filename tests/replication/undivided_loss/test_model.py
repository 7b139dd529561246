"""The undivided loss is Eq. 1, and that of equal weights but for the mixed term."""

import torch

from rdo.models import Architecture, RaDOGAGA
from replication.undivided_loss.model import Undivided

ARCHITECTURE = Architecture(6, (12,), 2, n_components=2, residual_features=True)


def _models(weight: float) -> tuple[Undivided, RaDOGAGA]:
    undivided = Undivided(ARCHITECTURE, weight)
    divided = RaDOGAGA(ARCHITECTURE, lambda1=weight, lambda2=weight, h="d")
    undivided.reset_parameters(torch.Generator().manual_seed(0))
    divided.load_state_dict(undivided.state_dict())
    return undivided, divided


def _batch(model: RaDOGAGA, rows: int) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    generator = torch.Generator().manual_seed(1)
    shapes = model.noise_shapes(rows).items()
    noise = {name: torch.rand(shape, generator=generator) for name, shape in shapes}
    return torch.rand(rows, 6, generator=generator), noise


def test_the_terms_add_up_to_the_rate_and_one_weighted_distortion() -> None:
    undivided, _ = _models(50.0)
    x, noise = _batch(undivided, 64)
    x_breve = undivided.decode(undivided.encode(x) + undivided.epsilon(noise["latent"]))
    terms = undivided.loss(x, noise)
    whole = 50.0 * (x - x_breve).square().sum(1).mean()
    torch.testing.assert_close(terms["reconstruction"] + terms["scaling"], whole)


def test_it_differs_from_equal_weights_by_the_mixed_term_alone() -> None:
    undivided, divided = _models(50.0)
    x, noise = _batch(undivided, 64)
    one, two = undivided.loss(x, noise), divided.loss(x, noise)
    for name in ("rate", "reconstruction"):
        torch.testing.assert_close(one[name], two[name])
    z = undivided.encode(x)
    x_hat = undivided.decode(z)
    x_breve = undivided.decode(z + undivided.epsilon(noise["latent"]))
    mixed = 2 * 50.0 * ((x - x_hat) * (x_hat - x_breve)).sum(1).mean()
    torch.testing.assert_close(one["scaling"] - two["scaling"], mixed, rtol=1e-3, atol=1e-5)
