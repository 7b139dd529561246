"""What Appendix A's orthonormality is good for, measured on trained models."""

import numpy as np
import torch
from torch import Tensor

from rdo.diagnostics import gram_summary, reconstruction_summary
from rdo.models import RaDOGAGA
from rdo.training import Ensemble
from replication.jacobian_orthonormality.data import Distance, Floats

__all__ = ["decomposition_error", "distance_variation", "likelihood_error", "measures"]

_DRAWS = 8  # of the noise for a row, each of them with both signs


def measures(
    ensemble: Ensemble, x: Tensor, density: Floats | None = None, distance: Distance | None = None
) -> dict[str, Floats]:
    r"""All measures of every replica by name, ``(R,)`` each, on the same rows, ``(R, B, M)``.

    They are those of :class:`rdo.diagnostics.GramSummary`; ``size_error``, the distance of the
    median from 1; ``volume_error``, that of :math:`\exp(\text{volume})` from 1; the unexplained
    variance, ``lost``; and what the functions of this module give, if the rows' density, ``(B,)``,
    and the distance within their surface are known. Models other than RaDOGAGA have no stated size
    and no noise.
    """
    summary = gram_summary(ensemble, x)
    explained = reconstruction_summary(ensemble, x).variance_explained
    values: dict[str, Floats] = {"lost": 1 - explained}
    if distance is not None:
        values["distance_spread"] = distance_variation(ensemble, x, distance)
    if not isinstance(ensemble.template, RaDOGAGA):
        names = ("off_diagonal", "variation", "volume_spread")
        return {name: getattr(summary, name) for name in names} | values
    values["size_error"] = np.abs(summary.median - 1)
    values["volume_error"] = np.abs(np.expm1(summary.volume))
    values["decomposition_error"] = decomposition_error(ensemble, x)
    if density is not None:
        error, deviation = likelihood_error(ensemble, x, density)
        values |= {"likelihood_error": error, "likelihood_spread": deviation}
    return summary._asdict() | values


def distance_variation(ensemble: Ensemble, x: Tensor, distance: Distance) -> Floats:
    r"""Coefficient of variation of :math:`\lVert z - z' \rVert / d(x, x')` over pairs of rows.

    d is the length of the shortest way between two rows along which the root of D is added up. The
    paper derives from Eq. 12 that the two are proportional: 0. The first half of x, the same rows
    for each replica, ``(R, B, M)``, is paired with the second.
    """
    half = x.shape[1] // 2
    first, second = slice(half), slice(half, 2 * half)
    z = ensemble.map("encode", x).double()
    between = (z[:, first] - z[:, second]).norm(dim=-1).cpu().numpy()
    rows = x[0].double().cpu().numpy()
    ratio = between / distance(rows[first], rows[second])
    return np.asarray(ratio.std(1) / ratio.mean(1))


def decomposition_error(ensemble: Ensemble, x: Tensor) -> Floats:
    r"""How far the distortion is from its two parts in Section 4.1, in the mean over the rows.

    .. math::
        \left| \frac{E\, D(x, \breve x)}{E\, D(x, \hat x) + E\, D(\hat x, \breve x)} - 1 \right|

    Every draw of the noise is taken with both signs, so that what is odd in it cancels exactly. The
    replicas are of RaDOGAGA, and x has the rows of each, ``(R, B, M)``.
    """
    z = ensemble.map("encode", x)
    x_hat = ensemble.map("decode", z)
    generator = torch.Generator().manual_seed(0)
    whole, scaling = torch.zeros(2, len(z), device=z.device, dtype=torch.float64)
    for _ in range(_DRAWS):
        uniform = torch.rand(z.shape[1:], generator=generator).to(z).expand_as(z)
        for signed in (uniform, 1 - uniform):
            x_breve = ensemble.map("decode", z + ensemble.map("epsilon", signed))
            whole += ensemble.map("distortion", x, x_breve).double().mean(1)
            scaling += ensemble.map("distortion", x_hat, x_breve).double().mean(1)
    reconstruction = 2 * _DRAWS * ensemble.map("distortion", x, x_hat).double().mean(1)
    return np.asarray((whole / (reconstruction + scaling) - 1).abs().cpu().numpy())


def likelihood_error(ensemble: Ensemble, x: Tensor, density: Floats) -> tuple[Floats, Floats]:
    r"""Nats between the log-likelihood of Eq. 15 and that of the density the rows were drawn from.

    .. math::
        \log P_x(x) - \log \hat P_x(x), \qquad
        \hat P_x(x) = (2 \lambda_2 \sigma^2)^{N / 2} \, P_{z, \psi}(z)

    with the constant Jacobian of Eq. 13, and :math:`P_x` with respect to the volume of the surface,
    ``(B,)``. Returned are the size of the mean over the rows, which is 0 if the latent is isometric
    and the prior fits, but also where a wrong size and a bad fit cancel; and the standard
    deviation, 0 where the two densities are proportional, whatever the size: ``(R,)`` each.

    The replicas are of RaDOGAGA with a mixture on the latents alone. It is fitted to every other
    one of the rows, ``(R, B, M)``, and measured on the rest.
    """
    mixture = ensemble.map("mixture", x[:, 1::2])
    energy = ensemble.map("energy", x[:, ::2], mixture).double().cpu().numpy()
    scale = 2 * ensemble.buffers["lambda2"] * ensemble.buffers["sigma2"]
    n_latent = ensemble.map("encode", x[:, :1]).shape[-1]
    jacobian = n_latent / 2 * scale.double().log().cpu().numpy()
    less = np.log(density[::2]) + energy - jacobian[:, None]
    return np.abs(less.mean(1)), less.std(1)
