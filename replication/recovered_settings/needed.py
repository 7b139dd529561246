"""What has to be trained, for an exploration or for a confirmation; each training once."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

from rdo.errors import InputError
from replication.kit import Run
from replication.kit.anomaly.config import Table
from replication.kit.labels import METHODS
from replication.recovered_settings.choice import chosen, explored
from replication.recovered_settings.config import (
    ROLES,
    Config,
    arm_name,
    confirmed_name,
    readings_named,
    trained,
)
from replication.recovered_settings.readings import Reading

__all__ = ["Training", "chosen_for", "needed_for", "needed_to_confirm", "trainings"]


class Training(NamedTuple):
    """A method of a table, trained under some departures."""

    table: Table
    method: str
    departures: Reading


def needed_for(config: Config, part: str, readings: Iterable[Reading]) -> dict[str, Training]:
    """The trainings of readings, by the names of their arms: all methods of all tables."""
    return _by_name(config, part, product(config.tables, readings, METHODS))


def needed_to_confirm(
    config: Config, part: str, readings: Mapping[str, Reading]
) -> dict[str, Training]:
    """The trainings of what was chosen, by the names that they have in an exploration."""
    wanted = (
        (table, readings[confirmed_name(role, table, method)], method)
        for role, table, method in product(ROLES, config.tables, METHODS)
    )
    return _by_name(config, part, wanted)


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """Those that a run begins with, none of which needs another; pairs come after them.

    Raises
    ------
    InputError
        As :func:`chosen_for` does.
    """
    if config.readings is None:
        return tuple(needed_to_confirm(config, run.part, chosen_for(run)))
    return tuple(needed_for(config, run.part, readings_named(config.readings)))


def chosen_for(run: Run) -> dict[str, Reading]:
    """The readings to confirm on the data set of a run, by the arms of the confirmation.

    Raises
    ------
    InputError
        If it was not explored.
    """
    part, records = run.part, explored(run.results)
    if part not in records:
        raise InputError(
            f"dataset={part}: its readings were not explored, and none is chosen to confirm; first "
            f"rdo run recovered_settings --dataset {part} --profile reduced."
        )
    return chosen(part, records)


def _by_name(
    config: Config, part: str, wanted: Iterable[tuple[Table, Reading, str]]
) -> dict[str, Training]:
    found: dict[str, Training] = {}
    for table, reading, method in wanted:
        departures = trained(config, table, part, method, reading)
        name = arm_name(table, method, departures)
        found.setdefault(name, Training(table, method, departures))
    return found
