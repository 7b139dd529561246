"""Trains every model alone or in company; a script, for the threads are those of a process.

``python -m tests.training.company`` prints, as JSON, what seed 3 came to among each of
:data:`COMPANIES` by the digest of all its numbers.
"""

import json
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import torch
from torch import Tensor

from rdo.models import (
    DAGMM,
    EBAE,
    Architecture,
    Autoencoder,
    BetaVAE,
    Chains,
    Classifier,
    DenoisingAutoencoder,
    EnergyAutoencoder,
    FactorisedRaDOGAGA,
    Model,
    NoiseVAE,
    RaDOGAGA,
    WassersteinAutoencoder,
)
from rdo.nn import MLP, Network, ReLUNetwork, arch28, arch32, mlp_pair, strided_pair
from rdo.noise import GaussianNoise, GradientGaussianNoise, MixtureNoise, NetworkNoise
from rdo.sampling import Langevin
from rdo.training import Ensemble, Schedule, anomaly_scores, fit

SEED = 3
COMPANIES = {"alone": [SEED], "among ten": list(range(10)), "at another place": [SEED, 8, 5]}

_THYROID = Architecture(6, (30, 24), 6, 2, residual_features=True)
_SPHERE = Chains(Langevin(0.4, 0.05, sphere=True), 2, Langevin(0.1, 0.05), 2, replay_size=40)
_TWO_LEVELS = MixtureNoise((0.5, 0.5), (0.01, 0.1))
_PLANE = Langevin(0.1, 0.05, bounds=(-1.0, 1.0)), 2, Langevin(0.1, 0.05), 2


def _relu(n: int) -> tuple[Network, Network]:
    return ReLUNetwork((n, 50, 1), bounded=True), ReLUNetwork((1, 50, n))


DENSE: dict[str, Callable[[], Model]] = {
    "radogaga": lambda: RaDOGAGA(_THYROID, lambda1=100, lambda2=1000),
    "radogaga_d": lambda: RaDOGAGA(_THYROID, lambda1=100, lambda2=1000, h="d"),
    "dagmm": lambda: DAGMM(_THYROID),
    "factorised": lambda: FactorisedRaDOGAGA(*mlp_pair(6, (30,), 2), 2, lambda1=100, lambda2=1000),
    "autoencoder": lambda: Autoencoder(*mlp_pair(6, (30, 24), 3), 3),
    "beta_vae": lambda: BetaVAE(*mlp_pair(6, (30, 24), 3, heads=2), 3),
    "noise_gaussian": lambda: NoiseVAE(*mlp_pair(6, (30,), 3, heads=2), 3, GaussianNoise()),
    "noise_gradient": lambda: NoiseVAE(*mlp_pair(6, (30,), 3, heads=2), 3, GradientGaussianNoise()),
    "noise_mixture": lambda: NoiseVAE(*mlp_pair(6, (30,), 3, heads=2), 3, _TWO_LEVELS),
    "noise_network": lambda: NoiseVAE(
        mlp_pair(6, (30,), 3, heads=2)[0], MLP((3, 30, 12)), 3, NetworkNoise()
    ),
    "denoising": lambda: DenoisingAutoencoder(*mlp_pair(6, (30, 24), 3), 3, shape=(6,)),
    "wae": lambda: WassersteinAutoencoder(*mlp_pair(6, (30, 24), 3), 3, weight=1),
    "classifier": lambda: Classifier(MLP((5, 30, 4))),
    "energy": lambda: EnergyAutoencoder(*_relu(6), 1),
    "ebae_replay": lambda: EBAE(*mlp_pair(6, (30,), 3), 3, (6,), _SPHERE),
    "ebae_plane": lambda: EBAE(
        *_relu(6), 1, (6,), Chains(*_PLANE, replay_share=0.0), freeze_decoder=True
    ),
}
"""Every model, on rows of six columns."""

IMAGES: dict[str, tuple[Callable[[], Model], tuple[int, ...]]] = {
    "arch28": (lambda: Autoencoder(*arch28(4, 1 / 16), 4), (1, 28, 28)),
    "arch32": (lambda: Autoencoder(*arch32(4, 1 / 16), 4), (3, 32, 32)),
    "noise_strided": (
        lambda: NoiseVAE(*strided_pair((1, 12, 12), (8, 8), 3, 1 / 4, heads=2), 3, _TWO_LEVELS),
        (1, 12, 12),
    ),
    "ebae_arch28": (lambda: EBAE(*arch28(4, 1 / 16), 4, (1, 28, 28), _SPHERE), (1, 28, 28)),
}
"""Convolutional networks, with the shape of an image."""


def trained(
    build: Callable[[], Model],
    seeds: list[int],
    shape: tuple[int, ...] = (6,),
    *,
    double: bool = False,
    steps: int = 12,
    rows: int = 150,
) -> list[Tensor]:
    """What ``SEED`` came to: its parameters, its buffers, and its scores."""
    data = torch.rand(rows, *shape, generator=torch.Generator().manual_seed(0))
    if shape == (6,):
        data[:, -1] = (4 * data[:, -1]).floor() % 4  # the class, for a classifier
    ensemble = Ensemble.from_seeds(build, seeds)
    if double:
        ensemble, data = ensemble.double(), data.double()
    own = np.stack([np.random.default_rng(seed).permutation(rows) for seed in seeds])
    fit(ensemble, data, own, seeds, Schedule(steps, 20, 1e-3))
    found = [ensemble.parameters, *ensemble.buffers.values()]
    if isinstance(ensemble.template, Autoencoder):
        x = data[torch.from_numpy(own)]
        found += [anomaly_scores(ensemble, x[:, 50:], x), ensemble.map("encode", x)]
    return [tensor[seeds.index(SEED)].detach().clone() for tensor in found]


def digest(tensors: list[Tensor]) -> str:
    return sha256(b"".join(t.numpy().tobytes() for t in tensors)).hexdigest()


if __name__ == "__main__":
    print(
        json.dumps(
            {
                name: {who: digest(trained(build, seeds)) for who, seeds in COMPANIES.items()}
                for name, build in DENSE.items()
            }
        )
    )
