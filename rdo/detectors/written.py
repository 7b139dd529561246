"""What text in a column looks like: days and times, and numbers with a mark or a unit."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = [
    "are_numbers",
    "is_date",
    "is_whole",
    "look_like_thousands",
    "number_of",
    "stands_for_nothing",
]

_WEEKDAY = r"((mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]*[.,]*\s+)?"
_MONTH = (
    r"(jan(uary|uar)?|feb(ruary|ruar)?|mar(ch)?|m\u00e4r(z)?|mrz|apr(il)?|may|mai|june?|juni|july?"
    r"|juli|aug(ust)?|sept?(ember)?|o[ck]t(ober)?|nov(ember)?|de[cz](ember)?)\.?"
)
_CLOCK = r"\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(z|[+-]\d{2}:?\d{2}|am|pm)?"
_DAY = (
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    rf"|\d{{1,2}}[-/. ]+{_MONTH}[-/., ]+(\d{{4}}|\d{{2}})"
    rf"|{_MONTH}[-/. ]+\d{{1,2}}[-/., ]+\d{{4}}"
    rf"|\d{{4}}[-/. ]+{_MONTH}[-/. ]+\d{{1,2}})"
)
_DATE = re.compile(rf"{_WEEKDAY}{_DAY}([ t,]+{_CLOCK})?|{_CLOCK}", re.IGNORECASE)

_MARKS = re.compile(r"[,%\u2030$\u20ac\u00a3\u00a5\s']")  # of thousands, shares and money
_LIMIT = re.compile(r"^[<>~\u2264\u2265\u00b1]=?")  # as laboratories write
# Letters, of which a power may follow each group: m3/h, mg/l, \u00b0C; but not 1st, 4x2.
_GROUP = r"\u00b0?[^\W\d_]*[23\u00b2\u00b3]?"
_UNIT = re.compile(rf"(?!(st|nd|rd|th|x\d)$)(?=[^\W\d_]|\u00b0){_GROUP}([/\u00b7*^]{_GROUP})*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_WHOLE = re.compile(r"([+-]?\d+)\.0+")
_DIGITS = re.compile(r"[+-]?\d+")
_NEARLY_ALL = 0.9
_LEAST_REPEATED, _FEWEST_OTHERS = 3, 5
_MOST_REPEATED = 0.2  # of the cells: more are a state, as a pump's that stands still


def is_date(text: str) -> bool:
    """Whether a cell reads as a day, a time of day, or both.

    Days are of numbers, or have an English or German month in words; a weekday may come first.
    """
    return _DATE.fullmatch(text) is not None


def are_numbers(texts: Sequence[str], *, beside_numbers: bool = False) -> bool:
    """Whether nearly all are numbers but for marks, a sign of a limit, or one unit.

    Marks are of thousands, shares and money; signs of a limit as in ``<0.05``. Two texts with such
    a sign and no numbers beside them are names, as ``<=50K`` and ``>50K`` are.
    """
    different = set(texts)
    if not beside_numbers and len(different) <= 2 and any(map(_LIMIT.match, different)):
        return False
    pairs = [_parted(text) for text in texts]
    units = Counter(unit for number, unit in pairs if number)
    if not units:
        return False
    (_, most), *_ = units.most_common(1)
    return most > _NEARLY_ALL * len(pairs)


def _parted(text: str) -> tuple[bool, str]:
    """Whether a text begins with a number, and what follows it."""
    bare = _LIMIT.sub("", _MARKS.sub("", text))
    number = _NUMBER.match(bare)
    if number is None:
        return False, ""
    unit = bare[number.end() :]
    return not unit or _UNIT.fullmatch(unit) is not None, unit


def is_whole(text: str) -> bool:
    """Whether a text is a whole number, of digits alone but for a sign."""
    return _DIGITS.fullmatch(text) is not None


def number_of(text: str) -> str:
    """A whole number without the digits that a column of decimals adds: 101 for 101.0."""
    whole = _WHOLE.fullmatch(text)
    return whole[1] if whole else text


def look_like_thousands(texts: Sequence[str]) -> str:
    """A number whose point may part thousands, as 1.213 beside 918 does; empty if none does.

    All that have a point have three digits after it, and the others mostly lie above 100 and above
    all of these.
    """
    pointed = [text for text in texts if "." in text]
    plain = [abs(float(text)) for text in texts if is_whole(text)]
    if not pointed or not plain or not all(map(_THOUSANDS.fullmatch, pointed)):
        return ""
    apart = np.median(plain) >= 100 and np.median(plain) > max(abs(float(t)) for t in pointed)
    return pointed[0] if apart else ""


def stands_for_nothing(values: npt.NDArray[np.float64]) -> tuple[float, int] | None:
    """A number far from all others that repeats, as -999 does in place of a value; how often.

    It is the least or the largest of the finite values and not 0, at least three times there and in
    at most a fifth of the cells, and farther from the others than three times their reach, or than
    half of it if it is of nines. None if there is none.
    """
    finite = np.sort(values[np.isfinite(values)])
    for extreme in (finite[:1], finite[-1:]):
        for value in extreme.tolist():
            others = finite[finite != value]
            count = len(finite) - len(others)
            if not value or not _LEAST_REPEATED <= count <= _MOST_REPEATED * len(finite):
                continue
            if len(np.unique(others)) < _FEWEST_OTHERS:
                continue
            reach = float(others[-1] - others[0])
            gap = float(np.abs(others - value).min())
            nines = set(f"{abs(value):.15g}") == {"9"} and abs(value) > 9
            if gap > reach * (0.5 if nines else 3.0):
                return value, count
    return None
