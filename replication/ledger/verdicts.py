"""The verdict on one claim, computed from one record by the claim's own rule."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.evaluation import paired_p_value
from replication.finding import names
from replication.ledger.claims import MINIMUM_SEEDS, Claim
from replication.ledger.evidence import (
    Interval,
    Side,
    mean_interval,
    median_interval,
    sides,
)
from replication.ledger.judgements import Comparison, Judgement, Measured, Verdict
from replication.ledger.records import Record
from replication.ledger.verification import Verification
from replication.ledger.wording import apart, claimed_text

__all__ = ["judge"]

# Printed decimals are not binary fractions: an interval exactly on the edge of the band is in it.
_ROUNDING = 1e-9
_DECIMALS = 12


def judge(
    claim: Claim, record: Record | None, verification: Verification | None = None
) -> Judgement:
    r"""Judge a claim by its rule.

    **A printed number** v. With the half-width b of the band (the printed standard deviation, or
    the claim's tolerance) and the interval :math:`[l, u]` of our mean (or median) less v at the
    level 0.9,

    .. math::
        \text{reproduced} \iff -b \le l \text{ and } u \le b, \qquad
        \text{exceeded} \iff l > b,

    and for :math:`u < -b` *direction only* if every ordering listed for the claim holds (one-sided,
    paired over the seeds, p < 0.05; at least one must be listed), else *not reached*. Of a number
    for which larger is not better, a variance say, *not reached* is the word above the band too. An
    interval that crosses an edge of the band is *undecided*. See
    :func:`replication.ledger.evidence.mean_interval` and
    :func:`~replication.ledger.evidence.median_interval`.

    **A statement** with the bound B about every seed *holds* if every finished seed has

    .. math::
        m_s \le B \quad (\text{at\_most}) \qquad \text{or} \qquad
        m_s \ge B \quad (\text{at\_least}),

    and is *refuted* if one has not. One about a tendency holds or is refuted where a one-sided
    signed-rank test says so (p < 0.05), and is *undecided* where neither side is significant.

    **Undecided** is also what depends on more than the record has: a verdict that would change if
    the bound moved by the record's own measured reproducibility, what would be refuted although the
    paper leaves open a setting that the outcome depends on, and whatever a record of the profile
    ``reduced`` shows, unless the claim says why the reduction does not touch it.

    A quoted number, an absent record, arm or metric, and fewer finished seeds than the claim needs
    are *not run*. Failed seeds are counted, never averaged.

    Where more than one reason leaves a claim undecided, the first of these is named: a reduced
    run, seeds that do not decide, reproducibility, an open setting. The edges of a band are taken
    to 1e-9, and differences of two arms to twelve decimals, for decimals are not binary fractions.

    Raises
    ------
    InputError
        If the record is of another experiment or data set.
    """
    blank = Judgement(claim, "not run", "")
    if claim.quoted:
        reason = f"Quoted from {claim.cited_from}; the paper did not run this method."
        return replace(blank, reason=reason)
    if record is None and claim.experiment not in names():
        return replace(blank, reason=f"There is no experiment {claim.experiment} yet.")
    if record is None:
        at = "" if claim.profile is None else f" at the profile {claim.profile}"
        return replace(blank, reason=f"No record of {claim.experiment} on {claim.dataset}{at}.")
    if (record.experiment, record.dataset) != (claim.experiment, claim.dataset):
        raise InputError(
            f"record={record.path} cannot test claim {claim.id!r}, which is about "
            f"{claim.experiment} on {claim.dataset}"
        )
    blank = replace(blank, record=str(record.path), scale=record.profile)
    for name in filter(None, (claim.method, claim.minus)):
        if name not in record.arms:
            return replace(blank, reason=f"The record has no arm {name}.")
        if claim.metric not in record.arms[name].metrics:
            reason = f"The arm {name} of the record has no {claim.metric}."
            return replace(blank, reason=reason)
    values = _values(claim, record)
    finished = values[np.isfinite(values)]
    failures = len(values) - len(finished)
    counted = replace(blank, n=len(finished), failures=failures)
    if len(finished) < claim.minimum_seeds:
        reason = (
            f"{len(finished)} of {len(values)} seeds trained to the end; a verdict needs "
            f"{claim.minimum_seeds}."
        )
        return replace(counted, reason=reason)

    spread = float(finished.std(ddof=1)) if len(finished) > 1 else 0.0
    measured = replace(counted, measured=Measured(float(finished.mean()), spread))
    off = _difference(claim, verification)
    if claim.is_statement:
        found = _hold(measured, finished, off)
    else:
        found = _compare(replace(measured, comparisons=_comparisons(claim, record)), finished, off)
    if failures:
        found = replace(found, reason=f"{found.reason}; {failures} of {len(values)} seeds failed")
    found = _weigh(found, record)
    return replace(found, reason="; ".join([found.reason, *map(str, found.comparisons)]) + ".")


def _values(claim: Claim, record: Record) -> npt.NDArray[np.float64]:
    """What is judged, one value per seed, NaN where a seed failed."""
    if claim.minus:
        return _less(record, claim.metric, claim.method, claim.minus)
    return record.arms[claim.method].by_seed(claim.metric)


def _difference(claim: Claim, verification: Verification | None) -> float:
    """By how much the judged value has been seen to differ between runs of the same seed."""
    if verification is None:
        return 0.0
    arms = filter(None, (claim.method, claim.minus))
    return sum(verification.difference(arm, claim.metric) for arm in arms)


def _compare(found: Judgement, finished: npt.NDArray[np.float64], off: float) -> Judgement:
    """Verdict on a printed number, and why."""
    claim = found.claim
    digits = f".{claim.decimals}f"
    if claim.rule == "median_within_tolerance":
        half, name, centre = claim.tolerance, "median", float(np.median(finished))
        around = median_interval(finished)
        assert around is not None  # a Claim asks for seeds enough
        interval = Interval(*(edge - claim.value for edge in around))
        found = replace(found, median=centre)
    else:
        half, name, centre = claim.spread, "mean", float(finished.mean())
        assert claim.spread is not None  # a Claim refuses to exist otherwise
        assert claim.printed_runs is not None
        interval = mean_interval(finished, claim.value, claim.spread, claim.printed_runs)
    assert half is not None
    k = int((np.abs(finished - claim.value) <= half + _ROUNDING).sum())
    band = f"{claim.value:{digits}} ± {half:{digits}}"
    shown = " and ".join(f"{claim.value + end:{digits}}" for end in interval)
    ours = f"Our {name} {centre:{digits}}, between {shown} at 90 %,"
    found = replace(found, k=k, interval=interval)
    place = _place(interval, half)
    if place is None:
        reason = f"{ours} may be within {band} or not"
        return replace(found, verdict="undecided", cause="interval", reason=reason)
    reason = f"{ours} is {place} {band}"
    if _place(Interval(interval.low - off, interval.high + off), half) != place:
        why = f"{reason}, which a rerun that differs by {off:.2g}, as measured, may turn"
        return replace(found, verdict="undecided", cause="reproducibility", reason=why)
    held = found.comparisons and all(one.holds for one in found.comparisons)
    below: Verdict = "direction only" if held else "not reached"
    above: Verdict = "not reached" if claim.two_sided else "exceeded"
    verdicts: dict[str, Verdict] = {"within": "reproduced", "above": above, "below": below}
    return replace(found, verdict=verdicts[place], reason=reason)


def _place(interval: Interval, half: float) -> str | None:
    """Where an interval lies of the band of a half-width around 0; None if it crosses an edge."""
    edge = half + _ROUNDING
    if -edge <= interval.low and interval.high <= edge:
        return "within"
    return "above" if interval.low > edge else "below" if interval.high < -edge else None


def _hold(found: Judgement, finished: npt.NDArray[np.float64], off: float) -> Judgement:
    """Verdict on a statement, and why."""
    claim = found.claim
    at_most, tendency = claim.rule == "at_most", claim.judged == "tendency"

    def side(bound: float) -> Side:
        return sides(finished, bound, at_most=at_most, tendency=tendency)

    exact = side(claim.value)
    bound = claimed_text(claim)
    if tendency:
        reason = f"{exact.k} of {len(finished)} seeds are {bound}, p = {exact.p:.2g}"
    elif len(finished) == 1:
        reason = f"Our {apart(finished[0], claim.value, 3)} is {'' if exact.k else 'not '}{bound}"
    else:
        extreme, name = (finished.max(), "largest") if at_most else (finished.min(), "smallest")
        told = apart(float(extreme), claim.value, 3)
        reason = f"{exact.k} of {len(finished)} seeds are {bound}; the {name} is {told}"
    found = replace(found, k=exact.k, p=exact.p, reason=reason)
    if exact.answer is None:
        why = f"{reason}: neither side is significant"
        return replace(found, verdict="undecided", cause="interval", reason=why)
    if {side(claim.value - off).answer, side(claim.value + off).answer} != {exact.answer}:
        why = f"{reason}, which a rerun that differs by {off:.2g}, as measured, may turn"
        return replace(found, verdict="undecided", cause="reproducibility", reason=why)
    return replace(found, verdict="holds" if exact.answer else "refuted")


def _weigh(found: Judgement, record: Record) -> Judgement:
    """Take back what the record is not enough for."""
    claim = found.claim
    if record.profile == "reduced" and not claim.any_scale:
        reason = f"{found.reason}, in a reduced run, which decides nothing here"
        return replace(found, verdict="undecided", cause="reduced", reason=reason)
    if found.verdict == "refuted" and claim.open:
        reason = f"{found.reason}; not reached, and not refuted: {claim.open}"
        return replace(found, verdict="undecided", cause="open", reason=reason)
    return found


def _comparisons(claim: Claim, record: Record) -> tuple[Comparison, ...]:
    pairs = [(claim.method, other) for other in claim.above]
    pairs += [(other, claim.method) for other in claim.below]
    return tuple(Comparison(*pair, _p_value(record, claim.metric, *pair)) for pair in pairs)


def _p_value(record: Record, metric: str, upper: str, lower: str) -> float | None:
    arms = [record.arms.get(name) for name in (upper, lower)]
    if any(arm is None or metric not in arm.metrics for arm in arms):
        return None
    difference = _less(record, metric, upper, lower)
    if np.isfinite(difference).sum() < MINIMUM_SEEDS:
        return None
    return paired_p_value(difference, np.zeros_like(difference))


def _less(record: Record, metric: str, one: str, other: str) -> npt.NDArray[np.float64]:
    """One arm's metric less another's, seed by seed: 0.75 - 0.65 is 0.1 exactly."""
    values = [record.arms[name].by_seed(metric) for name in (one, other)]
    return np.asarray(np.round(values[0] - values[1], _DECIMALS))
