r"""Where RaDOGAGA's latent starts, and its scales: what gradient steps find only slowly.

A linear map of the latent changes no image that is rebuilt if the decoder undoes it. Along these
directions encoder, decoder and prior must change together, and in a short training they hardly do.
But the best map is known: where D is quadratic, Eq. 10 holds at the least of the loss.
"""

import torch
from torch import Tensor
from torch.nn.functional import softplus

from rdo.errors import InputError
from rdo.models import FactorisedRaDOGAGA
from rdo.training import Ensemble
from replication.latent_isometry.measures import metric_along

__all__ = ["fix_principal_gauge", "fix_scales"]

_BLOCK = 4  # images whose Gram matrices are computed at once
_FOR_GRAM = 64  # images that G is averaged over
_FLOOR = 1e-2  # least eigenvalue of G, relative to the largest: its inverse magnifies noise
_LOGISTIC = 3**0.5 / torch.pi  # scale of a logistic density, over its deviation
_STEP = 0.03  # of D', in deviations of a latent
_MOST = 4.0  # factor of a scale at once


def fix_principal_gauge(ensemble: Ensemble, x: Tensor) -> None:
    r"""Turn the latent, in place, to the principal components of images in units of D.

    As :func:`rdo.training.fix_gauge` does, it makes Eq. 10 hold on average over images; and with
    what freedom that leaves, a rotation, the codes uncorrelated, as a factorised prior has them:

    .. math::
        G = E_x\, 2 \lambda_2 \sigma^2 J^T A J, \qquad
        z \leftarrow Q^T G^{1/2} (z - E z), \qquad
        \mathrm{Cov}(G^{1/2} z) = Q \Lambda Q^T

    Of G, eigenvalues below a hundredth of the largest are raised to that: directions that the
    decoder all but ignores become narrow latents, and Eq. 10 does not hold along them. The prior's
    densities become logistic ones as wide as the codes, or as the noise where that is wider.

    Parameters
    ----------
    ensemble
        Replicas of RaDOGAGA on the networks of :func:`rdo.nn.gdn_pair`, their priors fresh.
    x
        Images, ``(R, n, C, H, W)``: of all of them is the covariance, of the first 64 is G.

    Raises
    ------
    InputError
        If there are no more images than latents: the covariance would have no last axes.
    """
    z = ensemble.map_rows("encode", x).double()
    if x.shape[1] <= z.shape[-1]:
        raise InputError(
            f"n_latent={z.shape[-1]}: {x.shape[1]} images have no covariance of so many latents; "
            "give more images, or fewer latents."
        )
    some = x[:, :_FOR_GRAM]
    parts = [ensemble.map("gram", part).double().sum(1) for part in some.split(_BLOCK, dim=1)]
    change, inverse = _to_principal_axes(sum(parts) / some.shape[1], z)
    mean = z.mean(1)
    named = {name: value.double() for name, value in ensemble.named().items()}
    model = _model(ensemble)
    encoder, decoder = _beside_the_latent(model)
    named[f"{encoder}.weight"] = change @ named[f"{encoder}.weight"]
    named[f"{encoder}.bias"] = _times(change, named[f"{encoder}.bias"] - mean)
    named[f"{decoder}.bias"] = named[f"{decoder}.bias"] + _times(named[f"{decoder}.weight"], mean)
    named[f"{decoder}.weight"] = named[f"{decoder}.weight"] @ inverse
    deviation = ((z - mean[:, None]) @ change.mT).std(1)
    wide = deviation.maximum(ensemble.buffers["sigma2"].double().sqrt()[:, None])
    _stretch_prior(named, _LOGISTIC * wide / model.prior.width)
    _put(ensemble, named)


