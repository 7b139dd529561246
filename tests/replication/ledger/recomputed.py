"""The verdicts once more, from the claims' files and the stored records alone.

Written from the documented rules and not from the code that judges, with other arithmetic: that of
the decimals as written, without round-off. Nothing here is imported from rdo or replication.
"""

import hashlib
import json
import math
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from scipy.special import stdtrit

from tests.replication.ledger.entries import Entry, entries, exact

LEVEL = 0.9
SIGNIFICANCE = 0.05
FEWEST_PAIRS = 5

Reproducibility = Callable[[str, str, Path, str, str], float]


class Verdict(NamedTuple):
    """What is compared with the scoreboard."""

    kind: str
    verdict: str
    n: int = 0
    k: int | None = None
    scale: str | None = None
    cause: str = ""
    counted: bool = True


def recompute(
    claims: Path, results: Path, reproducibility: Reproducibility | None = None
) -> dict[str, Verdict]:
    """The verdict on every claim of a folder, by its id, from the records of another."""
    found = {}
    for path in sorted(claims.glob("*.toml")):
        for entry in entries(tomllib.loads(path.read_text(encoding="utf-8"))):
            assert entry.id not in found
            found[entry.id] = _verdict(entry, results, reproducibility or measured_reproducibility)
    return found


def measured_reproducibility(
    experiment: str, dataset: str, record_path: Path, arm: str, metric: str
) -> float:
    """The largest difference that reruns of a record have shown; 0 where there were none."""
    path = record_path.parents[2].joinpath("verified", experiment, f"{dataset}.json")
    reruns = json.loads(path.read_text())["measurements"] if path.exists() else []
    present = hashlib.sha256(record_path.read_bytes()).hexdigest()
    found = (one["differences"] for one in reruns if one["record_sha256"] == present)
    return max((one.get(arm, {}).get(metric, {}).get("absolute", 0.0) for one in found), default=0)


def _record(entry: Entry, results: Path) -> tuple[dict[str, Any] | None, Path]:
    for profile in ("paper", "reduced") if entry.profile is None else (entry.profile,):
        path = results / entry.experiment / entry.dataset / f"{profile}.json"
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8")), path
    return None, path


def _verdict(entry: Entry, results: Path, reproducibility: Reproducibility) -> Verdict:
    found = Verdict(entry.kind, "not run", counted=entry.counted)
    record, path = _record(entry, results)
    if record is None or entry.kind == "quoted":
        return found
    found = found._replace(scale=record["profile"])
    values = [v for v in _by_seed(record, entry) if v is not None]
    found = found._replace(n=len(values))
    if len(values) < entry.seeds:
        return found
    where = (entry.experiment, entry.dataset, path)
    arms = filter(None, (entry.arm, entry.minus))
    off = sum(exact(reproducibility(*where, arm, entry.metric)) for arm in arms)
    k, answer = _answer(values, entry)
    answers = {_answer(values, replace(entry, value=entry.value + by))[1] for by in (-off, off)}
    if not answer:
        cause = "interval"
    elif answers != {answer}:
        cause = "reproducibility"
    elif answer == "refuted" and entry.open:
        cause = "open"
    else:
        cause = ""
    if record["profile"] == "reduced" and not entry.any_scale:
        cause = "reduced"
    if answer == "below":
        holds = [_beats(record, entry, *pair) for pair in entry.pairs]
        answer = "direction only" if holds and all(holds) else "not reached"
    return found._replace(k=k, verdict="undecided" if cause else answer, cause=cause)


def _by_seed(record: dict[str, Any], entry: Entry) -> list[Fraction | None]:
    """What is judged, seed by seed: null where it failed, nothing without arm or metric."""
    own = _metric(record, entry.arm, entry.metric)
    if not entry.minus:
        return own
    other = _metric(record, entry.minus, entry.metric)
    both = zip(own, other, strict=True) if own and other else []
    return [None if a is None or b is None else a - b for a, b in both]


def _metric(record: dict[str, Any], arm: str, metric: str) -> list[Fraction | None]:
    values = record["arms"].get(arm, {"metrics": {}})["metrics"].get(metric, [])
    return [None if value is None else exact(value) for value in values]


