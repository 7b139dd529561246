"""Claims and measurements as short text, rounded so that no number reads as another."""

import re
from collections.abc import Iterable

from replication.ledger.claims import Claim
from replication.ledger.judgements import Judgement

__all__ = [
    "apart",
    "claimed_text",
    "kept_text",
    "measured_text",
    "parts",
    "plain",
    "verdicts_moved",
]

_SPACE, _SQUARE_ROOT = re.compile(r"\\[,;:! ]\s*"), re.compile(r"\\sqrt\{([^{}]*)\}")
_GREEK_INDEX, _COMMAND = re.compile(r"\\(lambda|beta)_(\d)"), re.compile(r"\\([a-zA-Z]+)")


def parts(text: str) -> list[tuple[str, bool]]:
    r"""Words and formulas of a claim's text, in turn, each with whether it is a formula.

    A formula stands between two dollar signs, in TeX.

    Examples
    --------
    >>> parts(r"Here $a = \sqrt{b}$ holds")
    [('Here ', False), ('a = \\sqrt{b}', True), (' holds', False)]
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return [(text, False)]
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def plain(text: str) -> str:
    r"""A claim's text for a terminal or a table of text, its formulas without TeX.

    Examples
    --------
    >>> plain(r"Here $ab = (1 + \sqrt{1 - 2 / (\lambda_1 \sigma_x^2)}) / 2$")
    'Here ab = (1 + sqrt(1 - 2 / (lambda1 sigma_x^2))) / 2'
    """
    return "".join(_without_tex(piece) if formula else piece for piece, formula in parts(text))


def _without_tex(formula: str) -> str:
    text = _SPACE.sub(" ", formula)
    while _SQUARE_ROOT.search(text):
        text = _SQUARE_ROOT.sub(r"sqrt(\1)", text)
    text = _COMMAND.sub(r"\1", _GREEK_INDEX.sub(r"\1\2", text))
    return text.replace("{", "(").replace("}", ")")


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
        spread = f"{sd:.0f}" if 10 <= sd < 1e6 else f"{sd:.1g}"
        return apart(mean, claim.value) + (f" ({spread})" if judgement.n > 1 else "")
    if judgement.median is not None:
        return f"median {judgement.median:.{claim.decimals}f}"
    return _number(*judgement.measured, claim.decimals)


def kept_text(judgement: Judgement) -> str:
    """``k/n``: how many of the finished seeds keep the bound, or lie in the band."""
    return "" if judgement.k is None else f"{judgement.k}/{judgement.n}"


def _number(mean: float, sd: float | None, decimals: int) -> str:
    return f"{mean:.{decimals}f}" + ("" if sd is None else f" ({sd:.{decimals}f})")


def verdicts_moved(before: Iterable[Judgement], after: Iterable[Judgement]) -> list[str]:
    """Return a line for each claim whose verdict another record has changed."""
    old = {one.claim.id: one for one in before}
    lines = []
    for one in after:
        was = old.get(one.claim.id, one)  # a claim may be entered while an experiment runs
        if was.verdict != one.verdict:
            ours = " -> ".join(measured_text(each) or "nothing" for each in (was, one))
            lines.append(f"  {one.claim.id}: {was.verdict} -> {one.verdict} ({ours})")
    return lines
