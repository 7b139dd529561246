"""The start of the mixture: EM, and the estimation network taught its memberships.

The estimation network's first weights decide which rows share a component, and training from
random ones often leaves all rows in one. So EM is run on the features of the autoencoder as it
is, several times from different clusters, and the network is fitted to the memberships found.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from torch import Tensor

from rdo.checks import check_tensor, check_whole
from rdo.compiler import load_compiler
from rdo.models import MixtureAutoencoder
from rdo.training import Ensemble

__all__ = ["em_memberships", "start_mixture"]

Floats = npt.NDArray[np.float64]

_STARTS = 3  # of EM, the likeliest of which is taken
_FLOOR = 1e-3  # on the variances of features of variance 1
_LEARNING_RATE = 1e-2


def em_memberships(features: Floats, n_components: int, seed: int) -> Floats:
    r"""Memberships of rows in a Gaussian mixture that EM fits to them.

    .. math:: \gamma_{lk} = p(k \mid z_l), \quad \Sigma_k \succeq 10^{-3} I

    in units of each feature's deviation.

    Parameters
    ----------
    features
        ``(n, D)``.
    n_components
        K.
    seed
        Of the clusters that EM starts from.

    Returns
    -------
    numpy.ndarray
        ``(n, K)``, rows summing to one.
    """
    mixture = GaussianMixture(
        n_components, reg_covar=_FLOOR, n_init=_STARTS, random_state=seed % 2**31
    )
    with warnings.catch_warnings():
        # A hundred rounds are the usual end, and rows may be fewer than components once equal.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found: Floats = mixture.fit(features).predict_proba(features)
    return found


def start_mixture(ensemble: Ensemble, x: Tensor, seeds: Sequence[int], steps: int) -> None:
    """Fit each replica's estimation network to EM's memberships, by their cross entropy.

    Parameters
    ----------
    ensemble
        Replicas with a mixture, changed in place; one component needs no start.
    x
        Training rows, ``(n, M)``, on the device of the replicas.
    seeds
        One per replica.
    steps
        Of Adam, on all rows, with the network's own dropout.

    Raises
    ------
    InputError
        If the rows are not of the ensemble's width.
    """
    check_tensor("x", x, ("n", "M"))
    check_whole("steps", steps, 1)
    model: MixtureAutoencoder = ensemble.template  # type: ignore[assignment]
    n_components = model.architecture.n_components
    if n_components == 1:
        return
    rows = x.expand(len(ensemble), *x.shape)
    features = ensemble.map_rows("represent", rows).double()
    centre = features.mean(1, keepdim=True)
    spread = features.std(1, keepdim=True)
    spread = torch.where(spread > 0, spread, torch.ones_like(spread))
    features = (features - centre) / spread
    targets = np.stack(
        [
            em_memberships(own, n_components, seed)
            if np.isfinite(own).all()
            else np.full((len(own), n_components), 1 / n_components)  # of a replica that diverged
            for own, seed in zip(features.cpu().numpy(), seeds, strict=True)
        ]
    )
    _teach(ensemble, features.to(x.dtype), torch.from_numpy(targets).to(x), seeds, steps, model)
    named = ensemble.named()
    first, bias = (named[f"estimation.hidden.layers.0.{name}"] for name in ("weight", "bias"))
    # The network sees features as they are: what was taught in units of deviations is folded in.
    first /= spread.to(first.dtype)
    bias -= (first @ centre.to(first.dtype).mT)[..., 0]
    ensemble.parameters = ensemble.flatten(named)


def _teach(
    ensemble: Ensemble,
    features: Tensor,
    targets: Tensor,
    seeds: Sequence[int],
    steps: int,
    model: MixtureAutoencoder,
) -> None:
    """Adam on the cross entropy of memberships, all replicas side by side."""
    load_compiler()
    names = [name for name in ensemble.shapes if name.startswith("estimation.")]
    named = ensemble.named()
    trained = {name: named[name].clone().requires_grad_() for name in names}
    w1, b1, w2, b2 = (
        trained[f"estimation.{layer}.layers.0.{kind}"]
        for layer in ("hidden", "output")
        for kind in ("weight", "bias")
    )
    optimizer = torch.optim.Adam(list(trained.values()), lr=_LEARNING_RATE)
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    share, width = model.estimation.dropout, model.estimation.n_hidden
    with torch.enable_grad():
        for _ in range(steps):
            drawn = [torch.rand(features.shape[1], width, generator=g) for g in generators]
            mask = (torch.stack(drawn).to(features) >= share) / (1 - share)
            hidden = torch.tanh(features @ w1.mT + b1[:, None]) * mask
            logits = hidden @ w2.mT + b2[:, None]
            loss = -(targets * torch.log_softmax(logits, -1)).sum(-1).mean(-1).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    for name, value in trained.items():
        named[name].copy_(value.detach())
    ensemble.parameters = ensemble.flatten(named)
