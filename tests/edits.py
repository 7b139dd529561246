"""Slips of the hand and of the disk: one edit in one place of a text file."""

import re
from collections.abc import Callable

import numpy as np

__all__ = ["EDITS"]

_KEY = re.compile(r'"([a-z0-9_.]+)"\s*:|\b([a-z0-9_.]+)\s*=', re.M)
_VALUE = re.compile(
    r'"[^"\n]*"|(?<![\w.+-])-?\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.+-])|\btrue\b|\bfalse\b'
)
_ODD = (
    *('""', '" "', '"text"', '"A.b"', "0", "-1", "1", "5", "0.5", "2.5", "1e400", "1e300", "-0.0"),
    *("9" * 400, "9" * 5000, "nan", "inf", "NaN", "Infinity", "null", "true", "[]", "{}", "[1]"),
    *('[""]', "[[]]", '{"a": 1}', "{ a = 1 }", "2024-03-01", '"\\ud800"', '"\\u0000"', "0x1F"),
    *('"x' + "x" * 5000 + '"', '["a", "a"]', "[1, 2, 3]"),
)  # fmt: skip

_Draws = np.random.Generator


def _place(found: list[re.Match[str]], draws: _Draws) -> re.Match[str]:
    return found[int(draws.integers(len(found)))]


def misspell(text: str, draws: _Draws) -> str:
    """One letter of one key is another, is twice there or is missing."""
    match = _place(list(_KEY.finditer(text)), draws)
    start, end = match.span(1 if match[1] else 2)
    at, letter = int(draws.integers(start, end)), "abcxyz_9"[int(draws.integers(8))]
    return text[:at] + ["", letter, text[at] * 2][int(draws.integers(3))] + text[at + 1 :]


def retype(text: str, draws: _Draws) -> str:
    """One value is something else."""
    start, end = _place(list(_VALUE.finditer(text)), draws).span()
    return text[:start] + _ODD[int(draws.integers(len(_ODD)))] + text[end:]


def reuse(text: str, draws: _Draws) -> str:
    """One value is that of another key."""
    found = list(_VALUE.finditer(text))
    start, end = _place(found, draws).span()
    return text[:start] + _place(found, draws)[0] + text[end:]


def nest(text: str, draws: _Draws) -> str:
    """One value is a list in a list in a list, or a table."""
    start, end = _place(list(_VALUE.finditer(text)), draws).span()
    depth = (1, 3, 150, 600, 100_000)[int(draws.integers(5))]
    left, right = (("[", "]"), ('{"a": ', "}"), ("{ a = ", " }"))[int(draws.integers(3))]
    return text[:start] + left * depth + text[start:end] + right * depth + text[end:]


def _lines(text: str, draws: _Draws) -> tuple[list[str], int, int]:
    lines = text.splitlines(keepends=True)
    start = int(draws.integers(len(lines)))
    return lines, start, start + int(draws.integers(1, 5))


def drop_lines(text: str, draws: _Draws) -> str:
    """A few lines are missing."""
    lines, start, end = _lines(text, draws)
    return "".join(lines[:start] + lines[end:])


def repeat_lines(text: str, draws: _Draws) -> str:
    """A few lines are there twice, in one place or in two."""
    lines, start, end = _lines(text, draws)
    at = end if draws.integers(2) else int(draws.integers(len(lines)))
    return "".join(lines[:at] + lines[start:end] + lines[at:])


def truncate(text: str, draws: _Draws) -> str:
    """The end is missing."""
    return text[: int(draws.integers(len(text)))]


def _bytes(edit: Callable[[bytes, int, _Draws], bytes]) -> Callable[[str, _Draws], bytes]:
    def edited(text: str, draws: _Draws) -> bytes:
        content = text.encode()
        return edit(content, int(draws.integers(len(content))), draws)

    return edited


EDITS: dict[str, Callable[[str, _Draws], str | bytes]] = {
    "misspell": misspell,
    "retype": retype,
    "reuse": reuse,
    "nest": nest,
    "drop lines": drop_lines,
    "repeat lines": repeat_lines,
    "truncate": truncate,
    "flip a bit": _bytes(
        lambda old, at, draws: old[:at] + bytes([old[at] ^ 1 << draws.integers(8)]) + old[at + 1 :]
    ),
    "any byte": _bytes(lambda old, at, draws: old[:at] + bytes([draws.integers(256)]) + old[at:]),
}
"""By name: from a text and a generator of random draws to the text, or its bytes, with the edit."""