def fix_scales(ensemble: Ensemble, x: Tensor) -> Tensor:
    r"""Give each latent the scale at which RaDOGAGA's loss is least, in place.

    Of a latent times s the rate rises by :math:`\log s`, and the noise does
    :math:`\lambda_2 \sigma^2 D' / s^2` of harm where D is quadratic. Least is their sum at

    .. math:: s^2 = E_x\, 2 \lambda_2 \sigma^2 D'_i(z),

    after which Eq. 11 holds on average. (Where the rate is that of a code, this is so for latents
    much wider than the noise.) Latents that it would leave narrower than the noise keep their
    scale: they carry next to nothing, and the loss falls further when they are given up.

    Parameters
    ----------
    ensemble
        As for :func:`fix_principal_gauge`, the priors any.
    x
        Images to average over, ``(R, n, C, H, W)``.

    Returns
    -------
    Tensor
        The factors, ``(R, N)``, from 1/4 to 4.
    """
    z = ensemble.map_rows("encode", x)
    deviation, noise = z.std(1), ensemble.buffers["sigma2"].sqrt()[:, None]
    factors = torch.ones_like(deviation)
    some = (_MOST * deviation > noise).any(0).nonzero()[:, 0].tolist()  # no others become wider
    if some:
        unit = 2 * ensemble.buffers["lambda2"] * ensemble.buffers["sigma2"]
        steps = _STEP * deviation.maximum(noise / _MOST)
        along = torch.tensor(some, device=z.device).expand(len(z), -1)
        rebuilt = ensemble.map_rows("decode", z)
        metric = metric_along(ensemble, z, rebuilt, along, steps).mean(1)
        best = (unit[:, None] * metric).sqrt()
        wider = deviation[:, some] * best > noise
        factors[:, some] = torch.where(wider, best.clamp(1 / _MOST, _MOST), 1.0)
    named = ensemble.named()
    encoder, decoder = _beside_the_latent(_model(ensemble))
    named[f"{encoder}.weight"] = named[f"{encoder}.weight"] * factors[..., None]
    named[f"{encoder}.bias"] = named[f"{encoder}.bias"] * factors
    named[f"{decoder}.weight"] = named[f"{decoder}.weight"] / factors[:, None]
    _stretch_prior(named, factors)
    _put(ensemble, named)
    return factors


def _model(ensemble: Ensemble) -> FactorisedRaDOGAGA:
    model = ensemble.template
    assert isinstance(model, FactorisedRaDOGAGA)
    return model


def _beside_the_latent(model: FactorisedRaDOGAGA) -> tuple[str, str]:
    """Names of the linear layers before and after the latent."""
    return f"encoder.layers.{len(model.encoder.layers) - 1}", "decoder.layers.0"


def _stretch_prior(named: dict[str, Tensor], factors: Tensor) -> None:
    """Densities of z become those of z times the factors ``(R, N)``, in place."""
    first = softplus(named["prior.matrices.0"]) / factors[..., None, None]
    named["prior.matrices.0"] = first + torch.log(-torch.expm1(-first))  # softplus undone


def _put(ensemble: Ensemble, named: dict[str, Tensor]) -> None:
    like = ensemble.parameters
    ensemble.parameters = ensemble.flatten({name: one.to(like) for name, one in named.items()})


def _to_principal_axes(gram: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """The map to the new latent and its inverse, ``(R, N, N)`` each."""
    values, vectors = torch.linalg.eigh(gram)
    # The second floor is for a decoder that ignores its latent altogether.
    root = values.clamp_min(_FLOOR * values[:, -1:]).clamp_min(1e-30).sqrt()
    whole = (vectors * root[:, None]) @ vectors.mT
    inverse = (vectors / root[:, None]) @ vectors.mT
    centred = (z - z.mean(1, keepdim=True)) @ whole
    _, axes = torch.linalg.eigh(centred.mT @ centred)
    axes = axes.flip(-1)  # the widest first
    return axes.mT @ whole, inverse @ axes


def _times(matrix: Tensor, vector: Tensor) -> Tensor:
    return (matrix @ vector[..., None])[..., 0]
