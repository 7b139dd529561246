"""One claim of a paper, and the rule by which it is judged."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from rdo.errors import InputError
from replication.ledger.ranges import range_of

__all__ = ["BOUNDS", "KINDS", "MINIMUM_SEEDS", "RULES", "Claim", "Kind", "Scope"]

Kind = Literal["printed", "stated", "erratum", "ours", "quoted"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""A number that a paper prints for its own run; a sentence or formula of a paper; what is right
where a paper slipped; a test, control or finding of this replication; a number that a paper takes
from another."""

Scope = Literal["every seed", "tendency"]

BOUNDS = ("at_most", "at_least")
"""Rules for statements: a theorem, a formula, an order of convergence, a comparison."""

RULES = ("mean_within_spread", "median_within_tolerance", *BOUNDS, "cited")

MINIMUM_SEEDS = 5
"""Fewer finished seeds (or pairs of them) give no verdict: 5 is the least at which a signed-rank
test can reach p < 0.05. A statement about every seed may ask for fewer."""

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+){3,4}")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One number a paper prints, or one statement, and how ours will be held against it.

    Raises
    ------
    InputError
        If the id is malformed, the kind or the rule unknown, or the rule lacks what it needs.
    """

    id: str
    """``paper.place.data.method.metric``, lower-case letters, digits and underscores; without the
    method where the table has but one."""
    paper: str
    """Its short name."""
    place: str
    """Where in the paper the claim stands ("Table 1")."""
    kind: Kind
    statement: str
    """What the number is, or what is stated, in our words."""
    value: float
    """The printed mean; for a statement the bound."""
    spread: float | None = None
    """The printed standard deviation where there is one."""
    printed_runs: int | None = None
    """How many runs the printed mean and deviation are of."""
    two_sided: bool = False
    """Whether a printed number is missed above its band as well as below: a variance, a count.
    Otherwise larger is better."""
    decimals: int = 0
    """Digits after the point the paper prints; of no use for a statement."""
    rule: str
    """One of :data:`RULES`; see :func:`replication.ledger.verdicts.judge`."""
    tolerance: float | None = None
    """Half the width of the accepted band, for ``median_within_tolerance`` alone."""
    judged: Scope = "every seed"
    """Whether a statement has no exception, or says what usually happens."""
    experiment: str
    """The record it is judged from is of this experiment on this data set."""
    dataset: str
    method: str
    """The record's arm."""
    metric: str
    minus: str = ""
    """The arm whose metric is taken from this one's, seed by seed; empty for none."""
    above: tuple[str, ...] = ()
    """Methods whose same metric the paper puts this one above."""
    below: tuple[str, ...] = ()
    """Methods it puts this one below."""
    cited_from: str = ""
    """The authors a quoted number comes from; empty for a number the paper measured."""
    note: str = ""
    """A remark on the printed number or text itself."""
    seen: bool = False
    """Whether its value had been seen when it was entered, although no record had it yet."""
    minimum_seeds: int = MINIMUM_SEEDS
    """Finished seeds that a verdict needs: 1 for a statement that no random number enters, 3 where
    a seed takes hours."""
    corrects: str = ""
    """Id of the statement, printed wrongly, that this one sets right; empty for all others."""
    profile: str | None = None
    """The only profile whose records may judge it; None for the best there is."""
    open: str = ""
    """What the outcome depends on and the paper leaves open: a training that does not show the
    statement then leaves it undecided, for another setting might."""
    any_scale: str = ""
    """Why a record of the profile ``reduced`` may judge it; empty if none may."""
    identity: str = ""
    """Why it cannot fail by construction, and so is no evidence; empty if it can."""
    counts_with: str = ""
    """Id of the claim under which this one is counted, being the same number or slip again."""

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise InputError(f"claim {self.id!r}: {fault}")

    def _faults(self) -> Iterator[str]:
        if not _ID.fullmatch(self.id):
            yield (
                "an id reads paper.place.data.method.metric, each part of lower-case letters, "
                "digits and underscores"
            )
        if self.kind not in KINDS:
            yield f"unknown kind {self.kind!r}; known are {', '.join(KINDS)}"
        if self.rule not in RULES:
            yield f"unknown rule {self.rule!r}; known are {', '.join(RULES)}"
        if (self.kind == "quoted") != (self.rule == "cited") or self.quoted != bool(
            self.cited_from
        ):
            yield (
                "the rule 'cited' is for quoted numbers, which have a source, and for no others; "
                f"got rule {self.rule!r} and source {self.cited_from!r}"
            )
        # A printed number may be judged again, as a question of ours.
        if self.kind != "ours" and (self.kind in ("printed", "quoted")) == self.is_statement:
            yield f"the rule {self.rule!r} does not suit the kind {self.kind!r}"
        if (self.kind == "erratum") != bool(self.corrects):
            yield "an erratum, and nothing else, names the claim that it corrects"
        if self.kind == "ours" and self.open:
            yield "a test of ours is judged at settings of ours: it leaves none open"
        if not math.isfinite(self.value):
            yield f"the value {self.value} is not a finite number"
        span = range_of(self.metric, minus=bool(self.minus))
        if span is not None and not span[0] <= self.value <= span[1]:
            difference = f" less that of {self.minus}" if self.minus else ""
            yield (
                f"the value {self.value} is none of {self.metric}{difference}, which lies from "
                f"{span[0]:g} to {span[1]:g}"
            )
        if self.minus == self.method:
            yield f"{self.method} less itself is always 0"
        if self.spread is not None and not 0 <= self.spread < math.inf:
            yield f"the deviation {self.spread} is not a number of at least 0"
        if self.rule == "mean_within_spread":
            if not 0 < (self.spread or 0) < math.inf:
                yield f"its rule needs a positive printed standard deviation, got {self.spread}"
            if (self.printed_runs or 0) < 2:
                yield (
                    "its rule needs printed_runs, the number of runs that the printed mean is of: "
                    f"at least 2, got {self.printed_runs}"
                )
        if self.rule == "mean_within_spread" and self.minimum_seeds == 1:
            yield "seeds = 1: its rule needs a standard deviation of ours, and so 2 seeds"
        if self.rule == "median_within_tolerance" and not 0 < (self.tolerance or 0) < math.inf:
            yield f"its rule needs a positive tolerance, got {self.tolerance}"
        if self.rule != "median_within_tolerance" and self.tolerance is not None:
            yield f"its rule has no use for the tolerance {self.tolerance}"
        if not isinstance(self.minimum_seeds, int) or self.minimum_seeds < 1:
            yield f"seeds = {self.minimum_seeds!r} is not a whole number of at least 1"
        tested = self.judged == "tendency" or self.rule == "median_within_tolerance"
        if tested and self.minimum_seeds < MINIMUM_SEEDS:
            yield (
                f"seeds = {self.minimum_seeds}: a tendency is tested over the seeds, a median has "
                f"an interval from them, and either needs {MINIMUM_SEEDS}"
            )

    @property
    def is_statement(self) -> bool:
        """Whether a bound is judged, and not a printed number."""
        return self.rule in BOUNDS

    @property
    def quoted(self) -> bool:
        """Whether the paper takes the number from other authors instead of measuring it."""
        return self.kind == "quoted"

    @property
    def counted(self) -> bool:
        """Whether it is evidence of its own: no identity, no quotation, not counted elsewhere."""
        return not (self.identity or self.counts_with or self.quoted)
