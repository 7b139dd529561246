r"""What Section 5.3 says of a latent space, in numbers.

The metric of a component is that of the paper,

.. math:: D'_i(z) = \frac{D(g(z), g(z + \epsilon e_i))}{\epsilon^2},

by a step so small that it is the quadratic form of Eq. 6 along the component.
"""

import numpy as np
import numpy.typing as npt
import torch
from scipy.stats import spearmanr
from torch import Tensor

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.training import Ensemble
from replication.kit.tensors import to_array

__all__ = [
    "FIRST",
    "TRAVERSED",
    "Latents",
    "divergences",
    "latents_of",
    "measures",
    "metric_along",
    "traversal",
]

_Floats = npt.NDArray[np.float64]

FIRST = 9
"""Components that Figures 6 and 7 show."""

TRAVERSED = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Standard deviations from the mean in Figure 7."""

_STEP = 1e-3  # of D', in deviations of a component
_MOST = 0.95  # of the variance
_NARROWEST = 1e-6  # deviation of a latent that has one


class Latents:
    """The codes of test images, and their variances.

    Attributes
    ----------
    z : Tensor
        ``(R, n, N)``; of the beta-VAE the posteriors' means.
    mean, variance, sampled : Tensor
        ``(R, N)``: of z, its variance, and the variance of the codes as they are drawn, with the
        posteriors' own added. RaDOGAGA draws none: the two are one.
    order : Tensor
        Components by their sampled variance, largest first, as Figure 6 has them.
    """

    def __init__(self, z: Tensor, posterior: Tensor | None) -> None:
        self.z, self.mean, self.variance = z, z.mean(1), z.var(1, correction=0)
        self.sampled = self.variance if posterior is None else self.variance + posterior.mean(1)
        self.order = self.sampled.argsort(dim=1, descending=True)


def latents_of(ensemble: Ensemble, x: Tensor) -> Latents:
    """The codes of images ``(R, n, C, H, W)`` under replicas in float64."""
    if isinstance(ensemble.template, BetaVAE):
        return Latents(*ensemble.map("posterior", x))
    return Latents(ensemble.map_rows("encode", x), None)


def measures(ensemble: Ensemble, x: Tensor) -> tuple[dict[str, _Floats], dict[str, _Floats]]:
    r"""All numbers of every replica on its test images, ``(R,)`` each, and what figures show.

    ``ssim`` and ``squared_error`` (a value) are of images rebuilt from their codes, ``rate`` is
    what the loss reports of them, in nats. ``component_variation`` is the coefficient of variation
    over the nine components of largest variance of D', averaged over the images;
    ``sample_variation`` is that over the images, the largest of the nine. With ``_means`` the nine
    are those whose means vary most: of RaDOGAGA the same, of a beta-VAE not. ``size_error`` is the
    distance of the median of :math:`2 \lambda_2 \sigma^2 D'` from 1. ``latents_95`` counts the
    latents with 95 % of the variance, ``variance_variation`` is the coefficient of variation of all
    variances. ``impact`` is 1 - SSIM between the ends of a traversal from -2 to 2 deviations:
    ``impact_correlation`` is the size of its rank correlation with the variance, over the nine, and
    ``least_impact`` the least of them.

    Parameters
    ----------
    ensemble
        Replicas of RaDOGAGA or of the beta-VAE.
    x
        Test images of each, ``(R, n, C, H, W)``.

    Returns
    -------
    tuple
        Metrics by name, and arrays: ``variances`` ``(R, N)``, falling, ``metric`` ``(R, n, 9)``, D'
        of every image, and over the images ``metric_mean`` and ``metric_spread`` ``(R, 9)``, and
        ``impact`` ``(R, 9)``.
    """
    ensemble, x = ensemble.double(), x.double()
    found = latents_of(ensemble, x)
    rebuilt = ensemble.map_rows("decode", found.z)
    values = {
        "ssim": to_array(1 - one_minus_ssim(x, rebuilt).mean(1)),
        "squared_error": to_array((x - rebuilt).square().flatten(1).mean(1)),
        "rate": _rate(ensemble, x, found),
    }
    values["ssim_distance"] = np.abs(values["ssim"] - 0.93)
    components = found.order[:, :FIRST]
    metric = _metric(ensemble, found, rebuilt, components)
    values |= _variation(metric, "")
    if isinstance(ensemble.template, BetaVAE):
        by_means = found.variance.argsort(dim=1, descending=True)[:, :FIRST]
        values |= _variation(_metric(ensemble, found, rebuilt, by_means), "_means")
    else:
        values |= _variation(metric, "_means")
        unit = 2 * ensemble.buffers["lambda2"] * ensemble.buffers["sigma2"]
        values["size_error"] = np.abs(to_array(unit) * np.median(metric, axis=(1, 2)) - 1)
    variances = to_array(found.sampled.gather(1, found.order))
    values["latents_95"] = _needed(variances)
    values["latents_95_means"] = _needed(np.sort(to_array(found.variance))[:, ::-1])
    values["variance_variation"] = variances.std(1) / variances.mean(1)
    impact = _impact(ensemble, found, components)
    values["least_impact"] = impact.min(1)
    values["impact_correlation"] = np.array(
        [abs(_rank_correlation(v[:FIRST], i)) for v, i in zip(variances, impact, strict=True)]
    )
    shown = {
        "variances": variances,
        "metric": metric,
        "metric_mean": metric.mean(1),
        "metric_spread": metric.std(1),
        "impact": impact,
    }
    return values, shown


def _variation(metric: _Floats, name: str) -> dict[str, _Floats]:
    """Over components and over images, of D' ``(R, n, 9)``; NaN where a decoder says nothing."""
    means = metric.mean(1)
    with np.errstate(invalid="ignore"):
        return {
            f"component_variation{name}": means.std(1) / means.mean(1),
            f"sample_variation{name}": (metric.std(1) / means).max(1),
        }


