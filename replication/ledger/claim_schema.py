"""What a file of claims may hold: its tables and groups of statements, key by key."""

from collections.abc import Collection, Iterable
from typing import Annotated, Literal

from annotated_types import MinLen
from pydantic import BaseModel, ConfigDict, Field, model_validator

from rdo.errors import shown
from replication.ledger.claims import MINIMUM_SEEDS, Kind, Scope

__all__ = ["Again", "File", "Group", "Order", "Rows", "Statement", "Table"]

_Word = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=60)]
_Text = Annotated[str, Field(pattern=r"\S")]
_Number = Annotated[float, Field(allow_inf_nan=False)]
_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
_Seeds = Annotated[int, Field(ge=1, le=1_000)]
_Profile = Literal["smoke", "reduced", "paper"]
_Reference = Annotated[
    str, Field(pattern=r"^([a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+)?$", max_length=180)
]


class _Entry(BaseModel):
    """Nothing is coerced, and no key is unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Order(_Entry):
    """Methods that a paper puts one above or below."""

    above: list[_Word] = []
    below: list[_Word] = []

    @model_validator(mode="after")
    def _names_each_once(self) -> "Order":
        names = self.above + self.below
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{name!r} is listed twice")
        return self


class Rows(_Entry):
    """One data set of a table."""

    slug: _Word
    label: _Text
    rows: Annotated[dict[_Word, list[_Number | list[_Number]]], MinLen(1)]
    notes: dict[_Word, _Text] = {}


class Again(_Entry):
    """A table's numbers judged a second time, as a question of ours, by another experiment."""

    place: _Text
    slug: _Word
    experiment: _Word
    prefix: _Word
    """Before a method's name, in the record's arms and in the id."""
    says: _Text
    """What is added to the claim's text, say ``under …``."""


class Table(_Entry):
    """A table as the paper prints it."""

    place: _Text
    slug: _Word
    experiment: _Word
    rule: Literal["mean_within_spread", "median_within_tolerance"]
    metrics: Annotated[dict[_Word, _Text], MinLen(1)]
    decimals: Annotated[int, Field(ge=0, le=15)]
    methods: dict[_Word, _Text]
    data: Annotated[list[Rows], MinLen(1)]
    printed_runs: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    counted: _Word | None = None
    tolerance: dict[_Word, _Positive] = {}
    ordering: dict[_Word, Order] = {}
    seeds: _Seeds = MINIMUM_SEEDS
    profile: _Profile | None = None
    one_method: bool = False
    two_sided: bool = False
    again: list[Again] = []

    @model_validator(mode="after")
    def _names_are_known(self) -> "Table":
        for what, names in (("tolerance", self.tolerance), ("ordering", self.ordering)):
            _refuse_unknown(what, names, self.methods)
        for name, order in self.ordering.items():
            _refuse_unknown(f"ordering.{name}", order.above + order.below, self.methods)
        for data in self.data:
            _refuse_unknown("rows", data.rows, self.methods)
            _refuse_unknown("notes", data.notes, data.rows)
        # A method without a row would be dropped, with all that is said of it.
        _refuse_unknown("methods", self.methods, {name for one in self.data for name in one.rows})
        if self.counted is not None and self.counted not in self.metrics:
            raise ValueError(f"counted = {self.counted!r} is none of its metrics")
        return self


class _Judging(_Entry):
    """What a group of statements sets for all of them, and each may set for itself."""

    kind: Kind | None = None
    judged: Scope | None = None
    open: str | None = None
    any_scale: str | None = None


class Statement(_Judging):
    """What the paper says beside its tables, under one bound."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$", max_length=180)]
    says: _Text
    at_most: _Number | None = None
    at_least: _Number | None = None
    seeds: _Seeds = MINIMUM_SEEDS
    profile: _Profile | None = None
    note: str = ""
    seen: bool = False
    corrects: _Reference = ""
    identity: str = ""
    counts_with: _Reference = ""
    metric: _Word | None = None
    minus: Annotated[str, Field(pattern=r"^[a-z0-9_]*$", max_length=60)] = ""

    @model_validator(mode="after")
    def _has_one_bound(self) -> "Statement":
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a statement has one of 'at_most' and 'at_least'")
        if self.kind in ("printed", "quoted", "erratum"):
            raise ValueError(f"kind = {self.kind!r} is not set by hand: give 'stated' or 'ours'")
        if self.kind and self.corrects:
            raise ValueError("'corrects' makes it an erratum: leave 'kind' out")
        return self


class Group(_Judging):
    """The statements of one place."""

    place: _Text
    slug: _Word
    experiment: _Word
    claim: Annotated[list[Statement], MinLen(1)]


class File(_Entry):
    """All that is claimed of one paper."""

    paper: _Word
    cited: dict[_Word, _Text] = {}
    table: list[Table] = []
    statements: list[Group] = []

    @model_validator(mode="after")
    def _has_claims(self) -> "File":
        if not (self.table or self.statements):
            raise ValueError("the file has neither a [[table]] nor [[statements]]")
        _refuse_unknown("cited", self.cited, {name for one in self.table for name in one.methods})
        return self


def _refuse_unknown(what: str, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise ValueError(f"{what} name {shown(name)}; known are {', '.join(sorted(known))}")