def _answer(values: list[Fraction], entry: Entry) -> tuple[int, str]:
    """How many values keep the bound or the band, and what they say; "" for nothing yet."""
    if entry.rule in ("at_most", "at_least"):
        sign = 1 if entry.rule == "at_least" else -1
        excess = [sign * (v - entry.value) for v in values]
        k = sum(e >= 0 for e in excess)
        if not entry.tendency:
            return k, "holds" if k == len(values) else "refuted"
        if signed_rank(excess) < SIGNIFICANCE:
            return k, "holds"
        return k, "refuted" if signed_rank([-e for e in excess]) < SIGNIFICANCE else ""
    k = sum(abs(v - entry.value) <= entry.band for v in values)
    interval = _welch if entry.rule == "mean_within_spread" else _order_statistics
    ends = interval(values, entry)
    if ends is None:
        return k, ""
    low, high = ends
    if low > entry.band:
        return k, "not reached" if entry.two_sided else "exceeded"
    if high < -entry.band:
        return k, "below"
    return k, "reproduced" if -entry.band <= low and high <= entry.band else ""


def _beats(record: dict[str, Any], entry: Entry, upper: str, lower: str) -> bool:
    gaps = _by_seed(record, replace(entry, arm=upper, minus=lower))
    paired = [gap for gap in gaps if gap is not None]
    return len(paired) >= FEWEST_PAIRS and signed_rank(paired) < SIGNIFICANCE


def _welch(values: list[Fraction], entry: Entry) -> tuple[Fraction, Fraction]:
    n, runs = len(values), entry.runs
    mean = sum(values) / Fraction(n)
    ours = sum((v - mean) ** 2 for v in values) / (n - 1) / n
    theirs = entry.band**2 / runs
    freedom = (ours + theirs) ** 2 / (ours**2 / (n - 1) + theirs**2 / (runs - 1))
    quantile = float(stdtrit(float(freedom), (1 + LEVEL) / 2))
    half = Fraction(quantile * math.sqrt(ours + theirs))
    return mean - entry.value - half, mean - entry.value + half


def _order_statistics(values: list[Fraction], entry: Entry) -> tuple[Fraction, Fraction] | None:
    n, ordered = len(values), sorted(values)
    missing = 1 - exact(LEVEL)
    below, j = 0, 0  # outcomes of n tosses with fewer than j + 1 heads, and the largest j allowed
    while Fraction(2 * (below + math.comb(n, j)), 2**n) <= missing:
        below += math.comb(n, j)
        j += 1
    return (ordered[j - 1] - entry.value, ordered[n - j] - entry.value) if j else None


def signed_rank(differences: Sequence[Fraction]) -> float:
    """Probability that the positive ranks add up to as much as they do, or to more.

    Exact, but for more than 13 differences with ties or zeros, or more than 50 of any kind: there
    the normal approximation, without a correction for continuity.
    """
    sizes = Counter(abs(d) for d in differences)
    smooth = len(sizes) == len(differences) and 0 not in sizes
    n = len(differences)
    if not any(differences):
        return 1.0
    if n <= (50 if smooth else 13):
        return exact_signed_rank(differences)
    ranks = _fourfold_ranks(differences)
    total = _positive(differences, ranks)
    variance = (n * (n + 1) * (2 * n + 1) - sum(t**3 - t for t in sizes.values()) / 2) / 24
    return math.erfc((total / 4 - n * (n + 1) / 4) / math.sqrt(2 * variance)) / 2


def exact_signed_rank(differences: Sequence[Fraction]) -> float:
    """The same by counting all signs of what is not zero; zeros give half their ranks to each."""
    ranks = _fourfold_ranks(differences)
    least = _positive(differences, ranks)
    zeros = sum(r // 2 for r, d in zip(ranks, differences, strict=True) if d == 0)
    ways = Counter({zeros: 1})
    for rank in (r for r, d in zip(ranks, differences, strict=True) if d != 0):
        ways += Counter({total + rank: count for total, count in ways.items()})
    return sum(count for total, count in ways.items() if total >= least) / sum(ways.values())


def _fourfold_ranks(differences: Sequence[Fraction]) -> list[int]:
    """Four times the mean rank of each size, so that halves of halves are whole numbers."""
    sizes = sorted(abs(d) for d in differences)
    first = {size: i for i, size in reversed(list(enumerate(sizes, 1)))}
    last = {size: i for i, size in enumerate(sizes, 1)}
    return [2 * (first[abs(d)] + last[abs(d)]) for d in differences]


def _positive(differences: Sequence[Fraction], ranks: Sequence[int]) -> int:
    return sum(r * ((d > 0) + (d >= 0)) // 2 for d, r in zip(differences, ranks, strict=True))
