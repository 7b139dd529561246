"""The rows of Table 3 of the EBAE supplement: their settings by profile, and as models."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rdo.errors import InputError
from rdo.models import EBAE, Chains
from rdo.nn import Start as NetworkStart
from rdo.nn import arch28
from rdo.sampling import Langevin
from replication.kit.options import check_options

__all__ = ["CONFIGURATIONS", "PARTS", "Ablation", "Row", "build", "configure"]


@dataclass(frozen=True)
class Row:
    """A row of Table 3."""

    latent_steps: int
    replay: bool
    sphere: bool
    auc: float
    """As printed."""


CONFIGURATIONS = MappingProxyType(
    {
        "config1": Row(10, replay=True, sphere=True, auc=0.957),
        "config2": Row(0, replay=False, sphere=True, auc=0.839),
        "config3": Row(50, replay=True, sphere=True, auc=0.944),
        "config4": Row(10, replay=False, sphere=True, auc=0.936),
        "config5": Row(50, replay=False, sphere=True, auc=0.952),
        "config6": Row(10, replay=True, sphere=False, auc=0.662),
    }
)
"""The six rows, by name."""


PARTS = (*CONFIGURATIONS, "comparisons")
"""A part a row, and one that compares their records, seed by seed."""


@dataclass(frozen=True)
class Ablation:
    """Configuration of one part."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches and chains each."""
    images: str
    width: float
    """Factor on Arch28's channels."""
    n_latent: int
    batch_size: int
    warm_up_steps: int
    """As a plain autoencoder."""
    warm_up_rate: float
    steps: int
    """With negatives."""
    learning_rate: float
    network_start: NetworkStart
    looks: int
    """Times that the validation error is measured in the first stage."""
    deviations: tuple[str, ...]
    """What differs from the printed settings, or is not printed."""


_ALWAYS = (
    "the last kernel of Arch28 is 3, where 4 is printed, which would make images of 29 pixels",
    "no weight penalty in the first stage",
    "the energy is a mean over pixels, which sets its temperature and what the clipping does",
    "the squared energies are in the loss, as in the published code",
    "images stay within [0, 1] along a chain, and a latent off the sphere starts from N(0, I)",
)
_PAPER = (
    "32 latents and batches of 128, as in the published code; the supplement searches the first",
    "1e-4 in the first stage, as in that code; the supplement has 1e-5 for everything",
    "PyTorch's own start",
)
_REDUCED = (
    "32 latents, as in the published code; an eighth of the channels, batches of 32",
    "2,000 and 500 steps for 38,000 and 19,000, at rates above 1e-4 and 1e-5 by as much",
    "He's start, for from PyTorch's own the narrow network stays black for so few steps",
)
_SMOKE = ("scikit-learn's digits, a very narrow network, a few steps, He's start",)

_PROFILES: dict[str, dict[str, Any]] = {
    "smoke": {
        "images": "digits",
        "width": 1 / 16,
        "n_latent": 8,
        "batch_size": 16,
        "warm_up_steps": 100,
        "warm_up_rate": 1e-3,
        "steps": 5,
        "learning_rate": 3e-4,
        "network_start": "he",
        "looks": 10,
        "deviations": (*_ALWAYS, *_SMOKE),
    },
    "reduced": {
        "images": "mnist",
        "width": 1 / 8,
        "n_latent": 32,
        "batch_size": 32,
        "warm_up_steps": 2_000,
        "warm_up_rate": 1.9e-3,
        "steps": 500,
        "learning_rate": 3.8e-4,
        "network_start": "he",
        "looks": 10,
        "deviations": (*_ALWAYS, *_REDUCED),
    },
    "paper": {
        "images": "mnist",
        "width": 1.0,
        "n_latent": 32,
        "batch_size": 128,
        "warm_up_steps": 38_000,
        "warm_up_rate": 1e-4,
        "steps": 19_000,
        "learning_rate": 1e-5,
        "network_start": "pytorch",
        "looks": 100,
        "deviations": (*_ALWAYS, *_PAPER),
    },
}


def configure(
    dataset: str = "config1", profile: str = "smoke", seeds: int | None = None
) -> Ablation:
    """The configuration of a profile.

    ``paper``: 3 seeds, Arch28 on MNIST's digits 0 to 8, 100 epochs as an autoencoder and 50 with
    negatives, in batches of 128. What is not as printed, or not printed, stands in ``deviations``.
    ``reduced``: an eighth of the
    channels, a quarter of the batch, 2,000 and 500 steps; each rate is higher by as much as its
    steps are fewer, so that Adam can move a weight as far; and the weights are He's, for from
    PyTorch's own the narrow network stays black for so few steps. ``smoke``: 2 seeds and a few
    steps on scikit-learn's digits. The lengths, steps and noise of all chains are always the
    printed ones.

    Parameters
    ----------
    dataset
        One of :data:`PARTS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown or ``seeds`` is not a whole number of at least 1.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: ebae_ablation knows {', '.join(PARTS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 3})
    return Ablation(dataset, profile, every, **_PROFILES[profile])


def build(row: Row, width: float, n_latent: int, start: NetworkStart = "pytorch") -> EBAE:
    """EBAE as a row has it, with the chains of Section 3 for Arch28, its parameters at zero."""
    visible_noise = tuple(0.05 / (1 + t) for t in range(50))
    chains = Chains(
        Langevin(0.4, 0.05, sphere=row.sphere),
        row.latent_steps,
        Langevin(20.0, visible_noise, clip=0.01, bounds=(0.0, 1.0)),
        50,
        replay_share=0.95 if row.replay else 0.0,
    )
    networks = arch28(n_latent, width, start=start)
    return EBAE(*networks, n_latent, (1, 28, 28), chains)
