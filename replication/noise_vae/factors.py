"""What single factors of one trained VAE do, and how its noise scales them."""

import numpy as np
import numpy.typing as npt
import torch
from scipy import stats

from rdo.diagnostics import FactorSummary, traverse
from rdo.models import NoiseVAE
from rdo.training import Ensemble
from replication.kit.noise_vae import NORMAL, USED

__all__ = ["gram", "gram_errors", "influence_variation", "variance_correlation",
           "visible_margin"]  # fmt: skip

_Floats = npt.NDArray[np.float64]
_INVISIBLE = 1e-6


def influence_variation(factors: FactorSummary) -> _Floats:
    """Coefficient of variation of the information above 0.1 nats, ``(R,)``; 0 for none."""
    used = [one[one > USED] for one in factors.influence]
    return np.array([one.std() / one.mean() if len(one) else 0.0 for one in used])


def variance_correlation(factors: FactorSummary) -> _Floats:
    """Size of the correlation of "variance above 0.8" and "information above 0.1", ``(R,)``.

    0 where all factors are the same in one of the two.
    """
    normal, used = factors.variances > NORMAL, factors.influence > USED
    found = []
    for one, other in zip(normal, used, strict=True):
        varied = one.any() and not one.all() and other.any() and not other.all()
        found.append(abs(stats.pearsonr(one, other).statistic) if varied else 0.0)
    return np.array(found)


def visible_margin(
    ensemble: Ensemble, images: npt.NDArray[np.float32], influence: _Floats
) -> _Floats:
    """Least change by a factor of more than 0.1 nats over the largest by another, ``(R,)``.

    The change is the root mean square over images and pixels between a factor at -3 and at 3, the
    other factors where they are. 0 if no factor has so much; a change below a millionth of the
    range of pixels counts as that.

    Parameters
    ----------
    images
        Of each replica, ``(R, n, C, H, W)``.
    influence
        Information of every factor, ``(R, N)``.
    """
    margins = []
    for k, x in enumerate(images):
        model = ensemble.replica(k)
        assert isinstance(model, NoiseVAE)
        with torch.no_grad():
            z = model.encode(torch.from_numpy(x).to(ensemble.device))
            changes = np.array([_change(model, z, h) for h in range(z.shape[1])])
        used = influence[k] > USED
        others = max(changes[~used].max(initial=0.0), _INVISIBLE)
        margins.append(changes[used].min() / others if used.any() else 0.0)
    return np.array(margins)


def _change(model: NoiseVAE, z: torch.Tensor, factor: int) -> float:
    ends = traverse(model.decode, z, factor, [-3.0, 3.0])
    return float((ends[:, 1] - ends[:, 0]).square().mean().sqrt())


def gram(model: NoiseVAE, x: torch.Tensor, variance: float) -> _Floats:
    r"""The decoder's Gram matrix in units of both noises, mean over images, ``(N, N)``.

    .. math:: S_z J^T J S_z / (\beta \sigma_x^2), \qquad S_z = \mathrm{diag}\, s(x)

    With beta, for it divides the noise of the data. Where the best posterior is met, its diagonal
    is :math:`1 - s^2` to first order in the noise, and RaDOGAGA's Eq. 10 asks for a multiple of the
    identity.
    """
    with torch.no_grad():
        scale = model.posterior(x)[1].sqrt()
        scaled = scale[:, :, None] * model.gram(x) * scale[:, None, :]
        return np.asarray((scaled / (float(model.beta) * variance)).mean(0).double().cpu().numpy())


def gram_errors(
    scaled: _Floats, posterior: _Floats, used: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """How far the Gram matrix of the used factors is from what the best posterior has.

    Parameters
    ----------
    scaled
        What :func:`gram` gives.
    posterior
        Mean variance of each factor's posterior over the same images, ``(N,)``.
    used
        Which factors have information, ``(N,)``.

    Returns
    -------
    dict
        ``gram_error``, the median over the used factors of the diagonal's relative distance from
        :math:`1 - s^2`; ``gram_off_diagonal``, the root mean square of the rest over that of the
        diagonal. NaN for fewer than two used factors.
    """
    if used.sum() < 2:
        return {"gram_error": np.nan, "gram_off_diagonal": np.nan}
    block = scaled[np.ix_(used, used)]
    diagonal, expected = np.diag(block), 1 - posterior[used]
    rest = block[~np.eye(len(block), dtype=bool)]
    return {
        "gram_error": float(np.median(np.abs(diagonal / expected - 1))),
        "gram_off_diagonal": float(np.sqrt((rest**2).mean() / (diagonal**2).mean())),
    }
