"""A claim with its verdict, and the words for both."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from replication.ledger.claims import Claim
from replication.ledger.evidence import SIGNIFICANCE, Interval

__all__ = ["CAUSES", "VERDICTS", "Cause", "Comparison", "Judgement", "Measured", "Verdict"]

Verdict = Literal[
    "reproduced",
    "exceeded",
    "direction only",
    "not reached",
    "holds",
    "refuted",
    "undecided",
    "not run",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""The first four are on printed numbers, the next two on statements."""

Cause = Literal["", "reduced", "open", "interval", "reproducibility"]

CAUSES: dict[Cause, str] = {
    "reduced": "the run is smaller than the paper's",
    "open": "training did not show it at settings that the paper leaves open",
    "interval": "the seeds do not tell on which side of its bound it lies",
    "reproducibility": "a rerun may turn it",
}
"""Why a claim is undecided."""


class Measured(NamedTuple):
    """Mean and sample standard deviation over the seeds that finished; of one seed, 0."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Comparison:
    """One ordering the paper claims, ``upper`` above ``lower``, tested on ours."""

    upper: str
    lower: str
    p: float | None
    """One-sided, paired over the seeds; None where the methods have too few seeds in common."""

    @property
    def holds(self) -> bool:
        """Whether the ordering holds at the 0.05 level."""
        return self.p is not None and self.p < SIGNIFICANCE

    def __str__(self) -> str:
        """Say the ordering and its p-value."""
        p = "too few pairs" if self.p is None else f"p = {self.p:.2g}"
        return f"{self.upper} above {self.lower}: {p}"


@dataclass(frozen=True)
class Judgement:
    """A claim, what we measured for it, and the verdict."""

    claim: Claim
    verdict: Verdict
    reason: str
    """In a sentence."""
    cause: Cause = ""
    """Why it is undecided, one of :data:`CAUSES`; empty under any other verdict."""
    record: str | None = None
    """The record judged from, relative to the repository."""
    scale: str | None = None
    """The profile of that record: ``paper`` or ``reduced``."""
    n: int = 0
    """Seeds that trained to the end."""
    k: int | None = None
    """Those of them that keep the bound, or lie within the band; None where nothing is judged."""
    failures: int = 0
    """Seeds that did not train to the end."""
    p: float | None = None
    """Of the test of a tendency."""
    measured: Measured | None = None
    """Mean and deviation over the finished seeds; None where the verdict is "not run"."""
    median: float | None = None
    """Median over the finished seeds, under the rule that uses it."""
    interval: Interval | None = None
    """Of our mean or median less the printed value, under a rule that has a band."""
    comparisons: tuple[Comparison, ...] = ()
    """The orderings the paper claims for this number."""
    clean: bool = True
    """Whether the record, if any, was made by code that is committed, as far as is known."""
    entered: Literal["before", "after"] | None = None
    """Whether the claim and its bound were committed before what it is judged by was measured;
    None where git's history was not asked."""
