"""The claims as they are written down: one TOML file per paper, in ``claims/``."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rdo.errors import InputError
from replication.ledger.claims import BOUNDS, MINIMUM_SEEDS, Claim
from replication.ledger.provenance import REPOSITORY

__all__ = ["load_claims"]

_Entries = Mapping[str, Any]


def load_claims(folder: Path | None = None) -> tuple[Claim, ...]:
    """Read every claim, file by file: row by row as the papers print them, then the statements.

    The folder of TOML files is by default ``claims/`` of this checkout.

    Raises
    ------
    InputError
        If the folder holds no TOML file, or a file cannot be read or breaks the format; names the
        file, and the claim or the missing entry.
    """
    folder = folder or REPOSITORY / "claims"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise InputError(f"no claims (*.toml) in {folder}: run inside a checkout of the project")
    claims: dict[str, Claim] = {}
    for path in paths:
        try:
            for claim in _claims_of(tomllib.loads(path.read_text(encoding="utf-8"))):
                if claim.id in claims:
                    raise InputError(f"claim {claim.id!r} appears twice")
                claims[claim.id] = claim
            _check_references(claims)
        except (OSError, ValueError) as error:
            raise InputError(f"{path.name}: {error}") from None
    return tuple(claims.values())


def _claims_of(document: _Entries) -> Iterator[Claim]:
    paper = _entry(document, "paper", str, "the file")
    cited = document.get("cited", {})
    if not document.keys() & {"table", "statements"}:
        raise InputError("the file has neither a [[table]] nor [[statements]]")
    for table in document.get("table", []):
        slug = _entry(table, "slug", str, "a [[table]]")
        for data in _entry(table, "data", list, f"table {slug!r}"):
            where = f"{paper}.{slug}.{_entry(data, 'slug', str, f'table {slug!r}')}"
            for method in _entry(data, "rows", dict, where):
                source = cited.get(method, "")
                yield from _claims_of_row(paper, where, table, data, method, source)
    for group in document.get("statements", []):
        where = f"{paper}.{_entry(group, 'slug', str, 'a [[statements]]')}"
        for entry in _entry(group, "claim", list, where):
            yield _statement(paper, group, entry, where)


def _claims_of_row(
    paper: str, where: str, table: _Entries, data: _Entries, method: str, cited_from: str
) -> Iterator[Claim]:
    cells = data["rows"][method]
    row = where if table.get("one_method", False) else f"{where}.{method}"
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
            minimum_seeds=table.get("seeds", MINIMUM_SEEDS),
            profile=table.get("profile"),
        )


def _statement(paper: str, group: _Entries, entry: _Entries, where: str) -> Claim:
    own = _entry(entry, "id", str, f"a claim of {where!r}")
    claim = f"{where}.{own}"
    unknown = entry.keys() - {"id", "says", "note", "seeds", "corrects", *BOUNDS}
    if unknown:
        raise InputError(f"claim {claim!r} has an unknown entry {min(unknown)!r}")
    rules = [rule for rule in BOUNDS if rule in entry]
    if len(rules) != 1 or own.count(".") != 2:
        raise InputError(
            f"claim {claim!r}: a statement has an id data.method.metric and one of 'at_most' and "
            "'at_least'"
        )
    dataset, method, metric = own.split(".")
    corrects = entry.get("corrects", "")
    return Claim(
        id=claim,
        paper=paper,
        place=_entry(group, "place", str, where),
        statement=_entry(entry, "says", str, claim),
        value=_entry(entry, rules[0], float, claim),
        rule=rules[0],
        experiment=_entry(group, "experiment", str, where),
        dataset=dataset,
        method=method,
        metric=metric,
        note=entry.get("note", ""),
        minimum_seeds=entry.get("seeds", MINIMUM_SEEDS),
        corrects=f"{where}.{corrects}" if corrects else "",
    )


def _entry(table: _Entries, key: str, kind: type, where: str) -> Any:
    if not isinstance(table.get(key), kind):
        raise InputError(f"{where} needs an entry {key!r} of type {kind.__name__}")
    return table[key]


def _value_and_spread(cell: Any, claim: str) -> tuple[float, float | None]:
    numbers = cell if isinstance(cell, list) else [cell]
    if len(numbers) not in (1, 2) or not all(isinstance(number, float) for number in numbers):
        raise InputError(f"claim {claim!r}: {cell!r} is neither a mean nor [mean, deviation]")
    return numbers[0], numbers[1] if len(numbers) == 2 else None


def _check_references(claims: Mapping[str, Claim]) -> None:
    for claim in claims.values():
        if claim.corrects and claim.corrects not in claims:
            raise InputError(f"claim {claim.id!r} corrects {claim.corrects!r}, which is not there")
        head, _, metric = claim.id.rpartition(".")
        for other in claim.above + claim.below:
            if f"{head.rpartition('.')[0]}.{other}.{metric}" not in claims:
                raise InputError(f"claim {claim.id!r} is compared with {other!r}, which has no row")
