"""Claims as their files have them, read without the code that judges."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A claim as its file has it, defaults filled in."""

    id: str
    kind: str
    rule: str
    value: Fraction
    experiment: str
    dataset: str
    arm: str
    metric: str
    seeds: int = 5
    counted: bool = True
    profile: str | None = None
    band: Fraction = Fraction(0)
    runs: int = 0
    two_sided: bool = False
    pairs: list[tuple[str, str]] = field(default_factory=list)
    """Upper and lower arm of every ordering."""
    minus: str = ""
    tendency: bool = False
    open: bool = False
    any_scale: bool = False


def entries(document: dict[str, Any]) -> Iterator[Entry]:
    """Every claim of a file: the rows of its tables, then the statements."""
    for table in document.get("table", []):
        for data in table["data"]:
            for method, row in data["rows"].items():
                yield from _row(document, table, data["slug"], method, row)
    for group in document.get("statements", []):
        for claim in group["claim"]:
            yield _statement(document["paper"], group, claim)


def _row(
    document: dict[str, Any], table: dict[str, Any], dataset: str, method: str, row: list[Any]
) -> Iterator[Entry]:
    quoted = method in document.get("cited", {})
    order = table.get("ordering", {}).get(method, {})
    pairs = [(method, other) for other in order.get("above", [])]
    pairs += [(other, method) for other in order.get("below", [])]
    for metric, printed in zip(table["metrics"], row, strict=True):
        mean, *spread = printed if isinstance(printed, list) else [printed]
        of_mean = table["rule"] == "mean_within_spread"
        middle = [] if table.get("one_method") else [method]
        band = spread[:1] if of_mean else [table["tolerance"].get(method)]
        counted = not quoted and table.get("counted", metric) == metric
        entry = Entry(
            id=".".join([document["paper"], table["slug"], dataset, *middle, metric]),
            kind="quoted" if quoted else "printed",
            rule="" if quoted else table["rule"],
            value=exact(mean),
            experiment=table["experiment"],
            dataset=dataset,
            arm=method,
            metric=metric,
            seeds=table.get("seeds", 5),
            counted=counted,
            profile=table.get("profile"),
            band=Fraction(0) if quoted else exact(band[0]),
            runs=table.get("printed_runs", 0),
            two_sided=table.get("two_sided", False),
            pairs=pairs,
        )
        yield entry
        for k, again in enumerate(table.get("again", []) if counted else []):
            arm = again["prefix"] + method
            yield replace(
                entry,
                id=".".join([document["paper"], again["slug"], dataset, arm, metric]),
                kind="ours",
                experiment=again["experiment"],
                arm=arm,
                pairs=[],
                counted=k == 0,
            )


def _statement(paper: str, group: dict[str, Any], claim: dict[str, Any]) -> Entry:
    own = {**group, **claim}
    dataset, arm, last = claim["id"].split(".")
    rule = "at_most" if "at_most" in claim else "at_least"
    return Entry(
        id=f"{paper}.{group['slug']}.{claim['id']}",
        kind="erratum" if claim.get("corrects") else own.get("kind", "stated"),
        rule=rule,
        value=exact(claim[rule]),
        experiment=group["experiment"],
        dataset=dataset,
        arm=arm,
        metric=claim.get("metric", last),
        seeds=claim.get("seeds", 5),
        counted=not (claim.get("identity") or claim.get("counts_with")),
        minus=claim.get("minus", ""),
        tendency=own.get("judged") == "tendency",
        open=bool(own.get("open")),
        any_scale=bool(own.get("any_scale")),
    )


def exact(number: float) -> Fraction:
    return Fraction(str(number))
