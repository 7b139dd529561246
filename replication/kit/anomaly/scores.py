"""What replicas say of their training and test rows, each seen once."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.diagnostics import reconstruction_summary, summarise_errors
from rdo.models import MixtureAutoencoder
from rdo.priors import Mixture, mixture_energy
from rdo.training import Ensemble, anomaly_scores

__all__ = ["marginal", "residual_share", "score_rows"]

_Floats = npt.NDArray[np.floating]


def score_rows(
    members: Ensemble, train: Tensor, test: Tensor
) -> tuple[Mapping[str, _Floats], Mapping[str, _Floats]]:
    """Scores of test rows, and what is known of each replica.

    Parameters
    ----------
    members
        Replicas of an autoencoder.
    train, test
        Rows of each replica, ``(R, B, M)`` and ``(R, B', M)``.

    Returns
    -------
    tuple
        Scores by name, ``(R, B')``: ``score``, the energy or the reconstruction error, and of a
        mixture over residual features also ``latent`` and ``residual``, the energies of its two
        marginals. And measures by name, ``(R,)``: the share of variance explained and the median
        error on training rows; of a mixture its largest weight, and :func:`residual_share`.
    """
    model = members.template
    if not isinstance(model, MixtureAutoencoder):
        rebuilt = reconstruction_summary(members, train)._asdict()
        return {"score": _numbers(anomaly_scores(members, train, test))}, rebuilt
    seen = members.map_rows("represent_with_error", train)
    measures = summarise_errors(seen[..., -1], train)._asdict()
    mixture = members.map("mixture_of", seen[..., :-1].contiguous())
    measures["largest_weight"] = _numbers(mixture.weight.max(-1).values)
    features = members.map_rows("represent", test)
    energy = torch.func.vmap(mixture_energy)
    scores = {"score": _numbers(energy(features, mixture))}
    if model.architecture.residual_features:
        n = model.n_latent
        for name, part in (("latent", slice(n)), ("residual", slice(n, None))):
            scores[name] = _numbers(energy(features[..., part], marginal(mixture, part)))
        measures["residual_share"] = residual_share(scores["score"], scores["latent"])
    return scores, measures


def marginal(mixture: Mixture, part: slice) -> Mixture:
    """The mixture of some of the features alone; the parameters are ``(..., K, N)``."""
    return Mixture(mixture.weight, mixture.mean[..., part], mixture.covariance[..., part, part])


def residual_share(energy: _Floats, latent: _Floats) -> _Floats:
    r"""Share of the energy's variance that comes with the residual features, ``(R,)``.

    .. math:: \frac{\mathrm{cov}(E, E - E_z)}{\mathrm{var}(E)}

    :math:`E` is the energy of code and residual features and :math:`E_z` that of the code under the
    mixture's marginal, so that the difference is the energy of the residual features given the
    code. 0 where the energy is the same for all rows.

    Parameters
    ----------
    energy, latent
        Of each row, ``(R, B)``.
    """
    centred = energy - energy.mean(1, keepdims=True)
    given = energy - latent
    variance = (centred**2).mean(1)
    share = (centred * given).mean(1) / np.where(variance > 0, variance, 1.0)
    return np.asarray(np.where(variance > 0, share, 0.0))


def _numbers(x: Tensor) -> _Floats:
    return np.asarray(x.cpu().numpy())
