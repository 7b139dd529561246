"""DAGMM as its public PyTorch versions train it: eagerly, one seed, one component at a time.

Two are the best known, github.com/danieltan07/dagmm and the later, much alike
github.com/mperezcarrasco/PyTorch-DAGMM. Both were written for a PyTorch whose ``potrf`` is gone, so
their loop is written down here anew. What takes time in both, and is kept:

- the data set gives one row at a time, which the ``DataLoader`` stacks to a batch;
- covariances and energies multiply out to ``(L, K, D, D)`` numbers;
- a loop in Python inverts each component's covariance and factors it for its determinant;
- the norm of the gradient is clipped, and the loss is read as a number at every step.

What is not as in the paper, and is kept, for it decides what is detected:

- the product of the factor's diagonal is the root of the determinant; they take the root again;
- the density is in float32, with 1e-12 on the diagonal of each covariance;
- the reconstruction error is a mean over the columns, which the paper sums.

Not kept is what the two do differently. The optimiser is the second's, Adam; the first has SGD with
momentum and a cosine schedule. The largest exponent is taken out of the sum over components, as the
first does it. The second wraps the loss in a ``Variable``, from which no gradient reaches the
networks any more, and drops units when it scores, too. The first scores by the mixture of the last
batch; here it is that of all training rows, as in the second.
"""

import math
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, Dataset

from rdo.models import Architecture

__all__ = ["PublicDAGMM", "energy", "fetching_seconds", "loader", "train"]

_EPS = 1e-12
_LARGEST_GRADIENT = 5


class Statistics(NamedTuple):
    """Weights ``(K,)``, means ``(K, D)`` and covariances ``(K, D, D)`` of a mixture."""

    weight: Tensor
    mean: Tensor
    covariance: Tensor


class _Rows(Dataset[npt.NDArray[np.float32]]):
    """A table that gives one row at a time."""

    def __init__(self, X: npt.NDArray[np.float32]) -> None:
        self.X = X

    def __len__(self) -> int:
        return len(self.X)

    def __getitem__(self, index: int) -> npt.NDArray[np.float32]:
        return np.asarray(self.X[index], np.float32)


def loader(X: npt.NDArray[np.float32], batch_size: int, seed: int) -> DataLoader[Tensor]:
    """Batches of the rows, shuffled anew in every epoch."""
    order = torch.Generator().manual_seed(seed)
    return DataLoader(_Rows(X), batch_size=batch_size, shuffle=True, generator=order)  # type: ignore[arg-type]


def fetching_seconds(X: npt.NDArray[np.float32], batch_size: int, epochs: int) -> float:
    """Seconds that a training takes to gather its batches, and no more."""
    batches = loader(X, batch_size, seed=0)
    started = time.perf_counter()
    for _ in range(epochs):
        for _ in batches:
            pass
    return time.perf_counter() - started


def _layers(widths: Sequence[int]) -> nn.Sequential:
    layers = [part for pair in pairwise(widths) for part in (nn.Linear(*pair), nn.Tanh())]
    return nn.Sequential(*layers[:-1])


class PublicDAGMM(nn.Module):
    """Autoencoder and estimation network, of PyTorch's own layers and at their own start."""

    def __init__(self, architecture: Architecture) -> None:
        super().__init__()
        a = architecture
        self.encoder = _layers((a.n_features, *a.hidden, a.n_latent))
        self.decoder = _layers((a.n_latent, *reversed(a.hidden), a.n_features))
        self.estimation = nn.Sequential(
            nn.Linear(a.n_latent + 2, a.n_estimation),
            nn.Tanh(),
            nn.Dropout(a.dropout),
            nn.Linear(a.n_estimation, a.n_components),
            nn.Softmax(dim=1),
        )

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Reconstruction, features ``(L, D)`` and memberships ``(L, K)`` of rows."""
        z = self.encoder(x)
        x_hat = self.decoder(z)
        distance = (x - x_hat).norm(dim=1) / x.norm(dim=1)
        cosine = F.cosine_similarity(x, x_hat, dim=1)
        features = torch.cat([z, distance[:, None], cosine[:, None]], dim=1)
        return x_hat, features, self.estimation(features)


def statistics(features: Tensor, membership: Tensor) -> Statistics:
    """The mixture that memberships make of features."""
    members = membership.sum(0)
    mean = (membership[:, :, None] * features[:, None]).sum(0) / members[:, None]
    apart = features[:, None] - mean
    outer = apart[..., :, None] * apart[..., None, :]  # (L, K, D, D)
    covariance = (membership[:, :, None, None] * outer).sum(0) / members[:, None, None]
    return Statistics(members / len(features), mean, covariance)


def energy(features: Tensor, mixture: Statistics) -> tuple[Tensor, Tensor]:
    r"""Energy of each row ``(L,)``, and the penalty on small variances.

    .. math::
        -\log\left(\sum_k \hat\pi_k \frac{\exp(-\frac{1}{2} (z - \hat\mu_k)^T
            \hat\Sigma_k^{-1} (z - \hat\mu_k))}{|2 \pi \hat\Sigma_k|^{1/4}} + 10^{-12}\right)

    A quarter where DAGMM's Eq. 6 has a half, as the module's docstring says.
    """
    inverses, roots = [], []
    penalty = torch.zeros(())
    for covariance in mixture.covariance:
        one = covariance + _EPS * torch.eye(len(covariance))
        inverses.append(torch.inverse(one))
        roots.append(torch.linalg.cholesky(2 * math.pi * one).diagonal().prod().sqrt())
        penalty = penalty + one.diagonal().reciprocal().sum()
    apart = features[:, None] - mixture.mean
    products = (apart[..., None] * torch.stack(inverses)).sum(-2)  # of (L, K, D, D)
    exponent = -0.5 * (products * apart).sum(-1)
    largest = exponent.clamp(min=0).max(dim=1, keepdim=True).values
    terms = mixture.weight * (exponent - largest).exp() / torch.stack(roots)
    return -largest[:, 0] - (terms.sum(1) + _EPS).log(), penalty


def train(
    architecture: Architecture,
    X: npt.NDArray[np.float32],
    test: npt.NDArray[np.float32],
    *,
    batch_size: int,
    epochs: int,
    learning_rate: float,
    seed: int,
) -> tuple[float, npt.NDArray[np.float32]]:
    """Train on the rows of X; the seconds it took, and the energies of the test rows."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        started = time.perf_counter()
        net = PublicDAGMM(architecture)
        optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
        batches = loader(X, batch_size, seed)
        for _ in range(epochs):
            total = 0.0
            for x in batches:
                x_hat, features, membership = net(x)
                energies, penalty = energy(features, statistics(features, membership))
                loss = F.mse_loss(x_hat, x) + 0.1 * energies.mean() + 0.005 * penalty
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(net.parameters(), _LARGEST_GRADIENT)
                optimizer.step()
                total += loss.item()
        seconds = time.perf_counter() - started
    net.eval()
    with torch.no_grad():
        mixture = statistics(*net(torch.from_numpy(X))[1:])
        scores, _ = energy(net(torch.from_numpy(test))[1], mixture)
    return seconds, scores.numpy()
