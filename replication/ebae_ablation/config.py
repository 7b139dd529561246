"""The rows of Table 3 of the EBAE supplement: what runs, by profile."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal, NamedTuple

from annotated_types import Ge, Le

from replication.kit.fields import Count, Index, Rate
from replication.kit.run import Run

__all__ = [
    "COMPARISONS",
    "DEVIATIONS",
    "HEADINGS",
    "LABELS",
    "ROWS",
    "SEEDS",
    "Comparisons",
    "Config",
    "Row",
    "configure",
    "trainings",
]


class Row(NamedTuple):
    """A row of Table 3."""

    latent_steps: Index
    replay: bool
    sphere: bool


ROWS: Mapping[str, Row] = {
    "config1": Row(10, replay=True, sphere=True),
    "config2": Row(0, replay=False, sphere=True),
    "config3": Row(50, replay=True, sphere=True),
    "config4": Row(10, replay=False, sphere=True),
    "config5": Row(50, replay=False, sphere=True),
    "config6": Row(10, replay=True, sphere=False),
}
"""By the number that the table gives them; it recommends the first."""

COMPARISONS = {
    "latent_chain": ("config1", "config2"),
    "ten_over_none": ("config4", "config2"),
    "fifty_over_ten": ("config5", "config4"),
    "memory": ("config1", "config5"),
    "longer_with_memory": ("config3", "config1"),
    "sphere": ("config1", "config6"),
}
"""The remarks under the table: which row's AUC is taken from which, by name of the arm."""

LABELS = {
    "pca": "PCA",
    "untrained": "untrained network",
    "autoencoder": "plain autoencoder",
    "ebae": "EBAE",
    "latent_chain": "No. 1 less No. 2: a latent chain",
    "ten_over_none": "No. 4 less No. 2: ten steps, no replay",
    "fifty_over_ten": "No. 5 less No. 4: fifty steps, no replay",
    "memory": "No. 1 less No. 5: replay for forty steps",
    "longer_with_memory": "No. 3 less No. 1: fifty steps, with replay",
    "sphere": "No. 1 less No. 6: the sphere",
}

HEADINGS = {
    "auc": "ROC AUC",
    "real": "energy of test digits 0 to 8",
    "sampled": "of EBAE's own samples",
    "difference": "difference of the AUCs",
    "saving": "chain steps of the second, over the first's",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}


@dataclass(frozen=True)
class Comparisons:
    """Nothing is trained: the records of the rows are compared."""


@dataclass(frozen=True)
class Config:
    """Configuration of one row; the other numbers of its chains are always the printed ones."""

    latent_steps: Index
    """Transitions of the latent chain."""
    replay: bool
    """Whether 95 % of the latent chains go on where an earlier one ended."""
    sphere: bool
    """Whether latents are on the unit sphere."""
    images: Literal["mnist", "digits"] = "mnist"
    """What is trained on, the nines left out."""
    width: Annotated[float, Ge(0.01), Le(100)] = 1.0
    """Factor on Arch28's channels."""
    n_latent: Annotated[int, Ge(1), Le(784)] = 32
    """At most as many as an image has pixels, for PCA has as many."""
    batch_size: Count = 128
    warm_up_steps: Count = 38_000
    """As a plain autoencoder: 100 epochs."""
    warm_up_rate: Rate = 1e-4
    steps: Count = 19_000
    """With negatives: 50 epochs."""
    learning_rate: Rate = 1e-5
    """With negatives."""
    network_start: Literal["pytorch", "he"] = "pytorch"
    """Of the weights."""
    warm_up_evaluations: Count = 100
    """Times that the validation error is measured in the first stage, the least of which counts."""
    evaluations: Count = 10
    """Times that the AUC is measured in the second stage; nothing depends on it."""


_ALWAYS = (
    "the last kernel of Arch28 is 3, where 4 is printed, which would make images of 29 pixels",
    "no weight penalty in the first stage",
    "the energy is a mean over pixels, which sets its temperature and what the clipping does",
    "the squared energies are in the loss, as in the published code",
    "images stay within [0, 1] along a chain, and a latent off the sphere starts from N(0, I)",
)

DEVIATIONS = {
    "smoke": (*_ALWAYS, "scikit-learn's digits, a very narrow network, a few steps, He's start"),
    "reduced": (
        *_ALWAYS,
        "32 latents, as in the published code; an eighth of the channels, batches of 32",
        "2,000 and 500 steps for 38,000 and 19,000, at rates above 1e-4 and 1e-5 by as much",
        "He's start, for from PyTorch's own the narrow network stays black for so few steps",
    ),
    "paper": (
        *_ALWAYS,
        "32 latents and batches of 128, as in the published code; the supplement searches the "
        "first",
        "1e-4 in the first stage, as in that code; the supplement has 1e-5 for everything",
        "PyTorch's own start",
    ),
}
"""What differs from the printed settings, or is not printed, by profile."""


def configure(part: str, profile: str) -> Config | Comparisons:
    """The configuration of a profile.

    ``paper``: 5 seeds, Arch28 on MNIST's digits 0 to 8, 100 epochs as an autoencoder and 50 with
    negatives, in batches of 128. ``reduced``: an eighth of the channels, a quarter of the batch,
    2,000 and 500 steps; each rate is higher by as much as its steps are fewer, so that Adam can
    move a weight as far; and the weights are He's. ``smoke``: 2 seeds and a few steps on
    scikit-learn's digits. The lengths, steps and noise of all chains are always the printed ones,
    and what is not printed, or departs from it, stands in :data:`DEVIATIONS`.
    """
    if part == "comparisons":
        return Comparisons()
    paper = Config(*ROWS[part])
    if profile == "paper":
        return paper
    short = replace(paper, network_start="he", warm_up_evaluations=10)
    if profile == "reduced":
        narrow = replace(short, width=1 / 8, batch_size=32, warm_up_steps=2_000, steps=500)
        return replace(narrow, warm_up_rate=1.9e-3, learning_rate=3.8e-4)
    tiny = replace(short, images="digits", width=1 / 16, n_latent=8, batch_size=16)
    return replace(tiny, warm_up_steps=100, steps=5, warm_up_rate=1e-3, learning_rate=3e-4)


def trainings(config: Config | Comparisons, run: Run) -> tuple[str, ...]:
    """Both stages in one; comparisons of rows train nothing."""
    return () if isinstance(config, Comparisons) else ("all",)
