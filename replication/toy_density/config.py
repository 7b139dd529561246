"""Section 5.1 of the RaDOGAGA paper: what runs."""

from dataclasses import dataclass

from replication.kit.fields import Count, Index, NonNegative, Positive, Rate, Width, Widths
from replication.kit.labels import LAMBDA, METHODS, TRAINED_CONTROLS
from replication.kit.run import Run

__all__ = ["HEADINGS", "LABELS", "SEEDS", "TURNS", "Config", "configure", "trainings"]

LABELS = {
    "pca_em": "PCA + EM mixture",
    "random_em": "random projection + EM mixture",
    "untrained_em": "untrained network + EM mixture",
    "autoencoder_em": "plain autoencoder + EM mixture",
    "dagmm_warm": TRAINED_CONTROLS["dagmm_warm"],
    "beta_vae": "beta-VAE",
    **METHODS,
    "radogaga_light": f"RaDOGAGA(d), {LAMBDA}\N{SUBSCRIPT ONE} / 100",
}

HEADINGS = {"correlation": "correlation"}
SEEDS = {"smoke": 3, "reduced": 5, "paper": 20}

TURNS = {
    "toy": 0.0,
    "bent_30": 0.3,
    "bent_60": 0.6,
    "bent_85": 0.85,
    "bent_85_light": 0.85,
}
"""The data by name: the paper's, a linear image of the source, and those on a surface of arcs, with
the share of a circle that an arc spans (:func:`rdo.datasets.bent_toy_density`). The last part
trains, on the strongest bend, what may explain the others: RaDOGAGA with little weight on the
reconstruction, and a plain autoencoder."""


@dataclass(frozen=True)
class Config:
    """Networks and weights are those of Section 5.1.1, the beta-VAE's weight that of Appendix G."""

    steps: Count
    learning_rate: Rate
    final_steps: Index
    """Last stage of the schedule, at a tenth of the learning rate; 0 for none."""
    warm_up_steps: Count
    """For reconstruction alone: before RaDOGAGA's loss, and before DAGMM's in one control."""
    warm_up_learning_rate: Rate = 1e-3
    batch_size: Count = 512
    hidden: Widths = (64, 32, 16)
    """Widths between the columns and the latent."""
    n_latent: Width = 3
    n_components: Width = 3
    """Of the mixture, the estimation network's and EM's."""
    lambdas_dagmm: tuple[Positive, Positive] = (1e-4, 1e-9)
    """Weights of DAGMM's energy and of its penalty."""
    lambdas_d: tuple[Positive, Positive] = (1e6, 1e6)
    """Weights of RaDOGAGA's reconstruction and scaling terms for h(d) = d."""
    lambdas_log: tuple[Positive, Positive] = (1e3, 1e4)
    """Those for h(d) = log d."""
    lightness: Positive = 100
    """Divisor of lambda1, the first of ``lambdas_d``, in the arm ``radogaga_light``: with less
    weight on the reconstruction Eq. 10 holds better, as on the cylinder of
    :mod:`replication.jacobian_orthonormality`."""
    beta: Positive = 1e-3
    """Of the beta-VAE."""
    em_fits: Count = 3
    """EM starts as often, and the best fit counts."""
    caught_above: NonNegative = 0.1
    """Nats per row by which EM's mixture must beat the estimation network's, on the same latents,
    for a seed to count as caught. It needs neither labels nor the true density."""
    data_seed: Index = 0
    """The data are one table for all seeds, as in the paper."""
    table: str | None = None
    """In place of the paper's data, a CSV of feature columns and a last density column."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 20 seeds, and for the paper's own data its learning rate of 1e-4; 40,000 steps of
    512 rows, which it leaves open. The bent data, which are ours, take 15,000 steps at 1e-3 and
    5,000 at 1e-4. ``reduced``: 5 seeds, a quarter of the steps. ``smoke``: 3 seeds, a few hundred
    steps at 1e-3.
    """
    if profile == "smoke":
        return Config(600, 1e-3, 0, 300)
    share = 4 if profile == "reduced" else 1
    if part == "toy":
        return Config(40_000 // share, 1e-4, 0, 1_000)
    return Config(15_000 // share, 1e-3, 5_000 // share, 1_000)


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """The methods of a part that are trained, or those to which the start makes a difference."""
    light = ("radogaga_light", "autoencoder_em")
    every = light if run.part == "bent_85_light" else (*METHODS, "dagmm_warm", "beta_vae")
    return tuple(name for name in every if run.start == "gauge" or name.startswith("radogaga"))
