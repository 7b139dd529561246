"""Claims and measurements as short text, rounded so that no number reads as another."""

from replication.ledger.claims import Claim
from replication.ledger.judgements import Judgement

__all__ = ["apart", "claimed_text", "kept_text", "measured_text"]


def apart(value: float, bound: float, digits: int = 2) -> str:
    """A value to some significant digits, and to as many more as tell it from the bound.

    Examples
    --------
    >>> apart(0.9497, 0.95), apart(0.31, 0.95), apart(0.95, 0.95)
    ('0.9497', '0.31', '0.95')
    """
    for more in range(digits, 17):
        text = f"{value:.{more}g}"
        if (float(text) < bound) == (value < bound) and (float(text) > bound) == (value > bound):
            return text
    return repr(value)


def claimed_text(claim: Claim) -> str:
    """The printed value, as ``mean (sd)``, or the bound."""
    if claim.is_statement:
        return f"{claim.rule.replace('_', ' ')} {apart(claim.value, claim.value, 6)}"
    return _number(claim.value, claim.spread, claim.decimals)


def measured_text(judgement: Judgement) -> str:
    """Ours, as ``mean (sd)`` or the median; empty if there is none."""
    claim = judgement.claim
    if judgement.measured is None:
        return ""
    if claim.is_statement:
        mean, sd = judgement.measured
        return apart(mean, claim.value) + (f" ({sd:.1g})" if judgement.n > 1 else "")
    if judgement.median is not None:
        return f"median {judgement.median:.{claim.decimals}f}"
    return _number(*judgement.measured, claim.decimals)


def kept_text(judgement: Judgement) -> str:
    """``k/n``: how many of the finished seeds keep the bound, or lie in the band."""
    return "" if judgement.k is None else f"{judgement.k}/{judgement.n}"


def _number(mean: float, sd: float | None, decimals: int) -> str:
    return f"{mean:.{decimals}f}" + ("" if sd is None else f" ({sd:.{decimals}f})")
