"""The verdict on one claim, computed from one record by the claim's own rule."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.evaluation import paired_p_value
from replication.ledger.claims import MINIMUM_SEEDS, Claim
from replication.ledger.records import Record

__all__ = ["VERDICTS", "Comparison", "Judgement", "Measured", "Verdict", "judge"]

SIGNIFICANCE = 0.05

Verdict = Literal["reproduced", "exceeded", "direction only", "not reproduced", "not run"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

# Printed decimals are not binary fractions: a mean exactly on the edge of the band is inside it.
_ROUNDING = 1e-9


class Measured(NamedTuple):
    """Mean and sample standard deviation over the seeds that finished; of one seed, 0."""

    mean: float
    sd: float


@dataclass(frozen=True)
class Comparison:
    """One ordering the paper claims, tested on ours.

    Parameters
    ----------
    upper, lower : str
        The paper puts ``upper`` above ``lower``.
    p : float or None
        One-sided, paired over the seeds; None where either method has too few seeds in common.
    """

    upper: str
    lower: str
    p: float | None

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
    """A claim, what we measured for it, and the verdict.

    Parameters
    ----------
    claim : Claim
        What the paper prints.
    measured : Measured or None
        Mean and deviation over the finished seeds; None where the verdict is "not run".
    median : float or None
        Median over the finished seeds, under the rule that uses it.
    n, failures : int
        Seeds that trained to the end, and seeds that did not.
    comparisons : tuple of Comparison
        The orderings the paper claims for this number.
    verdict : Verdict
        What the rule gives.
    reason : str
        Why, in a sentence.
    record : str or None
        The record judged from, relative to the repository.
    """

    claim: Claim
    measured: Measured | None
    median: float | None
    n: int
    failures: int
    comparisons: tuple[Comparison, ...]
    verdict: Verdict
    reason: str
    record: str | None


def judge(claim: Claim, record: Record | None) -> Judgement:
    r"""Judge a claim by its rule.

    With the printed value v, half-width b and our centre c, the verdict is

    .. math::
        \text{reproduced} \iff |c - v| \le b, \qquad \text{exceeded} \iff c > v + b

    and, below the band, *direction only* if every ordering listed for the claim holds (one-sided,
    paired over the seeds, p < 0.05; at least one must be listed), else *not reproduced*. Under
    ``mean_within_spread`` c is the mean over the finished seeds and b the printed standard
    deviation; under ``median_within_tolerance`` c is the median and b the claim's tolerance.

    A statement with the bound B is *reproduced* if the value of every finished seed is

    .. math::
        m_s \le B \quad (\text{at\_most}) \qquad \text{or} \qquad
        m_s \ge B \quad (\text{at\_least}),

    and *not reproduced* otherwise. No seed is averaged away: what is stated without exception
    may not have one.

    A cited number, an absent record, arm or metric, and fewer finished seeds than the claim needs
    are *not run*. Failed seeds are counted, never averaged.

    Parameters
    ----------
    claim : Claim
        What the paper prints, and the rule.
    record : Record or None
        The run that tests it, None if there is none.

    Raises
    ------
    InputError
        If the record is of another experiment or data set.
    """
    if claim.cited:
        return _not_run(
            claim, f"Quoted from {claim.cited_from}; the paper did not run this method."
        )
    if record is None:
        return _not_run(claim, f"No record of {claim.experiment} on {claim.dataset}{_at(claim)}.")
    if (record.experiment, record.dataset) != (claim.experiment, claim.dataset):
        raise InputError(
            f"record={record.path} cannot test claim {claim.id!r}, which is about "
            f"{claim.experiment} on {claim.dataset}"
        )
    arm = record.arms.get(claim.method)
    if arm is None:
        return _not_run(claim, f"The record has no arm {claim.method}.", record)
    if claim.metric not in arm.metrics:
        return _not_run(
            claim, f"The arm {claim.method} of the record has no {claim.metric}.", record
        )
    values = arm.by_seed(claim.metric)
    finished = values[np.isfinite(values)]
    failures = len(values) - len(finished)
    if len(finished) < claim.minimum_seeds:
        reason = (
            f"{len(finished)} of {len(values)} seeds trained to the end; a verdict needs "
            f"{claim.minimum_seeds}."
        )
        return _not_run(claim, reason, record, len(finished), failures)

    comparisons = _comparisons(claim, record, values)
    if claim.is_statement:
        verdict, reason = _hold(claim, finished)
    else:
        verdict, reason = _compare(claim, finished, comparisons)
    parts = [
        reason,
        *([f"{failures} of {len(values)} seeds failed"] if failures else []),
        *(str(comparison) for comparison in comparisons),
    ]
    by_median = claim.rule == "median_within_tolerance"
    spread = float(finished.std(ddof=1)) if len(finished) > 1 else 0.0
    return Judgement(
        claim=claim,
        measured=Measured(float(finished.mean()), spread),
        median=float(np.median(finished)) if by_median else None,
        n=len(finished),
        failures=failures,
        comparisons=comparisons,
        verdict=verdict,
        reason="; ".join(parts) + ".",
        record=str(record.path),
    )


def _not_run(
    claim: Claim, reason: str, record: Record | None = None, n: int = 0, failures: int = 0
) -> Judgement:
    path = None if record is None else str(record.path)
    return Judgement(claim, None, None, n, failures, (), "not run", reason, path)


def _at(claim: Claim) -> str:
    return "" if claim.profile is None else f" at the profile {claim.profile}"


def _compare(
    claim: Claim, finished: npt.NDArray[np.float64], comparisons: tuple[Comparison, ...]
) -> tuple[Verdict, str]:
    """Verdict on a printed number, and why."""
    centre, half_width, name = float(finished.mean()), claim.spread, "mean"
    if claim.rule == "median_within_tolerance":
        centre, half_width, name = float(np.median(finished)), claim.tolerance, "median"
    assert half_width is not None  # a Claim refuses to exist otherwise
    difference = centre - claim.value
    reason = (
        f"Our {name} {centre:.{claim.decimals}f} is {_side(difference, half_width)} "
        f"{claim.value:.{claim.decimals}f} +- {half_width:.{claim.decimals}f}"
    )
    if abs(difference) <= half_width + _ROUNDING:
        return "reproduced", reason
    if difference > 0:
        return "exceeded", reason
    if comparisons and all(comparison.holds for comparison in comparisons):
        return "direction only", reason
    return "not reproduced", reason


def _hold(claim: Claim, finished: npt.NDArray[np.float64]) -> tuple[Verdict, str]:
    """Verdict on a statement, and why."""
    upper = claim.rule == "at_most"
    within = finished <= claim.value if upper else finished >= claim.value
    extreme = finished.max() if upper else finished.min()
    bound = f"{'at most' if upper else 'at least'} {claim.value:g}"
    if len(finished) == 1:
        reason = f"Our {extreme:.3g} is {'' if within.all() else 'not '}{bound}"
    else:
        reason = (
            f"{within.sum()} of {len(finished)} seeds are {bound}; the "
            f"{'largest' if upper else 'smallest'} is {extreme:.3g}"
        )
    return "reproduced" if within.all() else "not reproduced", reason


def _side(difference: float, half_width: float) -> str:
    if abs(difference) <= half_width + _ROUNDING:
        return "within"
    return "above" if difference > 0 else "below"


def _comparisons(
    claim: Claim, record: Record, values: npt.NDArray[np.float64]
) -> tuple[Comparison, ...]:
    def compare(upper: str, lower: str, other: str) -> Comparison:
        arm = record.arms.get(other)
        if arm is None or claim.metric not in arm.metrics:
            return Comparison(upper, lower, None)
        others = arm.by_seed(claim.metric)
        if np.isfinite(values + others).sum() < MINIMUM_SEEDS:
            return Comparison(upper, lower, None)
        above, below = (values, others) if other == lower else (others, values)
        return Comparison(upper, lower, paired_p_value(above, below))

    return (
        *(compare(claim.method, other, other) for other in claim.above),
        *(compare(other, claim.method, other) for other in claim.below),
    )
