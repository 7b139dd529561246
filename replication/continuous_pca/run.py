"""Section 4.2 and Appendix B of the RaDOGAGA paper: the factorised prior and "continuous PCA"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rdo.errors import InputError
from replication.continuous_pca import linear as continuous_pca_linear
from replication.continuous_pca import sheet as continuous_pca_sheet
from replication.kit.grid import Measured, Plan
from replication.kit.options import check_options
from replication.kit.record import Outcome, begin
from replication.kit.train import Keep
from replication.ledger import Data

__all__ = ["HEADINGS", "PARTS", "ContinuousPCA", "configure", "run"]

_PARTS: dict[str, Callable[[Sequence[int], Plan, str, Keep | None], Measured]] = {
    "gaussian": continuous_pca_linear.measure,
    "rectangle": partial(continuous_pca_sheet.measure, "rectangle"),
    "ridge": partial(continuous_pca_sheet.measure, "ridge"),
}

PARTS = tuple(_PARTS)
"""Parts of the experiment by the name of their data: Gaussian data for straight networks, and two
densities on a rolled-up sheet for curved ones."""

HEADINGS = {
    "subspace_angle": "subspace, degrees",
    "axis_angle": "axes, degrees",
    "variance_error": "error of variances",
    "correlation": "correlation",
    "energy_share": "energy in three",
    "mutual_information": "mutual information, nats",
    "strain": "strain, nats",
    "sum": "sum, nats",
    "gram_deviation": "size of G - I",
    "lost": "variance lost",
}
"""The measures that tables show, by their name in the records."""


@dataclass(frozen=True)
class ContinuousPCA:
    """Configuration of one part."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches and noise each."""
    plan: Plan


def configure(
    dataset: str = "gaussian", profile: str = "smoke", seeds: int | None = None
) -> ContinuousPCA:
    """The configuration of a profile.

    ``paper``: 5 seeds. The appendix trains nothing, so rates, steps and batches are ours.
    ``reduced``: 3 seeds and a quarter of the steps. ``smoke``: 2 seeds and a few hundred steps.

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
        raise InputError(f"dataset={dataset!r}: continuous_pca knows {', '.join(PARTS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
    full = 12_000
    steps, warm_up = {"smoke": (200, 200), "reduced": (full // 4, 1_000), "paper": (full, 1_000)}[
        profile
    ]
    return ContinuousPCA(dataset, profile, every, Plan(steps, 256, 1e-3, warm_up, 3e-3))


def run(config: ContinuousPCA, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Run one part.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.

    Returns
    -------
    Outcome
        For its arms and arrays see the ``measure`` of the modules beside this one.
    """
    draft = begin("continuous_pca", config.dataset, config, device)
    measured = _PARTS[config.dataset](config.seeds, config.plan, device, keep)
    data = Data.of(config.dataset, measured.table)
    return Outcome(draft.record(measured.arms, data, **measured.settings), measured.arrays)
