"""The claims as they are written down: one TOML file per paper, in ``claims/``."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rdo.errors import InputError, shown
from replication.ledger.claim_schema import File, Group, Order, Rows, Statement, Table
from replication.ledger.claims import Claim
from replication.ledger.documents import first_fault, parse_toml, read_text
from replication.ledger.provenance import REPOSITORY

__all__ = ["load_claims", "read_claims"]


def load_claims(folder: Path | None = None) -> tuple[Claim, ...]:
    """Read every claim, file by file: row by row as the papers print them, then the statements.

    The folder of TOML files is by default ``claims/`` of this checkout.

    Raises
    ------
    InputError
        If the folder holds no TOML file, or a file cannot be read or breaks the format; names the
        file, and the claim or the entry.
    """
    folder = folder or REPOSITORY / "claims"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise InputError(f"no claims (*.toml) in {folder}: run inside a checkout of the project")
    claims: dict[str, Claim] = {}
    for path in paths:
        text = read_text(path)
        try:
            own = read_claims(text)
        except InputError as error:
            raise InputError(f"{path.name}: {error}") from None
        for claim in own:
            if claim.id in claims:
                raise InputError(f"{path.name}: claim {claim.id!r} appears twice")
            claims[claim.id] = claim
    return tuple(claims.values())


@lru_cache(maxsize=64)
def read_claims(text: str) -> tuple[Claim, ...]:
    """Read the claims of one paper from the text of its file, a text that was read before at once.

    Raises
    ------
    InputError
        If the text is not TOML or breaks the format; names the claim or the entry.
    """
    written = parse_toml(text)
    try:
        document = File.model_validate(written)
    except ValidationError as error:
        raise InputError(first_fault(error, written)) from None
    claims = list(_claims_of(document))
    _check_references(claims)
    return tuple(claims)


def _claims_of(document: File) -> Iterator[Claim]:
    for table in document.table:
        for data in table.data:
            for method in data.rows:
                yield from _claims_of_row(document, table, data, method)
    for group in document.statements:
        for entry in group.claim:
            yield _statement(document.paper, group, entry)


def _claims_of_row(document: File, table: Table, data: Rows, method: str) -> Iterator[Claim]:
    cells = data.rows[method]
    where = f"{document.paper}.{table.slug}.{data.slug}"
    row = where if table.one_method else f"{where}.{method}"
    source = document.cited.get(method, "")
    order = table.ordering.get(method, Order())
    if len(cells) != len(table.metrics):
        raise InputError(f"row {row!r} has {len(cells)} entries for {len(table.metrics)} metrics")
    for (metric, title), cell in zip(table.metrics.items(), cells, strict=True):
        numbers = cell if isinstance(cell, list) else [cell]
        if len(numbers) not in (1, 2):
            raise InputError(
                f"claim '{row}.{metric}': {shown(cell)} is neither a mean nor [mean, deviation]"
            )
        for number in numbers:
            if round(number, table.decimals) != number:
                raise InputError(
                    f"claim '{row}.{metric}': {number!r} has more digits after the point than the "
                    f"{table.decimals} that the table prints"
                )
        once = table.counted not in (None, metric)
        claim = Claim(
            id=f"{row}.{metric}",
            paper=document.paper,
            place=table.place,
            kind="quoted" if source else "printed",
            statement=f"{title}, {table.methods[method]} on {data.label}",
            value=float(numbers[0]),
            spread=float(numbers[1]) if len(numbers) == 2 else None,
            printed_runs=table.printed_runs,
            two_sided=table.two_sided,
            decimals=table.decimals,
            rule="cited" if source else table.rule,
            tolerance=table.tolerance.get(method),
            experiment=table.experiment,
            dataset=data.slug,
            method=method,
            metric=metric,
            above=tuple(order.above),
            below=tuple(order.below),
            cited_from=source,
            note=data.notes.get(method, ""),
            minimum_seeds=table.seeds,
            profile=table.profile,
            counts_with=f"{row}.{table.counted}" if once else "",
        )
        yield claim
        first = ""
        for again in [] if source or once else table.again:
            arm = again.prefix + method
            name = f"{document.paper}.{again.slug}.{data.slug}.{arm}.{metric}"
            yield replace(
                claim,
                id=name,
                place=again.place,
                kind="ours",
                statement=f"{claim.statement}, {again.says}",
                experiment=again.experiment,
                method=arm,
                above=(),
                below=(),
                note="",
                counts_with=first,
            )
            first = first or name


def _statement(paper: str, group: Group, entry: Statement) -> Claim:
    def own(field: str, otherwise: Any) -> Any:
        values = getattr(entry, field), getattr(group, field)
        return next((value for value in values if value is not None), otherwise)

    def named(reference: str) -> str:
        return f"{where}.{reference}" if reference else ""

    where = f"{paper}.{group.slug}"
    dataset, method, metric = entry.id.split(".")
    at_most = entry.at_most is not None
    return Claim(
        id=f"{where}.{entry.id}",
        paper=paper,
        place=group.place,
        kind="erratum" if entry.corrects else own("kind", "stated"),
        statement=entry.says,
        value=float(entry.at_most if at_most else entry.at_least),  # type: ignore[arg-type]
        rule="at_most" if at_most else "at_least",
        judged=own("judged", "every seed"),
        experiment=group.experiment,
        dataset=dataset,
        method=method,
        metric=entry.metric or metric,
        minus=entry.minus,
        note=entry.note,
        seen=entry.seen,
        minimum_seeds=entry.seeds,
        profile=entry.profile,
        corrects=named(entry.corrects),
        open=own("open", ""),
        any_scale=own("any_scale", ""),
        identity=entry.identity,
        counts_with=named(entry.counts_with),
    )


def _check_references(claims: list[Claim]) -> None:
    ids = {claim.id: claim for claim in claims}
    for claim in claims:
        for what, other in (("corrects", claim.corrects), ("counts with", claim.counts_with)):
            if other and (other not in ids or other == claim.id):
                raise InputError(f"claim {claim.id!r} {what} {other!r}, which is not there")
        shared = ids.get(claim.counts_with)
        if shared and not (shared.counted or shared.quoted):
            raise InputError(f"claim {claim.id!r} counts with {shared.id!r}, which is not counted")
        head, _, metric = claim.id.rpartition(".")
        for method in claim.above + claim.below:
            if f"{head.rpartition('.')[0]}.{method}.{metric}" not in ids:
                raise InputError(
                    f"claim {claim.id!r} is compared with {method!r}, which has no row"
                )
