"""The toy data of Section 5.1 under one configuration, and the methods that are trained on them."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import (
    ToyDensity,
    bent_toy_density,
    read_density_csv,
    scale_minmax,
    toy_density,
)
from rdo.errors import InputError
from rdo.models import DAGMM, Architecture, Autoencoder, BetaVAE, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.training import Schedule
from replication.kit.anomaly.settings import METHODS
from replication.kit.options import Start, check_options
from replication.ledger import Data

__all__ = [
    "LIGHT_METHODS",
    "N_COMPONENTS",
    "N_LATENT",
    "TOY_METHODS",
    "TURNS",
    "Toy",
    "ToyDensityConfig",
]

N_LATENT = 3
N_COMPONENTS = 3

TURNS = MappingProxyType(
    {"toy": 0.0, "bent_30": 0.3, "bent_60": 0.6, "bent_85": 0.85, "bent_85_light": 0.85}
)
"""The data by name: the paper's, a linear image of the source, and those on a surface of arcs, with
the share of a circle that an arc spans (:func:`rdo.datasets.bent_toy_density`). The last name is
for the :data:`LIGHT_METHODS` on the strongest bend."""

TOY_METHODS = (*METHODS, "dagmm_warm", "beta_vae")
"""What is trained; the start from Glorot's weights concerns RaDOGAGA alone."""

LIGHT_METHODS = ("radogaga_light", "autoencoder_em")
"""What may explain the others: RaDOGAGA(d) with a hundredth of lambda1, as it needs to keep lengths
on the cylinder of Appendix A, and reconstruction alone with EM's mixture after it."""

_BATCH = 512
_HIDDEN = (64, 32, 16)


@dataclass(frozen=True)
class ToyDensityConfig:
    """Configuration of Section 5.1's experiment."""

    dataset: str
    """One of :data:`TURNS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights each; the data is one table, as in the paper."""
    table: str | None
    """A CSV of feature columns and a last density column, None for the generated data."""
    steps: int
    batch_size: int
    learning_rate: float
    settle_steps: int
    """At a tenth of the rate, after the others."""
    start: Start = "gauge"
    """Where RaDOGAGA starts; DAGMM and the beta-VAE start from Glorot's weights."""
    warm_up_steps: int = 1_000
    warm_up_learning_rate: float = 1e-3
    data_seed: int = 0

    @property
    def methods(self) -> tuple[str, ...]:
        """What is trained: all, or what the start makes a difference to."""
        every = LIGHT_METHODS if self.dataset == "bent_85_light" else TOY_METHODS
        if self.start == "gauge":
            return every
        return tuple(method for method in every if method.startswith("radogaga"))

    @property
    def settle(self) -> Schedule | None:
        """Steps at a tenth of the rate, None for none."""
        if not self.settle_steps:
            return None
        return Schedule(self.settle_steps, self.batch_size, self.learning_rate / 10)

    def warm_up(self, method: str) -> Schedule | None:
        """A method's warm-up for reconstruction alone, None from Glorot's weights."""
        warmed = method == "dagmm_warm" or method.startswith("radogaga")
        if self.start == "glorot" or not warmed:
            return None
        return Schedule(self.warm_up_steps, self.batch_size, self.warm_up_learning_rate)


def configure(
    dataset: str = "toy",
    profile: str = "smoke",
    seeds: int | None = None,
    table: str | None = None,
    start: Start = "gauge",
) -> ToyDensityConfig:
    """The configuration of a profile.

    ``paper``: 20 seeds, and for the paper's own data its learning rate of 1e-4; 40,000 steps of
    512 rows, which it leaves open. The bent data, which are ours, take 15,000 steps at 1e-3 and
    5,000 at 1e-4. ``reduced``: 5 seeds, a quarter of the steps. ``smoke``: 3 seeds, a few hundred
    steps at 1e-3.

    Parameters
    ----------
    dataset
        One of :data:`TURNS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    table
        A CSV of feature columns and a last density column in place of the paper's data.
    start
        Where RaDOGAGA starts.

    Raises
    ------
    InputError
        If a name is unknown, ``seeds`` is not a whole number of at least 1, or a table is to take
        the place of bent data.
    """
    if dataset not in TURNS:
        raise InputError(f"dataset={dataset!r}: toy_density knows {', '.join(TURNS)}.")
    if table is not None and dataset != "toy":
        raise InputError(f"dataset={dataset!r}, table={table!r}: give one of the two.")
    every = check_options(profile, start, seeds, {"smoke": 3, "reduced": 5, "paper": 20})
    if profile == "smoke":
        steps, rate, settle, warm_up = 600, 1e-3, 0, 300
    else:
        part = {"reduced": 4, "paper": 1}[profile]
        linear = dataset == "toy"
        steps, rate, settle, warm_up = (
            (40_000 // part, 1e-4, 0, 1_000)
            if linear
            else (15_000 // part, 1e-3, 5_000 // part, 1_000)
        )
    return ToyDensityConfig(
        dataset, profile, every, table, steps, _BATCH, rate, settle, start, warm_up
    )


def build(method: str, n_features: int) -> Autoencoder:
    """A method with the widths of Section 5.1.1 and its weights, or a hundredth of lambda1."""
    if method == "beta_vae":
        networks = mlp_pair(n_features, _HIDDEN, N_LATENT, heads=2)
        return BetaVAE(*networks, N_LATENT, beta=0.001)  # Appendix G
    if method == "autoencoder_em":
        return Autoencoder(*mlp_pair(n_features, _HIDDEN, N_LATENT), N_LATENT)
    architecture = Architecture(n_features, _HIDDEN, N_LATENT, N_COMPONENTS)
    if method in ("dagmm", "dagmm_warm"):
        return DAGMM(architecture, lambda1=1e-4, lambda2=1e-9)
    if method in ("radogaga_d", "radogaga_light"):
        lightness = 100 if method == "radogaga_light" else 1
        return RaDOGAGA(architecture, lambda1=1e6 / lightness, lambda2=1e6, h="d")
    return RaDOGAGA(architecture, lambda1=1e3, lambda2=1e4, h="log")


@dataclass(frozen=True)
class Toy:
    """The table, scaled by one minimum and one maximum, and the density of its rows."""

    source: Data
    x: Tensor
    density: npt.NDArray[np.float64]
    drawn: ToyDensity | None
    """What was drawn before scaling; None for a user's table, whose clusters nobody knows."""

    @classmethod
    def load(cls, config: ToyDensityConfig) -> "Toy":
        """Draw the rows, or read the user's.

        Raises
        ------
        InputError
            If the user's table is missing, unreadable or too small.
        """
        if config.table is not None:
            X, density, _ = read_density_csv(config.table)
            if X.shape[1] < N_LATENT or len(X) < config.batch_size:
                raise InputError(
                    f"table={config.table!r} has {len(X)} rows and {X.shape[1]} feature columns: "
                    f"give at least {config.batch_size} rows and {N_LATENT} columns."
                )
            name, drawn = Path(config.table).name, None
        else:
            turn = TURNS[config.dataset]
            drawn = (
                bent_toy_density(turn=turn, seed=config.data_seed)
                if turn
                else toy_density(seed=config.data_seed)
            )
            name, X, density = config.dataset, drawn.X, drawn.density
        digest = sha256(X.tobytes() + density.tobytes()).hexdigest()
        scaled = torch.from_numpy(scale_minmax(X, per_column=False)).float()
        return cls(Data(name, digest, *X.shape), scaled, density, drawn)
