"""What an experiment is: its parts and profiles, and the function that runs it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, asdict, dataclass, field
from importlib import import_module
from typing import Any

import numpy.typing as npt

from rdo.errors import InputError, shown
from replication.kit.options import with_options
from replication.kit.run import Run, Start
from replication.ledger import PROFILES, Arm, Data

__all__ = ["Experiment", "Outcome", "Start", "together"]


_MOST_SEEDS = 1_000


@dataclass(frozen=True)
class Outcome:
    """What a run measured."""

    arms: dict[str, Arm]
    """By method; their times add up to that of the record."""
    data: Data
    """The table measured on."""
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    """What figures are drawn from."""
    settings: dict[str, Any] = field(default_factory=dict)
    """For the record's configuration, beside its fields or in place of some, as JSON values."""


def together(config: Any, run: Run) -> tuple[str, ...]:
    """A single training, which a sweep splits by seeds alone."""
    return ("all",)


@dataclass(frozen=True)
class Experiment:
    """One name that ``rdo run`` knows.

    Beside this, its folder has ``config.py`` with the configuration of each profile, a frozen
    dataclass, and ``run.py`` with ``run(config, run) -> Outcome``.
    """

    package: str
    """``__name__`` of the folder."""
    configure: Callable[[str, str], Any]
    """From a part and a profile to the configuration."""
    _: KW_ONLY
    parts: tuple[str, ...]
    """What ``--dataset`` takes, in the order of pages."""
    seeds: Mapping[str, int]
    """Number of seeds of each profile."""
    labels: Mapping[str, str]
    """How pages name the arms, in the order that tables and figures have them."""
    headings: Mapping[str, str]
    """Titles of the measures that ``rdo run`` shows, by their name in the record."""
    first_seed: Mapping[str, int] = field(default_factory=dict)
    """Of a profile, where it is not 0: splits that another profile's runs have not seen."""
    default: str | None = None
    """The part that runs if none is named; None for the first."""
    starts: tuple[Start, ...] = ("gauge",)
    """Where RaDOGAGA may start; claims are judged under ``gauge``."""
    private: tuple[str, ...] = ()
    """Fields that name a file of the user's own: a run that sets one keeps no record."""
    deterministic: tuple[str, ...] = ()
    """Parts in which nothing is random: one seed, on the CPU."""
    trains_on_device: bool = True
    """Whether ``--device`` makes a difference; else all is done on the CPU."""
    trainings: Callable[[Any, Run], tuple[str, ...]] | None = None
    """The names of the mutually independent trainings, which a sweep splits among its workers and
    the run loops over by :meth:`Run.apart`; :func:`together` where there is only one, and None
    where splitting is not worth it."""
    seeds_per_unit: int = 5
    """Seeds of one training that a worker of a sweep does at a time; 1 where replicas are trained
    one after another."""

    @property
    def name(self) -> str:
        """What is typed after ``rdo run``."""
        return self.package.rpartition(".")[2]

    def plan(
        self,
        part: str | None = None,
        profile: str = "smoke",
        seeds: int | None = None,
        start: str = "gauge",
        options: Mapping[str, Any] | None = None,
    ) -> tuple[Any, Run]:
        """The configuration, and the run that is asked for.

        The number of seeds and the fields of the configuration are those of the profile where
        ``seeds`` and ``options`` say nothing else.

        Raises
        ------
        InputError
            If a name is unknown, a number is out of its range, or a value has the wrong type.
        """
        part = self.default or self.parts[0] if part is None else part
        if part not in self.parts:
            raise InputError(f"dataset={shown(part)}: {self.name} knows {', '.join(self.parts)}.")
        if profile not in PROFILES:
            raise InputError(f"profile={shown(profile)}: known are {', '.join(PROFILES)}.")
        if start not in self.starts:
            raise InputError(f"start={shown(start)}: {self.name} has {', '.join(self.starts)}.")
        own = 1 if part in self.deterministic else self.seeds[profile]
        count = own if seeds is None else seeds
        first = self.first_seed.get(profile, 0)
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= _MOST_SEEDS:
            raise InputError(
                f"seeds={shown(count)}: this is how many seeds there are, from {first} on, and "
                f"none of them; give a whole number from 1 to {_MOST_SEEDS:,}."
            )
        if part in self.deterministic and count != 1:
            raise InputError(f"seeds={count}: nothing in {part} is random; give 1.")
        options = dict(options or {})
        config = with_options(self.configure(part, profile), options, self.name)
        set_to = {name: asdict(config)[name] for name in options}
        run = Run(self.name, part, profile, tuple(range(first, first + count)), start, set_to)
        return config, run

    def with_table(self, options: Mapping[str, Any], file: str) -> dict[str, Any]:
        """Options with a table of the user's own among them.

        Raises
        ------
        InputError
            If the experiment takes none, or it is given twice.
        """
        if "table" not in self.private:
            raise InputError(f"table={shown(file)}: {self.name} takes no table of your own.")
        if "table" in options:
            raise InputError(f"table={shown(file)}: it is set twice, by an option too.")
        return {**options, "table": json.dumps(file)}

    def run(self, config: Any, run: Run) -> Outcome:
        """Run it; the code is imported here, so that a slip in an option costs no waiting."""
        outcome: Outcome = import_module(f"{self.package}.run").run(config, run)
        return outcome
