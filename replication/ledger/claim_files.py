"""The claims as they are written down: one TOML file per paper, in ``claims/``."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rdo.errors import InputError
from replication.ledger.claims import MINIMUM_SEEDS, Claim, Kind, Scope
from replication.ledger.provenance import REPOSITORY

__all__ = ["load_claims", "read_claims"]

_Word = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
_Text = Annotated[str, Field(min_length=1)]
_Number = Annotated[float, Field(allow_inf_nan=False)]


class _Entry(BaseModel):
    """Nothing is coerced, and no key is unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Order(_Entry):
    above: list[_Word] = []
    below: list[_Word] = []


class _Rows(_Entry):
    """One data set of a table."""

    slug: _Word
    label: _Text
    rows: dict[_Word, list[_Number | list[_Number]]]
    notes: dict[_Word, _Text] = {}


class _Table(_Entry):
    place: _Text
    slug: _Word
    experiment: _Word
    rule: _Word
    metrics: dict[_Word, _Text]
    decimals: int
    methods: dict[_Word, _Text]
    data: list[_Rows]
    printed_runs: int | None = None
    counted: _Word | None = None
    tolerance: dict[_Word, float] = {}
    ordering: dict[_Word, _Order] = {}
    seeds: int = MINIMUM_SEEDS
    profile: str | None = None
    one_method: bool = False
    two_sided: bool = False

    @model_validator(mode="after")
    def _names_are_known(self) -> "_Table":
        for what, names in (("tolerance", self.tolerance), ("ordering", self.ordering)):
            _refuse_unknown(what, names, self.methods)
        for data in self.data:
            _refuse_unknown("rows", data.rows, self.methods)
            _refuse_unknown("notes", data.notes, data.rows)
        if self.counted is not None and self.counted not in self.metrics:
            raise ValueError(f"counted = {self.counted!r} is none of its metrics")
        return self


class _Judging(_Entry):
    """What a group of statements sets for all of them, and each may set for itself."""

    kind: Kind | None = None
    judged: Scope | None = None
    open: str | None = None
    any_scale: str | None = None


class _Statement(_Judging):
    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$")]
    says: _Text
    at_most: _Number | None = None
    at_least: _Number | None = None
    seeds: int = MINIMUM_SEEDS
    note: str = ""
    corrects: str = ""
    identity: str = ""
    counts_with: str = ""
    metric: _Word | None = None
    minus: str = ""

    @model_validator(mode="after")
    def _has_one_bound(self) -> "_Statement":
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a statement has one of 'at_most' and 'at_least'")
        if self.kind in ("printed", "quoted", "erratum"):
            raise ValueError(f"kind = {self.kind!r} is not set by hand: give 'stated' or 'ours'")
        return self


class _Group(_Judging):
    place: _Text
    slug: _Word
    experiment: _Word
    claim: list[_Statement]


class _File(_Entry):
    paper: _Word
    cited: dict[_Word, _Text] = {}
    table: list[_Table] = []
    statements: list[_Group] = []

    @model_validator(mode="after")
    def _has_claims(self) -> "_File":
        if not (self.table or self.statements):
            raise ValueError("the file has neither a [[table]] nor [[statements]]")
        return self


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
        try:
            own = read_claims(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path.name} cannot be read: {error}") from None
        except InputError as error:
            raise InputError(f"{path.name}: {error}") from None
        for claim in own:
            if claim.id in claims:
                raise InputError(f"{path.name}: claim {claim.id!r} appears twice")
            claims[claim.id] = claim
    return tuple(claims.values())


def read_claims(text: str) -> list[Claim]:
    """Read the claims of one paper from the text of its file.

    Raises
    ------
    InputError
        If the text is not TOML or breaks the format; names the claim or the entry.
    """
    try:
        document = _File.model_validate(tomllib.loads(text))
    except ValidationError as error:
        fault = error.errors()[0]
        raise InputError(f"{_where(fault['loc'], tomllib.loads(text))}{_what(fault)}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"not TOML: {error}") from None
    claims = list(_claims_of(document))
    _check_references(claims)
    return claims


def _claims_of(document: _File) -> Iterator[Claim]:
    for table in document.table:
        for data in table.data:
            for method in data.rows:
                yield from _claims_of_row(document, table, data, method)
    for group in document.statements:
        for entry in group.claim:
            yield _statement(document.paper, group, entry)


def _claims_of_row(document: _File, table: _Table, data: _Rows, method: str) -> Iterator[Claim]:
    cells = data.rows[method]
    where = f"{document.paper}.{table.slug}.{data.slug}"
    row = where if table.one_method else f"{where}.{method}"
    source = document.cited.get(method, "")
    order = table.ordering.get(method, _Order())
    if len(cells) != len(table.metrics):
        raise InputError(f"row {row!r} has {len(cells)} entries for {len(table.metrics)} metrics")
    for (metric, title), cell in zip(table.metrics.items(), cells, strict=True):
        numbers = cell if isinstance(cell, list) else [cell]
        if len(numbers) not in (1, 2):
            raise InputError(
                f"claim '{row}.{metric}': {cell!r} is neither a mean nor [mean, deviation]"
            )
        once = table.counted not in (None, metric)
        yield Claim(
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


def _statement(paper: str, group: _Group, entry: _Statement) -> Claim:
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
        minimum_seeds=entry.seeds,
        corrects=named(entry.corrects),
        open=own("open", ""),
        any_scale=own("any_scale", ""),
        identity=entry.identity,
        counts_with=named(entry.counts_with),
    )


def _refuse_unknown(what: str, names: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{what} name {name!r}; known are {', '.join(known)}")


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


def _where(keys: tuple[int | str, ...], document: Any) -> str:
    """The path to an entry, with the names of tables and claims in place of their numbers."""
    words = []
    for key in keys:
        document = document[key] if _has(document, key) else None
        name = document.get("id") or document.get("slug") if isinstance(document, dict) else None
        words.append(f"{name}" if isinstance(key, int) and name else str(key))
    return f"{'.'.join(words)}: " if words else ""


def _has(document: Any, key: int | str) -> bool:
    if isinstance(document, dict):
        return key in document
    return isinstance(document, list) and isinstance(key, int) and key < len(document)


def _what(fault: Mapping[str, Any]) -> str:
    what = {"extra_forbidden": "an unknown entry", "missing": "is missing"}
    return what.get(fault["type"], str(fault.get("ctx", {}).get("error", fault["msg"])))
