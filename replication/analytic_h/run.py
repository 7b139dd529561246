"""Appendix D of the RaDOGAGA paper: what h(d) = d and h(d) = log d do to a small model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from rdo.errors import InputError
from replication.analytic_h import closed as analytic_h_closed
from replication.analytic_h import trained_curve as analytic_h_bent
from replication.analytic_h import trained_line as analytic_h_linear
from replication.kit.grid import Measured, Plan
from replication.kit.options import check_options
from replication.kit.record import Outcome, begin
from replication.kit.train import Keep
from replication.ledger import Data

__all__ = ["HEADINGS", "PARTS", "AnalyticH", "configure", "run"]

_TRAINED: dict[str, Callable[[Sequence[int], Plan, str, Keep | None], Measured]] = {
    "gaussian": analytic_h_linear.measure,
    "uniform": partial(analytic_h_bent.measure, "uniform"),
    "bimodal": partial(analytic_h_bent.measure, "bimodal"),
}

PARTS = ("linear", *_TRAINED)
"""Parts of the experiment by the name of their data: the linear model on paper and in training, and
curved networks on data that a single Gaussian cannot fit."""

HEADINGS = {
    "ab_error": "error of ab",
    "b_error": "error of b",
    "ab_below": "ab below the line",
    "found": "share at the solution",
    "foretold": "share foretold",
    "misfit": "misfit, nats",
    "slope_variation": "slope varies by",
    "energy_error": "energy off by, nats",
    "lost": "variance lost",
}
"""The measures that tables show, by their name in the records."""


@dataclass(frozen=True)
class AnalyticH:
    """Configuration of one part."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches and noise each; a single one where nothing is random."""
    plan: Plan | None
    """How the replicas are trained; None for the closed forms."""


def configure(
    dataset: str = "linear", profile: str = "smoke", seeds: int | None = None
) -> AnalyticH:
    """The configuration of a profile.

    ``paper``: 5 seeds. The appendix trains nothing, so rates, steps and batches are ours.
    ``reduced``: 3 seeds and a quarter of the steps. ``smoke``: 2 seeds and a few hundred steps. The
    part ``linear`` is the same for all three.

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
        If a name is unknown, ``seeds`` is not a whole number of at least 1, or several are asked
        for where nothing is random.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: analytic_h knows {', '.join(PARTS)}.")
    if dataset == "linear":
        if seeds not in (None, 1):
            raise InputError(f"seeds={seeds}: the closed forms hold no random number; give 1.")
        check_options(profile, "gauge", seeds, {profile: 1})
        return AnalyticH(dataset, profile, (0,), None)
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
    full = 6_000 if dataset == "gaussian" else 15_000
    steps, warm_up = {"smoke": (200, 200), "reduced": (full // 4, 1_000), "paper": (full, 1_000)}[
        profile
    ]
    rate = 1e-2 if dataset == "gaussian" else 1e-3  # two numbers to warm up, or a network
    plan = Plan(steps, 256, 1e-3, warm_up, rate)
    return AnalyticH(dataset, profile, every, plan)


def run(config: AnalyticH, device: str = "cpu", keep: Keep | None = None) -> Outcome:
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
    draft = begin("analytic_h", config.dataset, config, device)
    if config.plan is None:
        measured = analytic_h_closed.measure(config.seeds)
    else:
        measured = _TRAINED[config.dataset](config.seeds, config.plan, device, keep)
    data = Data.of(config.dataset, measured.table)
    return Outcome(draft.record(measured.arms, data, **measured.settings), measured.arrays)
