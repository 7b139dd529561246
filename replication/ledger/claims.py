"""One claim of a paper, and the rule by which it is judged."""

import math
import re
from dataclasses import dataclass

from rdo.errors import InputError

__all__ = ["BOUNDS", "MINIMUM_SEEDS", "RULES", "Claim"]

BOUNDS = ("at_most", "at_least")
"""Rules for statements: a theorem, a formula, an order of convergence."""

RULES = ("mean_within_spread", "median_within_tolerance", *BOUNDS, "cited")

MINIMUM_SEEDS = 5
"""Fewer finished seeds (or pairs of them) give no verdict: 5 is the least at which a signed-rank
test can reach p < 0.05. A statement may ask for fewer."""

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+){3,4}")


@dataclass(frozen=True)
class Claim:
    """One number a paper prints, or one statement it makes, and how ours will be held against it.

    Parameters
    ----------
    id : str
        ``paper.place.data.method.metric``, lower-case letters, digits and underscores; without the
        method where the table has but one.
    paper, place : str
        The paper's short name, and where in it the claim stands ("Table 1").
    statement : str
        What the number is, or what is stated, in our words.
    value, spread : float, float or None
        The printed mean, and the printed standard deviation where there is one; for a statement
        the bound, and None.
    decimals : int
        Digits after the point the paper prints; of no use for a statement.
    rule : str
        One of `RULES`; see :func:`replication.ledger.verdicts.judge`.
    tolerance : float or None
        Half the width of the accepted band, for ``median_within_tolerance`` alone.
    experiment, dataset, method, metric : str
        The record, its arm and the metric of that arm the claim is judged from.
    above, below : tuple of str
        Methods whose same metric the paper puts this one above, or below.
    cited_from : str
        The authors a quoted number comes from; empty for a number the paper measured.
    note : str
        A remark on the printed number or text itself.
    minimum_seeds : int
        Finished seeds that a verdict needs: 1 for a statement that no random number enters, 3 where
        a seed takes hours.
    corrects : str
        Id of the statement, printed wrongly, that this one sets right; empty for all others.
    profile : str or None
        The only profile whose records may judge it; None for the best there is.

    Raises
    ------
    InputError
        If the id is malformed, the rule unknown, or the rule lacks what it needs.
    """

    id: str
    paper: str
    place: str
    statement: str
    value: float
    spread: float | None
    decimals: int
    rule: str
    tolerance: float | None
    experiment: str
    dataset: str
    method: str
    metric: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    cited_from: str
    note: str
    minimum_seeds: int = MINIMUM_SEEDS
    corrects: str = ""
    profile: str | None = None

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError(
                f"claim {self.id!r}: an id reads paper.place.data.method.metric, each part of "
                "lower-case letters, digits and underscores"
            )
        if self.rule not in RULES:
            raise InputError(
                f"claim {self.id!r}: unknown rule {self.rule!r}; known are {', '.join(RULES)}"
            )
        if self.cited != (self.rule == "cited"):
            raise InputError(
                f"claim {self.id!r}: the rule 'cited' is for quoted numbers and for no others; "
                f"got rule {self.rule!r} and source {self.cited_from!r}"
            )
        if self.rule == "mean_within_spread" and not (self.spread and self.spread > 0):
            raise InputError(
                f"claim {self.id!r}: the rule 'mean_within_spread' needs a positive printed "
                f"standard deviation, got {self.spread}"
            )
        if self.rule == "median_within_tolerance" and not (self.tolerance and self.tolerance > 0):
            raise InputError(
                f"claim {self.id!r}: the rule 'median_within_tolerance' needs a positive "
                f"tolerance, got {self.tolerance}"
            )
        if self.is_statement and not math.isfinite(self.value):
            raise InputError(f"claim {self.id!r}: the bound {self.value} is not a finite number")
        if not isinstance(self.minimum_seeds, int) or self.minimum_seeds < 1:
            raise InputError(
                f"claim {self.id!r}: seeds = {self.minimum_seeds!r} is not a whole number of at "
                "least 1"
            )

    @property
    def is_statement(self) -> bool:
        """Whether a bound is judged, and not a printed number."""
        return self.rule in BOUNDS

    @property
    def cited(self) -> bool:
        """Whether the paper quotes the number from other authors instead of measuring it."""
        return bool(self.cited_from)
