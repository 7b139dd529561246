"""Claims and records drawn at random, as the text of their files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from pydantic import TypeAdapter

from replication.ledger import Record, write_record

ARMS = ("a", "b", "c")
METRICS = ("distance", "gap")

_RECORD = TypeAdapter(Record)
_PROVENANCE = {
    "commit": "0" * 40,
    "clean": True,
    "versions": {"python": "3.11.0"},
    "machine": {"system": "Linux", "processor": "a processor", "cores": 2, "device": "cpu"},
    "started": "2024-01-01T00:00:00+00:00",
    "seconds": 12.5,
    "command": "rdo run coin",
}

# Eighths and the like are exact in binary: whether one lies on a bound is no matter of round-off.
_eighths = st.integers(-8, 8).map(lambda i: i / 8)


class Drawn(NamedTuple):
    """The text of one file of claims, and that of each record."""

    claims: str
    records: list[str]

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write both, and give the folders of the claims and of the results."""
        (folder / "claims").mkdir()
        (folder / "claims" / "coins.toml").write_text(self.claims, encoding="utf-8")
        for text in self.records:
            write_record(_RECORD.validate_json(text), folder / "results")
        return folder / "claims", folder / "results"


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """A table of three methods, two groups of statements, and records of none to two profiles."""
    # Of orderings and values drawn apart from each other hardly any that are listed hold.
    ordered = draw(st.booleans())
    tables, names = draw(_table(ordered))
    groups = [draw(_group(slug)) for slug in ("one", "two")]
    profiles = draw(st.sampled_from([["paper"], ["reduced", "paper"], ["reduced"], []]))
    records = [draw(_record(name, ordered)) for name in profiles]
    return Drawn("\n".join(['paper = "coins"', *names, *tables, *groups]), records)


@st.composite
def _table(draw: st.DrawFn, ordered: bool) -> tuple[list[str], list[str]]:
    """The lines of a table, and those of the methods that it quotes.

    Where `ordered`, each arm is listed above those before it.
    """
    of_mean, quoted = draw(st.booleans()), draw(st.booleans())
    rule = "mean_within_spread" if of_mean else "median_within_tolerance"
    lines = ["[[table]]", 'place = "Table 1"', 'slug = "table1"', 'experiment = "coin"']
    lines += [f'rule = "{rule}"', f"decimals = 6\nprinted_runs = {draw(st.integers(2, 30))}"]
    lines += ['metrics = { distance = "distance", gap = "gap" }']
    seeds = st.sampled_from([2, 3, 5, 7] if of_mean else [5, 7])
    lines += [f"seeds = {draw(seeds)}"] * draw(st.booleans())
    lines += ["two_sided = true"] * draw(st.booleans())
    lines += ['counted = "distance"'] * draw(st.booleans())
    profile = draw(st.sampled_from(["", "", "", "paper", "reduced"]))
    lines += [f'profile = "{profile}"'] * bool(profile)
    lines += ["[table.methods]", *(f'{arm} = "{arm.upper()}"' for arm in ARMS)]
    bands = st.sampled_from([1 / 64, 1 / 8, 1 / 2])
    own = [arm for arm in ARMS if not (quoted and arm == "c")]
    lines += ["[table.tolerance]", *(f"{arm} = {draw(bands)}" for arm in own)] * (not of_mean)
    lines += ["[table.ordering]"]
    for place, arm in enumerate(ARMS):
        if ordered:
            lines.append(f"{arm} = {{ above = {_list({*ARMS[:place]})}, below = [] }}")
            continue
        others = st.sets(st.sampled_from([other for other in ARMS if other != arm]))
        above = draw(others) if draw(_seldom) else {draw(st.sampled_from(ARMS))} - {arm}
        below = draw(others) - above if draw(_seldom) else set()
        lines.append(f"{arm} = {{ above = {_list(above)}, below = {_list(below)} }}")
    lines += ["[[table.data]]", 'slug = "fair"', 'label = "a fair coin"', "[table.data.rows]"]
    for arm in ARMS:
        cells = [[draw(_eighths), draw(bands)] if of_mean else draw(_eighths) for _ in METRICS]
        lines.append(f"{arm} = {json.dumps(cells)}")
    return lines, ["[cited]", 'c = "Others"'] * quoted


def _list(names: set[str]) -> str:
    return json.dumps(sorted(names))