def _rank_correlation(x: _Floats, y: _Floats) -> float:
    """NaN where one of them is constant."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan
    return float(spearmanr(x, y).statistic)


def _rate(ensemble: Ensemble, x: Tensor, found: Latents) -> _Floats:
    """Of the loss, in nats: the prior's energy of z, that of bins, or the divergence from it."""
    model = ensemble.template
    if isinstance(model, FactorisedRaDOGAGA):
        draws = torch.rand(found.z.shape[1:], generator=torch.Generator().manual_seed(0))
        noise = {"latent": draws.to(found.z).expand_as(found.z)}
        return to_array(ensemble.map("rate", x, found.z, x, noise).mean(1))
    return to_array(divergences(ensemble, x).sum(-1).mean(1))


def divergences(ensemble: Ensemble, x: Tensor) -> Tensor:
    """Of each latent's posterior from the prior of a beta-VAE, in nats, ``(R, n, N)``."""
    mean, variance = ensemble.map("posterior", x)
    nats: Tensor = (mean.square() + variance - variance.log() - 1) / 2
    return nats


def _metric(ensemble: Ensemble, found: Latents, rebuilt: Tensor, components: Tensor) -> _Floats:
    """D' of each image along some components, ``(R, n, 9)``."""
    steps = _STEP * found.sampled.sqrt().clamp_min(_NARROWEST)
    return to_array(metric_along(ensemble, found.z, rebuilt, components, steps))


def metric_along(
    ensemble: Ensemble, z: Tensor, rebuilt: Tensor, components: Tensor, steps: Tensor
) -> Tensor:
    """D' of each image along components ``(R, K)``, by a step of each latent: ``(R, n, K)``."""
    columns = []
    for own in components.split(1, dim=1):
        step = steps.gather(1, own)
        places, by = (one[:, None].expand(-1, z.shape[1], -1) for one in (own, step))
        there = ensemble.map_rows("decode", z.scatter_add(2, places, by))
        columns.append(ensemble.map("distortion", rebuilt, there) / step.square())
    return torch.stack(columns, dim=-1)


def traversal(ensemble: Ensemble, found: Latents, component: Tensor) -> Tensor:
    """Images along a component of each replica, the others at their means, ``(R, 5, C, H, W)``."""
    along = torch.tensor(TRAVERSED, dtype=found.z.dtype, device=found.z.device)
    own = component[:, None]
    z = found.mean[:, None].repeat(1, len(along), 1)
    move = along * found.sampled.gather(1, own).sqrt()
    z = z.scatter_add(2, own[:, None].expand(-1, len(along), -1), move[..., None])
    images: Tensor = ensemble.map("decode", z)
    return images


def _impact(ensemble: Ensemble, found: Latents, components: Tensor) -> _Floats:
    """1 - SSIM between both ends of the traversal of each component, ``(R, 9)``."""
    ends = [traversal(ensemble, found, own)[:, [0, -1]] for own in components.T]
    return np.stack([to_array(one_minus_ssim(e[:, 0], e[:, 1])) for e in ends], axis=1)


def _needed(variances: _Floats) -> _Floats:
    """How many of the variances, falling, make 95 % of their sum, ``(R,)``."""
    share = variances.cumsum(1) / variances.sum(1, keepdims=True)
    return np.asarray((share < _MOST).sum(1) + 1, dtype=float)
