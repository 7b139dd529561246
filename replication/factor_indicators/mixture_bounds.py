r"""The bounds of Section 3.3.2, with the mean over z as a quadrature, and their gradients.

A small model: one latent, a decoder with random weights, four pixels, two components. Below,
:math:`\gamma` are the responsibilities of ``old`` noise, fixed, and

.. math::
    F = E_z \sum_{d,k} \gamma_{dk} \left[ \log \pi_k + \log N(x_d; G(z)_d, \sigma_k^2)
    - \log \gamma_{dk} \right] - D_{KL}(q(z | x) \Vert p(z))
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.func import functional_call

from rdo.nn import MLP
from replication.factor_indicators.noise import decoder, normal
from replication.kit.draws import Measures

__all__ = ["gradient_errors", "margins"]

_PIXELS, _ROWS, _SAMPLES = 4, 5, 3
_REACH, _POINTS = 10.0, 4001


@dataclass(frozen=True)
class _Noise:
    """Weights and variances of the components, ``(K,)``."""

    weights: Tensor
    variances: Tensor

    def joint(self, residual: Tensor) -> Tensor:
        """Logarithm of a component's weight times its density, ``(K, ...)``."""
        shape = (-1, *[1] * residual.ndim)
        v = self.variances.reshape(shape)
        log_density = -(residual.square() / v + (2 * math.pi * v).log()) / 2
        return self.weights.reshape(shape).log() + log_density

    def printed(self, residual: Tensor) -> Tensor:
        r"""What stands in the brackets of Eqs. 16 and 17, to the letter."""
        shape = (-1, *[1] * residual.ndim)
        v = self.variances.reshape(shape)
        bracket = residual.square() / (2 * v) + math.log(2 * math.pi) * v / 2
        return bracket + self.weights.reshape(shape).log()


def margins(rng: np.random.Generator) -> Measures:
    """The log-likelihood of a row, by quadrature over z, less Eq. 9 and Eq. 16.

    Eq. 9 is taken with the posterior over the components, with that of other noise, and with one
    that is any function of z; Eq. 16 with the responsibilities of other noise. q(z | x) has the
    moments of the exact posterior, or any.
    """
    network = decoder(rng, 1, _PIXELS)
    now, old = _noise(rng), _noise(rng)
    # Some rows lie far from anything that is decoded.
    x = rng.uniform(0.5, 3) * normal(rng, _PIXELS)
    z = torch.linspace(-_REACH, _REACH, _POINTS, dtype=torch.float64)
    step = float(z[1] - z[0])
    residual = x - network(z[:, None])  # (Z, D)
    log_prior = -(z.square() + math.log(2 * math.pi)) / 2
    joint = now.joint(residual)
    log_likelihood = _integral(log_prior + joint.logsumexp(0).sum(-1), step)
    log_posterior = log_prior + joint.logsumexp(0).sum(-1) - log_likelihood
    of_old = old.joint(residual).softmax(0)
    any_other = normal(rng, 2, _POINTS, _PIXELS).softmax(0)
    bounds, objectives, printed = [], [], []
    for mean, deviation in (_moments(z, log_posterior.exp() * step), _any(rng)):
        log_q = -((z - mean) / deviation).square() / 2
        log_q = log_q - math.log(deviation * math.sqrt(2 * math.pi))
        q = log_q.exp() * step
        divergence = float(q @ (log_q - log_prior))

        def bound(gamma: Tensor, bracket: Tensor, q: Tensor = q, less: float = divergence) -> float:
            value = (gamma * bracket + torch.special.entr(gamma)).sum((0, 2))
            return float(q @ value) - less

        bounds += [bound(gamma, joint) for gamma in (joint.softmax(0), of_old, any_other)]
        objectives.append(bound(of_old, joint))
        printed.append(bound(of_old, now.printed(residual)))
    return {
        "bound": {"margin": log_likelihood - max(bounds)},
        "objective": {"margin": log_likelihood - max(objectives)},
        "objective_printed": {"margin": log_likelihood - max(printed)},
    }


