"""The prose of the book, page by page, and the numbers in it."""

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PAGES", "Number", "numbers", "prose"]

ROOT = Path(__file__).parents[2]
PAGES = {path.stem: path for path in sorted((ROOT / "notebooks").glob("*.py"))}
PAGES |= {path.stem: path for path in sorted((ROOT / "book").glob("*.md"))}
PAGES.pop("conftest", None)

# What holds no number of ours: code, formulas, roles ({glue:text} among them), links, directives
# and their options, references to a place of a paper, numbered lists, names, years.
_PLACES = (
    r"Tables?|Figures?|Eqs?\.|Sections?|Appendix|Propositions?|Algorithms?|Chapters?|[Nn]os?\.|"
    r"[Rr]ows?|issue"
)
# Directives whose content is computed; another's sentences are read like all others.
_COMPUTED = "scoreboard|ledger|verdict-table|amendments|entered|digits|findings|bibliography"
_SKIPPED = re.compile(
    rf"""^```\{{(?:{_COMPUTED})\}}.*?^```
    | ^```[a-z]*$.*?^```
    | ^```\{{math\}}.*?^```
    | \$\$.+?\$\$ | \$[^$]+\$
    | \{{[a-z:]+\}}`[^`]*`
    | `[^`]+`
    | \]\([^)]*\)
    | \b(?:{_PLACES})\s+[\d.]*\d(?:(?:,|\sand|\sto|\sor|,\sand)\s+[\d.]*\d)*
    | ^\s*\d\.\s | ^\|\s\d\.\s
    | \b(?:19|20)\d\d\b
    | \bCIFAR-\d+""",
    re.S | re.M | re.X,
)

_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundreds?|thousands?|millions?|dozens?"
)
_PARTS = (
    "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth|thousandth|millionth"
)
_NUMBER = (
    r"(?<![\w.])(?<!\w-)\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s%)?(?:(?!\w)|(?=[xk]\b|x\d))"
    rf"|\b(?:{_WORDS})\b"
    rf"|\b(?:an?|one|{_WORDS})[\s-](?:{_PARTS})s?\b|\b(?:{_PARTS})s\b"
    r"|\bhalf\b|\btwice\b|\bthrice\b|\b\w+fold\b|\borders?\sof\smagnitude\b|\bper\scent\b|\bpercent\b"
    r"|\b(?:several|many)\stimes\b"
    r"|\b(?:every|all|most|no|some|one)(?:\s(?:of\s)?(?:the|its))?\sseeds?\b"
)
# "Two to four times" is one number, and so is "46/48".
_FOUND = re.compile(rf"(?:{_NUMBER})(?:(?:\s|/|-|\s(?:to|or|of|x)\s)(?:{_NUMBER}))*", re.I)

# Small counts that a sentence makes itself ("three terms"), and references to them ("the two").
_SMALL = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_COUNTED = re.compile(
    rf"""{_SMALL}\s(?:\w+\s)?(?:averages|bumps|choices|claims|clusters|columns|components|cores
        |dimensions|factors|features|Gaussians|kinds|latents|letters|matrices|pages|panels|papers|parts
        |questions|sides|slips|squares|statements|terms|things|ways)\b""",
    re.I | re.X,
)
_POINTED_AT = re.compile(
    rf"\b(?:the|these|those|its|their|our|whose|other|first|next)\s{_SMALL}\b"
    r"(?!\s(?:seeds|times|of\b))",
    re.I,
)


@dataclass(frozen=True)
class Number:
    """A number in a sentence."""

    text: str
    """A number, a fraction, a factor or a count of seeds, in digits or words."""
    line: int
    """Of the page's file."""
    start: int
    end: int
    """Where it is in :func:`prose`."""
    sentence: str


def prose(path: Path) -> str:
    """The text of a page: what the markdown cells of a script say, line for line of the file."""
    lines = path.read_text().splitlines()
    if path.suffix == ".py":
        lines = _markdown(lines)
    return "\n".join(lines)


def _markdown(lines: list[str]) -> list[str]:
    """The markdown of a script in the percent format, and an empty line for every line of code."""
    kept, inside = [], False
    for line in lines:
        if line.startswith("# %%"):
            inside = "[markdown]" in line
        kept.append(line.removeprefix("#").removeprefix(" ") if inside else "")
        if line.startswith("# %%"):
            kept[-1] = ""
    return kept


def numbers(text: str) -> list[Number]:
    """The numbers that a page states, but for those in code, formulas and references.

    Counts of what the sentence lists itself are left out as well: "two terms", "these three".

    Examples
    --------
    >>> [one.text for one in numbers("As Table 2 has it, in three seeds of five $x = 4$ is 0.5.")]
    ['three', 'five', '0.5']
    """
    plain = _SKIPPED.sub(lambda match: re.sub(r"[^\n]", "\N{MIDDLE DOT}", match[0]), text)
    counts = [m.span() for pattern in (_COUNTED, _POINTED_AT) for m in pattern.finditer(plain)]
    return [
        Number(
            " ".join(match[0].split()),
            text.count("\n", 0, match.start()) + 1,
            match.start(),
            match.end(),
            _around(text, match),
        )
        for match in _FOUND.finditer(plain)
        if not any(start <= match.start() and match.end() <= end for start, end in counts)
    ]


def _around(text: str, match: re.Match[str]) -> str:
    """The sentence of a match, on one line."""
    start = max(text.rfind(end, 0, match.start()) + 1 for end in (". ", ".\n", "\n\n", "|\n"))
    ends = [text.find(end, match.end()) for end in (". ", ".\n", "\n\n", "|\n")]
    end = min((place for place in ends if place >= 0), default=len(text))
    return " ".join(text[start : end + 1].split())
