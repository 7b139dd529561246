"""What is explored, and what is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Annotated, Literal

from annotated_types import Ge, Le, MinLen

from replication import table1, table4
from replication.kit.anomaly.config import TABLES, Table
from replication.kit.anomaly.config import Config as TableConfig
from replication.kit.fields import Count
from replication.kit.labels import METHODS
from replication.recovered_settings.readings import (
    DEPARTURES,
    RULE,
    SINGLES,
    TEST_MIXTURE,
    Reading,
    known_reading,
    pairs_of,
    titled,
)

__all__ = [
    "FIRST_EXPLORED",
    "LABELS",
    "PARTS",
    "ROLES",
    "SEEDS",
    "Config",
    "Role",
    "arm_name",
    "configure",
    "confirmed_name",
    "in_table",
    "name_of",
    "reading_of",
    "readings_named",
    "trained",
]

Role = Literal["common", "own", "highest"]
ROLES: dict[Role, str] = {
    "common": "best for all, when explored",
    "own": "best for this one, when explored",
    "highest": "highest in its row, when explored",
}
"""What is confirmed."""
_MODULES: dict[Table, ModuleType] = {"table1": table1, "table4": table4}

PARTS = ("arrhythmia", "thyroid", "kddcup_rev", "kddcup", "breast_cancer")
"""The data sets of the paper, the quickest first, and one for trying out."""

SEEDS = {"smoke": 2, "reduced": 5, "paper": 20}
FIRST_EXPLORED = 1_000
"""The profile ``reduced`` explores on splits of these seeds and up, ``paper`` confirms on 0 on."""

_RULE_NAME = "rule"
_JOINED = "_and_"


@dataclass(frozen=True)
class Config:
    """Readings that are trained under both tables' networks."""

    readings: tuple[str, ...] | None
    """Names as :func:`name_of` gives them; None for those that the exploration chose."""
    paired: Annotated[int, Ge(0), Le(20)]
    """How many readings, the best first, are tried in pairs afterwards."""
    part_of_steps: Annotated[int, Ge(1), Le(1_000)]
    """Divisor of the tables' number of steps: 4 trains for a quarter of them."""
    steps: Count | None = None
    """Number of steps, in place of that part."""
    evaluations: Count = 10
    """Along each training."""
    tables: Annotated[tuple[Table, ...], MinLen(1)] = ("table1", "table4")
    """Those that have the data set."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``reduced`` explores: every reading of :data:`SINGLES` and then the pairs of the best five, a
    quarter of the tables' steps, 5 seeds from 1,000 on. ``paper`` confirms: what was chosen, all
    steps, seeds 0 to 19. ``smoke``: 2 seeds, three readings and 200 steps.

    KDDCup's columns hold up to 693 million bytes and are not tried as they are.
    """
    tables = tuple(table for table in _MODULES if part in _MODULES[table].ROWS)
    if profile == "smoke":
        readings = (_RULE_NAME, "no_dropout", "standard")
        brief = Config(readings, paired=2, part_of_steps=1, steps=200, evaluations=2)
        return replace(brief, tables=tables)
    if profile == "paper":
        return Config(None, paired=0, part_of_steps=1, tables=tables)
    apply = [one for one in SINGLES if not (part.startswith("kddcup") and "unscaled" in one)]
    return Config(tuple(map(name_of, apply)), paired=5, part_of_steps=4, tables=tables)


def name_of(reading: Reading) -> str:
    """A reading's name in records: ``rule``, or its departures in their order."""
    return _JOINED.join(sorted(reading, key=list(DEPARTURES).index)) or _RULE_NAME


def reading_of(name: str) -> Reading:
    """The reading of a name.

    Raises
    ------
    InputError
        If it holds an unknown departure, or two that exclude each other.
    """
    return RULE if name == _RULE_NAME else known_reading(frozenset(name.split(_JOINED)))


def in_table(config: Config, table: Table, part: str, reading: Reading) -> TableConfig:
    """The configuration of a table under a reading, but for where training starts."""
    changed = {
        field: value
        for name in reading
        for field, value in DEPARTURES[name].fields.items()
        if field != "start"
    }
    rule: TableConfig = _MODULES[table].configure(part, "paper")
    return replace(rule, **changed)


def trained(config: Config, table: Table, part: str, method: str, reading: Reading) -> Reading:
    """Those departures of a reading that change the training of this method.

    Readings that have the same share one training. Left out are Glorot's weights and the logarithm
    for DAGMM, which has the one under the rule and not the other; a batch size that the rule has;
    and the mixture of the test rows, which changes the scores alone.
    """
    plain = in_table(config, table, part, RULE)

    def changes(name: str) -> bool:
        if name == TEST_MIXTURE or (name == "glorot" and method == "dagmm"):
            return False
        if name == "log_of_batch" and method != "radogaga_log":
            return False
        return "start" in DEPARTURES[name].fields or plain != in_table(
            config, table, part, frozenset({name})
        )

    return frozenset(filter(changes, reading))


def arm_name(table: Table, method: str, departures: Reading) -> str:
    """Of a training."""
    return f"{table}_{method}_{name_of(departures)}"


def confirmed_name(role: Role, table: Table, method: str) -> str:
    """Of an arm in the record of a confirmation."""
    return f"{role}_{table}_{method}"


def readings_named(names: Sequence[str]) -> list[Reading]:
    """The readings of names, in their order."""
    return [reading_of(name) for name in names]


_STARTS = {name for name, one in DEPARTURES.items() if "start" in one.fields}

LABELS = {
    confirmed_name(role, table, method): f"{heading}, {label}, {title}"
    for role, title in ROLES.items()
    for table, heading in TABLES.items()
    for method, label in METHODS.items()
} | {
    arm_name(table, method, reading): f"{heading}, {label}, {titled(reading)}"
    for whole in (*SINGLES, *pairs_of(list(SINGLES)))
    for reading in (whole, whole - _STARTS)  # DAGMM has one start
    for table, heading in TABLES.items()
    for method, label in METHODS.items()
}
"""What is confirmed, and all that an exploration can come to."""
