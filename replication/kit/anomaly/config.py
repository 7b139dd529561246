"""What the RaDOGAGA paper prints for its anomaly runs, and where it is silent, whose word we took.

In order: what the paper prints (Section 5.2.3, Tables 2 and 3), what its authors published beside
it (columns scaled to [0, 1]; residual features after the decoder), what the DAGMM paper used
(epochs and batch sizes). No choice looked at a test label.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from replication.kit.fields import Count, NonNegative, Positive, Rate, Share, Width, Widths
from replication.kit.labels import CONTROLS, METHODS, TRAINED_CONTROLS
from replication.kit.run import Run

__all__ = [
    "HEADINGS",
    "LABELS",
    "SCALED_BY_SPLIT",
    "SCALINGS",
    "SEEDS",
    "TABLES",
    "Config",
    "H",
    "Row",
    "Scaling",
    "Table",
    "configure",
    "trainings",
]

LABELS = {
    **CONTROLS,
    **TRAINED_CONTROLS,
    **METHODS,
    "radogaga_d_glorot": "RaDOGAGA(d), Glorot's start",
    "radogaga_log_glorot": "RaDOGAGA(log d), Glorot's start",
}
"""Controls first; the last two are :func:`replication.kit.anomaly.tables.with_glorot`'s."""

HEADINGS = {"f1": "F1", "roc_auc": "ROC AUC"}
SEEDS = {"smoke": 3, "reduced": 5, "paper": 20}

Table = Literal["table1", "table4"]
TABLES: dict[Table, str] = {"table1": "Table 1", "table4": "Table 4"}
"""The paper's, as pages name them."""

H = Literal["d", "log"]
Scaling = Literal[
    "unit",
    "symmetric",
    "standard",
    "largest",
    "unit_train",
    "standard_train",
    "rows",
    "unit_rows",
    "none",
]
SCALINGS: dict[Scaling, str] = {
    "unit": "columns to [0, 1]",
    "none": "columns as they are",
    "rows": "rows to length 1",
    "unit_rows": "rows to [0, 1]",
    "symmetric": "columns to [-1, 1]",
    "largest": "columns by their largest value",
    "standard": "columns standardised",
    "unit_train": "columns to [0, 1] by training rows",
    "standard_train": "columns standardised by training rows",
}
"""As pages name them. The largest value is the largest absolute one; standardised is to mean 0 and
variance 1; a row goes to [0, 1] by its own least and largest value. The last two take the training
rows of a split alone, and other rows may lie beyond."""

SCALED_BY_SPLIT: tuple[Scaling, ...] = ("unit_train", "standard_train")
"""Each split has a table of its own."""


@dataclass(frozen=True)
class Row:
    """One row of Table 2 or 3, with the epochs and batch size of the DAGMM paper."""

    hidden: tuple[int, ...]
    n_latent: int
    n_components: int
    lambdas_d: tuple[float, float]
    """Weights of the reconstruction and of the scaling term, lambda1 and lambda2, of h(d) = d."""
    lambdas_log: tuple[float, float]
    """Those of h(d) = log d."""
    epochs: int
    batch_size: int


@dataclass(frozen=True)
class Config:
    """Configuration of one data set's rows of a table."""

    hidden: Widths
    """Widths between the columns and the latent."""
    n_latent: Width
    n_components: Width
    """Of the mixture."""
    lambda1: Positive | tuple[Positive, Positive]
    """Weight of RaDOGAGA's reconstruction term: for h(d) = d and for log d, or one for both."""
    lambda2: Positive | tuple[Positive, Positive]
    """Weight of its scaling term, likewise."""
    batch_size: Count
    epochs: Count
    """Over the training rows, each ending with a short batch."""
    steps: Count | None
    """Of the optimiser; None for as many as the epochs take."""
    learning_rate: Rate
    warm_up_steps: Count = 1_000
    warm_up_learning_rate: Rate = 1e-3
    evaluate_every: Count = 2_000
    """Steps between two evaluations on the test rows while training; nothing depends on them."""
    max_rows: Count | None = None
    """Of the data set, drawn at random; None for all."""
    scaling: Scaling = "unit"
    """Of each column or row; [0, 1] is what the authors published."""
    jitter: NonNegative = 1e-6
    """On the covariances' diagonal; neither paper prints it."""
    cosine: Literal["similarity", "distance"] = "similarity"
    """The second residual feature: as both papers print it, or as a public DAGMM has it."""
    norm_offset: NonNegative = 0.0
    """Added to what the residual features are divided by: nothing is printed."""
    dropout: Share = 0.5
    """Of the estimation network's hidden units while training (Section 5.1.1)."""
    squared_error: Literal["sum", "mean"] = "sum"
    """Over the columns: the sum that Eq. 7 prints, or the mean that code may have in its place."""
    log_of: Literal["row", "batch"] = "row"
    """log d of each row's distortion, or of the mean over a batch, with 0.001 added to it."""
    weights: Literal["glorot", "pytorch"] = "glorot"
    """What the first weights are drawn as: by Glorot's rule, or as PyTorch's linear layers do."""

    def lambdas(self, h: H) -> tuple[float, float]:
        """lambda1 and lambda2 of RaDOGAGA with this h."""
        both = (self.lambda1, self.lambda2)
        k = 0 if h == "d" else 1
        first, second = (one[k] if isinstance(one, tuple) else one for one in both)
        return first, second


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """The methods that are trained: all, or from Glorot's weights those to which it matters."""
    if run.start == "gauge":
        return (*METHODS, *TRAINED_CONTROLS)
    return tuple(name for name in METHODS if name.startswith("radogaga"))


def configure(rows: Mapping[str, Row], part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 20 seeds, as many optimiser steps as the DAGMM paper's epochs take, learning rate
    1e-4. ``reduced``: 5 seeds and a quarter of the epochs. ``smoke``: 3 seeds, a few hundred steps
    ten times as fast and at most 20,000 rows, to see every part at work.
    """
    row = rows[part]
    smoke = profile == "smoke"
    return Config(
        hidden=row.hidden,
        n_latent=row.n_latent,
        n_components=row.n_components,
        lambda1=(row.lambdas_d[0], row.lambdas_log[0]),
        lambda2=(row.lambdas_d[1], row.lambdas_log[1]),
        batch_size=row.batch_size,
        epochs=row.epochs // (4 if profile == "reduced" else 1),
        steps=600 if smoke else None,
        learning_rate=1e-3 if smoke else 1e-4,
        warm_up_steps=300 if smoke else 1_000,
        evaluate_every=300 if smoke else 2_000,
        max_rows=20_000 if smoke else None,
    )
