"""What the papers claim, one TOML file a paper, and the rule by which each claim is judged."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdo.errors import InputError
from rdo.ledger.provenance import REPOSITORY

__all__ = ["RULES", "Claim", "load_claims"]

RULES = ("mean_within_spread", "median_within_tolerance", "cited")

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+){4}")


@dataclass(frozen=True)
class Claim:
    """One number a paper prints, and how ours will be compared with it.

    Parameters
    ----------
    id : str
        ``paper.place.data.method.metric``, lower-case letters, digits and underscores.
    paper, place : str
        The paper's short name, and where in it the number stands ("Table 1").
    statement : str
        What the number is, in our words.
    value, spread : float, float or None
        The printed mean, and the printed standard deviation where there is one.
    decimals : int
        Digits after the point the paper prints.
    rule : str
        ``mean_within_spread``, ``median_within_tolerance`` or ``cited``; see
        :func:`rdo.ledger.verdicts.judge`.
    tolerance : float or None
        Half the width of the accepted band, for ``median_within_tolerance`` alone.
    experiment, dataset, method, metric : str
        The record, its arm and the metric of that arm the claim is judged from.
    above, below : tuple of str
        Methods whose same metric the paper puts this one above, or below.
    cited_from : str
        The authors a quoted number comes from; empty for a number the paper measured.
    note : str
        A remark on the printed number itself.

    Raises
    ------
    InputError
        If the id is malformed, the rule unknown, or the rule lacks what it needs.
    """

    id: str
    paper: str
    place: str
    statement: str
    value: float
    spread: float | None
    decimals: int
    rule: str
    tolerance: float | None
    experiment: str
    dataset: str
    method: str
    metric: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    cited_from: str
    note: str

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError(
                f"claim {self.id!r}: an id reads paper.place.data.method.metric, each part of "
                "lower-case letters, digits and underscores"
            )
        if self.rule not in RULES:
            raise InputError(
                f"claim {self.id!r}: unknown rule {self.rule!r}; known are {', '.join(RULES)}"
            )
        if self.cited != (self.rule == "cited"):
            raise InputError(
                f"claim {self.id!r}: the rule 'cited' is for quoted numbers and for no others; "
                f"got rule {self.rule!r} and source {self.cited_from!r}"
            )
        if self.rule == "mean_within_spread" and not (self.spread and self.spread > 0):
            raise InputError(
                f"claim {self.id!r}: the rule 'mean_within_spread' needs a positive printed "
                f"standard deviation, got {self.spread}"
            )
        if self.rule == "median_within_tolerance" and not (self.tolerance and self.tolerance > 0):
            raise InputError(
                f"claim {self.id!r}: the rule 'median_within_tolerance' needs a positive "
                f"tolerance, got {self.tolerance}"
            )

    @property
    def cited(self) -> bool:
        """Whether the paper quotes the number from other authors instead of measuring it."""
        return bool(self.cited_from)


def load_claims(folder: Path | None = None) -> tuple[Claim, ...]:
    """Read every claim, file by file and row by row as the papers print them.

    Parameters
    ----------
    folder : Path, optional
        The folder of TOML files; by default ``claims/`` of this checkout.

    Returns
    -------
    tuple of Claim

    Raises
    ------
    InputError
        If the folder holds no TOML file, or a file cannot be read or breaks the format; names the
        file, and the claim or the missing entry.
    """
    folder = REPOSITORY / "claims" if folder is None else folder
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise InputError(f"no claims (*.toml) in {folder}: run inside a checkout of the project")
    claims: dict[str, Claim] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                document = tomllib.load(file)
            for claim in _claims_of(document):
                if claim.id in claims:
                    raise InputError(f"claim {claim.id!r} appears twice")
                claims[claim.id] = claim
            _check_orderings(claims)
        except (InputError, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise InputError(f"{path.name}: {error}") from None
    return tuple(claims.values())


def _claims_of(document: Mapping[str, Any]) -> Iterator[Claim]:
    paper = _entry(document, "paper", str, "the file")
    cited = document.get("cited", {})
    for table in _entry(document, "table", list, "the file"):
        slug = _entry(table, "slug", str, "a [[table]]")
        for data in _entry(table, "data", list, f"table {slug!r}"):
            where = f"{paper}.{slug}.{_entry(data, 'slug', str, f'table {slug!r}')}"
            for method, cells in _entry(data, "rows", dict, where).items():
                source = cited.get(method, "")
                yield from _claims_of_row(paper, table, data, method, cells, source, where)


def _claims_of_row(
    paper: str,
    table: Mapping[str, Any],
    data: Mapping[str, Any],
    method: str,
    cells: list[Any],
    cited_from: str,
    where: str,
) -> Iterator[Claim]:
    row = f"{where}.{method}"
    metrics = _entry(table, "metrics", dict, row)
    printed_method = _entry(_entry(table, "methods", dict, row), method, str, row)
    ordering = table.get("ordering", {}).get(method, {})
    if len(cells) != len(metrics):
        raise InputError(f"row {row!r} has {len(cells)} entries for {len(metrics)} metrics")
    for (metric, printed_metric), cell in zip(metrics.items(), cells, strict=True):
        value, spread = _value_and_spread(cell, f"{row}.{metric}")
        yield Claim(
            id=f"{row}.{metric}",
            paper=paper,
            place=_entry(table, "place", str, row),
            statement=f"{printed_metric}, {printed_method} on {_entry(data, 'label', str, row)}",
            value=value,
            spread=spread,
            decimals=_entry(table, "decimals", int, row),
            rule="cited" if cited_from else _entry(table, "rule", str, row),
            tolerance=table.get("tolerance", {}).get(method),
            experiment=_entry(table, "experiment", str, row),
            dataset=data["slug"],
            method=method,
            metric=metric,
            above=tuple(ordering.get("above", ())),
            below=tuple(ordering.get("below", ())),
            cited_from=cited_from,
            note=data.get("notes", {}).get(method, ""),
        )


def _entry(table: Mapping[str, Any], key: str, kind: type, where: str) -> Any:
    if not isinstance(table.get(key), kind):
        raise InputError(f"{where} needs an entry {key!r} of type {kind.__name__}")
    return table[key]


def _value_and_spread(cell: Any, claim: str) -> tuple[float, float | None]:
    numbers = cell if isinstance(cell, list) else [cell]
    if len(numbers) not in (1, 2) or not all(isinstance(number, float) for number in numbers):
        raise InputError(f"claim {claim!r}: {cell!r} is neither a mean nor [mean, deviation]")
    return numbers[0], numbers[1] if len(numbers) == 2 else None


def _check_orderings(claims: Mapping[str, Claim]) -> None:
    for claim in claims.values():
        head, _, metric = claim.id.rpartition(".")
        for other in claim.above + claim.below:
            if f"{head.rpartition('.')[0]}.{other}.{metric}" not in claims:
                raise InputError(f"claim {claim.id!r} is compared with {other!r}, which has no row")
