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
    record: str | None = None
    """The record judged from, relative to the repository."""
    n: int = 0
    """Seeds that trained to the end."""
    failures: int = 0
    """Seeds that did not."""
    measured: Measured | None = None
    """Mean and deviation over the finished seeds; None where the verdict is "not run"."""
    median: float | None = None
    """Median over the finished seeds, under the rule that uses it."""
    comparisons: tuple[Comparison, ...] = ()
    """The orderings the paper claims for this number."""


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

    Raises
    ------
    InputError
        If the record is of another experiment or data set.
    """
    if claim.cited:
        reason = f"Quoted from {claim.cited_from}; the paper did not run this method."
        return Judgement(claim, "not run", reason)
    if record is None:
        at = "" if claim.profile is None else f" at the profile {claim.profile}"
        reason = f"No record of {claim.experiment} on {claim.dataset}{at}."
        return Judgement(claim, "not run", reason)
    if (record.experiment, record.dataset) != (claim.experiment, claim.dataset):
        raise InputError(
            f"record={record.path} cannot test claim {claim.id!r}, which is about "
            f"{claim.experiment} on {claim.dataset}"
        )
    path = str(record.path)
    arm = record.arms.get(claim.method)
    if arm is None:
        return Judgement(claim, "not run", f"The record has no arm {claim.method}.", path)
    if claim.metric not in arm.metrics:
        reason = f"The arm {claim.method} of the record has no {claim.metric}."
        return Judgement(claim, "not run", reason, path)
    values = arm.by_seed(claim.metric)
    finished = values[np.isfinite(values)]
    failures = len(values) - len(finished)
    if len(finished) < claim.minimum_seeds:
        reason = (
            f"{len(finished)} of {len(values)} seeds trained to the end; a verdict needs "
            f"{claim.minimum_seeds}."
        )
        return Judgement(claim, "not run", reason, path, len(finished), failures)

    comparisons = _comparisons(claim, record)
    if claim.is_statement:
        verdict, reason = _hold(claim, finished)
    else:
        verdict, reason = _compare(claim, finished, comparisons)
    if failures:
        reason += f"; {failures} of {len(values)} seeds failed"
    by_median = claim.rule == "median_within_tolerance"
    spread = float(finished.std(ddof=1)) if len(finished) > 1 else 0.0
    return Judgement(
        claim,
        verdict,
        "; ".join([reason, *map(str, comparisons)]) + ".",
        path,
        len(finished),
        failures,
        measured=Measured(float(finished.mean()), spread),
        median=float(np.median(finished)) if by_median else None,
        comparisons=comparisons,
    )


def _compare(
    claim: Claim, finished: npt.NDArray[np.float64], comparisons: tuple[Comparison, ...]
) -> tuple[Verdict, str]:
    """Verdict on a printed number, and why."""
    centre, half_width, name = float(finished.mean()), claim.spread, "mean"
    if claim.rule == "median_within_tolerance":
        centre, half_width, name = float(np.median(finished)), claim.tolerance, "median"
    assert half_width is not None  # a Claim refuses to exist otherwise
    verdict: Verdict
    if abs(centre - claim.value) <= half_width + _ROUNDING:
        side, verdict = "within", "reproduced"
    elif centre > claim.value:
        side, verdict = "above", "exceeded"
    else:
        ordered = comparisons and all(comparison.holds for comparison in comparisons)
        side, verdict = "below", "direction only" if ordered else "not reproduced"
    digits = f".{claim.decimals}f"
    band = f"{claim.value:{digits}} +- {half_width:{digits}}"
    return verdict, f"Our {name} {centre:{digits}} is {side} {band}"


def _hold(claim: Claim, finished: npt.NDArray[np.float64]) -> tuple[Verdict, str]:
    """Verdict on a statement, and why."""
    if claim.rule == "at_most":
        within, extreme, name = finished <= claim.value, finished.max(), "largest"
    else:
        within, extreme, name = finished >= claim.value, finished.min(), "smallest"
    bound = f"{claim.rule.replace('_', ' ')} {claim.value:g}"
    reason = f"{within.sum()} of {len(finished)} seeds are {bound}; the {name} is {extreme:.3g}"
    if len(finished) == 1:
        reason = f"Our {extreme:.3g} is {'' if within.all() else 'not '}{bound}"
    return "reproduced" if within.all() else "not reproduced", reason


def _comparisons(claim: Claim, record: Record) -> tuple[Comparison, ...]:
    pairs = [(claim.method, other) for other in claim.above]
    pairs += [(other, claim.method) for other in claim.below]
    return tuple(Comparison(*pair, _p_value(record, claim.metric, *pair)) for pair in pairs)


def _p_value(record: Record, metric: str, upper: str, lower: str) -> float | None:
    arms = [record.arms[name] for name in (upper, lower) if name in record.arms]
    values = [arm.by_seed(metric) for arm in arms if metric in arm.metrics]
    if len(values) < 2 or np.isfinite(values[0] + values[1]).sum() < MINIMUM_SEEDS:
        return None
    return paired_p_value(*values)