def gradient_errors(rng: np.random.Generator) -> Measures:
    """Eq. 17's gradient against that of the bound, which is Eq. 2's for mixture noise.

    At the parameters that the responsibilities are of, the gradient of F is that of
    E log p(x | z) - D_KL, whose density sums over the components: no responsibility enters it. It
    is taken by logits and log-variances of the noise, and the weights of encoder and decoder, at
    fixed draws of e, and compared by its size in each of the two groups.
    """
    encoder, network = decoder(rng, _PIXELS, 2), decoder(rng, 1, _PIXELS)
    x, e = normal(rng, _ROWS, _PIXELS), normal(rng, _SAMPLES, _ROWS, 1)
    noise = _noise(rng)
    parameters = {
        "logits": noise.weights.log(),
        "logs": noise.variances.log(),
        **{f"encoder.{name}": value for name, value in encoder.named_parameters()},
        **{f"decoder.{name}": value for name, value in network.named_parameters()},
    }
    parameters = {name: value.detach().clone() for name, value in parameters.items()}

    def terms(values: Mapping[str, Tensor]) -> tuple[_Noise, Tensor, Tensor]:
        mean, log_variance = _call(encoder, values, "encoder", x).tensor_split(2, -1)
        z = mean + (log_variance / 2).exp() * e
        residual = x - _call(network, values, "decoder", z)  # (L, B, D)
        divergence = (mean.square() + log_variance.exp() - log_variance - 1).sum(-1) / 2
        return _Noise(values["logits"].softmax(0), values["logs"].exp()), residual, divergence

    gamma = noise.joint(terms(parameters)[1]).softmax(0)

    def exact(values: Mapping[str, Tensor]) -> Tensor:
        of, residual, divergence = terms(values)
        return (of.joint(residual).logsumexp(0).sum(-1) - divergence).mean()

    def eq17(values: Mapping[str, Tensor]) -> Tensor:
        of, residual, divergence = terms(values)
        return ((gamma * of.joint(residual)).sum((0, 3)) - divergence).mean()

    def eq17_printed(values: Mapping[str, Tensor]) -> Tensor:
        of, residual, divergence = terms(values)
        return ((gamma * of.printed(residual)).sum((0, 3)) - divergence).mean()

    wanted, right, printed = (torch.func.grad(f)(parameters) for f in (exact, eq17, eq17_printed))
    return {
        "maximisation": {"gradient_error": _distance(right, wanted)},
        "maximisation_printed": {"gradient_error": _distance(printed, wanted)},
    }


def _noise(rng: np.random.Generator) -> _Noise:
    variances = torch.from_numpy(10 ** rng.uniform(-1.5, 0, 2))
    return _Noise(torch.from_numpy(rng.dirichlet([3.0, 3.0])), variances)


def _moments(z: Tensor, shares: Tensor) -> tuple[float, float]:
    """Mean and standard deviation of points with weights that add up to 1."""
    mean = float(shares @ z)
    return mean, math.sqrt(float(shares @ (z - mean).square()))


def _any(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.normal()), float(rng.uniform(0.1, 1))


def _call(network: MLP, values: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    own = {
        key.partition(".")[2]: value for key, value in values.items() if key.startswith(f"{name}.")
    }
    found: Tensor = functional_call(network, own, (x,))
    return found


def _integral(log_values: Tensor, step: float) -> float:
    """Logarithm of the integral of a positive function on an even grid."""
    return float(log_values.logsumexp(0)) + math.log(step)


def _distance(found: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> float:
    """The larger relative distance of the gradients by the noise and by the networks."""
    errors = []
    for of_noise in (True, False):
        names = [name for name in wanted if (name in ("logits", "logs")) == of_noise]
        one, other = (torch.cat([g[name].flatten() for name in names]) for g in (found, wanted))
        errors.append(float((one - other).norm() / other.norm()))
    return max(errors)
