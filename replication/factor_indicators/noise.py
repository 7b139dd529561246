"""Parts ``gaussian`` and ``zero_pixel``: one variance, and a variance for every pixel."""

import numpy as np
import torch
from torch import Tensor

from rdo.nn import MLP
from rdo.noise import GaussianNoise, NetworkNoise
from replication.factor_indicators.config import Formulas, ZeroPixel
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed
from replication.ledger import Data

__all__ = ["decoder", "measure", "measure_zero_pixel", "normal"]

_ROWS, _PIXELS, _LATENTS, _WIDTH = 50, 12, 2, 16


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Section 3.3.1's update, and Section 3.3.3's Eq. 19 where it has one variance.

    Each seed draws ``config.draws`` decoders with random weights, 50 codes, and rows that differ
    from what is decoded by Gaussian noise of a variance between 0.01 and 1. Over the draws,
    ``variance_update.derivative`` is the largest derivative of Eq. 5 by :math:`\log \sigma^2` at
    the closed form for :math:`\sigma^2`, per pixel, and ``network.error`` the largest difference of
    a row's log-likelihoods under Eq. 19 with :math:`W_\sigma = 0` and one :math:`b_\sigma`, and
    under Gaussian noise of that variance, in nats.
    """
    arms = by_seed(run, lambda rng: _measures(config.draws, rng))
    shown = [_draw(rng)[0].numpy().ravel() for rng in map(np.random.default_rng, run.seeds)]
    return Outcome(arms, Data.of(run.part, np.array(shown)))


def measure_zero_pixel(config: ZeroPixel, run: Run) -> Outcome:
    r"""Eq. 19's log-likelihood where one pixel of an image is met exactly; nothing is random.

    The image has 784 pixels: one without residual, whose variance falls by factors of ten from 1
    to ``config.least_variance``, and 783 of residual 0.1 and variance 0.01. ``network.rise`` is the
    least rise for a factor of ten, in nats. The arrays hold the variances, the log-likelihood, and
    that with the variance held at 0.0001 or more (``floored``).
    """
    exponents = np.arange(0, -np.log10(config.least_variance) + 1e-9)
    variances = 10.0**-exponents
    residual = torch.full((len(variances), 784), 0.1, dtype=torch.float64)
    residual[:, 0] = 0
    log_variance = torch.full_like(residual, np.log(0.01))
    log_variance[:, 0] = torch.from_numpy(np.log(variances))
    decoded = torch.cat([torch.zeros_like(residual), log_variance], 1)
    free, floored = (
        NetworkNoise(floor=floor).double().log_likelihood(residual, decoded).numpy()
        for floor in (0.0, 1e-4)
    )
    arms = {"network": run.arm({"rise": np.diff(free).min()})}
    arrays = {"variance": variances, "log_likelihood": free, "floored": floored}
    return Outcome(arms, Data.of(run.part, residual.numpy()), arrays)


def decoder(rng: np.random.Generator, n_latent: int, n_outputs: int) -> MLP:
    """A network with random weights, in double precision."""
    network = MLP((n_latent, _WIDTH, n_outputs)).double()
    network.reset_parameters(torch.Generator().manual_seed(int(rng.integers(2**31))))
    return network.requires_grad_(requires_grad=False)


def normal(rng: np.random.Generator, *shape: int) -> Tensor:
    """Standard normal numbers in double precision."""
    return torch.from_numpy(rng.normal(size=shape))


def _measures(draws: int, rng: np.random.Generator) -> Measures:
    found = [_of_a_draw(rng) for _ in range(draws)]
    derivatives, errors = zip(*found, strict=True)
    return {
        "variance_update": {"derivative": max(derivatives)},
        "network": {"error": max(errors)},
    }


def _draw(rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor, MLP]:
    """Rows, codes, what is decoded, and a decoder with two outputs for each pixel."""
    network = decoder(rng, _LATENTS, 2 * _PIXELS)
    z = normal(rng, _ROWS, _LATENTS)
    mean = network(z)[:, :_PIXELS]
    deviation = np.sqrt(10 ** rng.uniform(-2, 0))
    return mean + deviation * normal(rng, _ROWS, _PIXELS), z, mean, network


def _of_a_draw(rng: np.random.Generator) -> tuple[float, float]:
    x, z, mean, network = _draw(rng)
    variance = GaussianNoise(floor=0).double().updated(x, mean)["variance"]
    log_variance = variance.log().requires_grad_()
    rest = GaussianNoise().double()
    likelihood = rest.bound(x, mean, {"variance": log_variance.exp()}).mean()
    (derivative,) = torch.autograd.grad(likelihood, log_variance)

    last = network.linear[-1]
    last.weight[_PIXELS:] = 0
    last.bias[_PIXELS:] = variance.log()
    by_network = NetworkNoise(floor=0).double().log_likelihood(x, network(z))
    rest.variance.copy_(variance)
    error = (by_network - rest.log_likelihood(x, mean)).abs().max()
    return abs(float(derivative)) / _PIXELS, float(error)