@st.composite
def _group(draw: st.DrawFn, slug: str) -> str:
    lines = ["[[statements]]", f'place = "Section {slug}"', f'slug = "{slug}"']
    shared = draw(_judging(["stated", "ours"], clears=False))
    lines += ['experiment = "coin"', *shared]
    ids: list[str] = []
    first_counts = True
    for number in range(draw(st.integers(2, 4))):
        arm, renamed = draw(st.sampled_from(ARMS)), draw(st.booleans())
        metric = draw(st.sampled_from([*METRICS * 4, "absent"]))
        ids.append(f"fair.{arm}.{metric}" + f"_{number}" * renamed)
        if len(set(ids)) < len(ids):
            ids.pop()
            continue
        lines += ["[[statements.claim]]", f'id = "{ids[-1]}"', 'says = "Heads"']
        lines += [f'metric = "{metric}"'] * renamed
        lines += [f"{draw(st.sampled_from(['at_most', 'at_least']))} = {draw(_eighths)}"]
        minus = draw(st.sampled_from(["", "", *(other for other in ARMS if other != arm)]))
        lines += [f'minus = "{minus}"'] * bool(minus)
        own = draw(_judging(["stated", "ours"], clears=True))
        corrects = len(ids) > 1 and draw(_seldom)
        if corrects:  # which makes it an erratum
            own = [line for line in own if not line.startswith("kind")]
        # A test of ours leaves nothing open.
        if 'kind = "ours"' in own or ('kind = "ours"' in shared and 'kind = "stated"' not in own):
            own = [line for line in own if not line.startswith("open")] + ['open = ""']
        lines += own
        if 'judged = "every seed"' in own:
            lines += [f"seeds = {draw(st.sampled_from([1, 3, 5, 8]))}"]
        identity = draw(_seldom)
        lines += ['identity = "By construction"'] * identity
        if len(ids) == 1:
            first_counts = not identity
        else:
            counted = draw(_seldom) and first_counts
            lines += [f'counts_with = "{ids[0]}"'] * counted
            lines += [f'corrects = "{ids[0]}"'] * corrects
    return "\n".join(lines)


_seldom = st.integers(0, 4).map(lambda i: i == 0)


@st.composite
def _judging(draw: st.DrawFn, kinds: Sequence[str], *, clears: bool) -> list[str]:
    lines = []
    for key, values in (
        ("kind", kinds),
        ("judged", ("every seed", "tendency")),
        ("open", ["The rate"] + [""] * clears),
        ("any_scale", ["An identity of sizes"] + [""] * clears),
    ):
        value = draw(st.sampled_from([None, None, *values]))
        lines += [] if value is None else [f'{key} = "{value}"']
    return lines


@st.composite
def _record(draw: st.DrawFn, profile: str, ordered: bool) -> str:
    n = draw(st.one_of(st.integers(5, 20), st.integers(1, 8)))
    # With ties among 8 to 13 pairs scipy takes seconds for one p-value.
    ties = n not in range(8, 14) and draw(st.booleans())
    most = (n - 14) // 2 if ties and n > 7 else n
    # One generator for all: of equal noise in two arms the difference would be round-off.
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    centres = draw(st.lists(_eighths, min_size=len(ARMS), max_size=len(ARMS)))
    arms = {}
    for arm, centre in zip(
        draw(st.sampled_from([*[ARMS] * 5, ARMS[:2]])),
        sorted(centres) if ordered else centres,
        strict=False,
    ):
        most_here = draw(st.sampled_from([0, 0, min(2, most), most]))
        failed = draw(st.sets(st.integers(0, n - 1), max_size=most_here))
        metrics = {
            metric: [
                None if i in failed else v
                for i, v in enumerate(draw(_values(n, ties, rng, centre)))
            ]
            for metric in draw(st.sampled_from([*[METRICS] * 5, METRICS[:1]]))
        }
        failures = [{"seed": seed, "step": 7, "cause": "diverged"} for seed in sorted(failed)]
        arms[arm] = {"config": {}, "failures": failures, "metrics": metrics, "seconds": 1.5}
    record: dict[str, Any] = {"experiment": "coin", "dataset": "fair", "arms": arms}
    record |= {"profile": profile, "variant": "", "seeds": list(range(n)), "config": {}}
    data = {"name": "fair", "sha256": "ab" * 32, "rows": 10, "columns": 1}
    return json.dumps(record | {"arrays": None, "data": data, "provenance": _PROVENANCE})


@st.composite
def _values(
    draw: st.DrawFn, n: int, ties: bool, rng: np.random.Generator, centre: float
) -> list[float]:
    """One value a seed: equal ones, ones with ties, or ones from a continuous distribution."""
    kind = draw(st.sampled_from(["equal", "tied", "normal"] if ties else ["normal"]))
    if kind == "equal":
        return [centre] * n
    spread = draw(st.sampled_from([1 / 32, 1 / 8, 1 / 2]))
    noise = spread * rng.standard_normal(n)
    values = centre + (np.round(16 * noise) / 16 if kind == "tied" else noise)
    return [float(value) for value in values]
