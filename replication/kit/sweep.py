"""Sweeps: the units of one run or of many, trained by several processes at once.

The record of a run is made by the run itself, which finds the checkpoints of all its trainings
there: it is the one that a single process makes, bit for bit.
"""

import queue
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from rdo.errors import CorruptDataError, InputError
from rdo.terminal import is_watched
from replication.finding import find, names
from replication.kit.cluster import Workers
from replication.kit.running import Planned, Result, plan
from replication.kit.units import Unit
from replication.ledger import Record, find_record

__all__ = ["one_after_another", "outline", "plan_all", "sweep"]


def plan_all(
    profile: str, device: str = "auto", *, resume: bool = False
) -> tuple[list[Planned], list[InputError]]:
    """Every part of every experiment under a profile, and why some cannot run.

    A record that stands on more seeds than the profile has is made again on as many. To resume,
    those are left out whose record these sources made.
    """
    planned, refused = [], []
    for name in names():
        try:
            experiment = find(name)
        except InputError as error:
            refused.append(error)
            continue
        for part in experiment.parts:
            try:
                stored = _stored(name, part, profile)
                own = 1 if part in experiment.deterministic else experiment.seeds[profile]
                seeds = max(own, len(stored.seeds) if stored else 0)
                one = plan(name, dataset=part, profile=profile, seeds=seeds, device=device)
            except InputError as error:
                refused.append(error)
                continue
            if not (resume and stored is not None and _is_of(stored, one)):
                planned.append(one)
    return planned, refused


def _stored(experiment: str, part: str, profile: str, variant: str = "") -> Record | None:
    """The record that is there; none where it is damaged, for a run replaces it."""
    try:
        return find_record(experiment, part, profile=profile, variant=variant)
    except CorruptDataError:
        return None


def _is_of(stored: Record, one: Planned) -> bool:
    """Whether a record is what a run with no option would give, but for the time it took."""
    then, now = stored.provenance, one.origin
    return (
        stored.seeds == list(one.run.seeds)
        and (then.sources, then.versions) == (now.sources, now.versions)
        and (then.threads, then.machine["device"]) == (now.threads, now.machine["device"])
    )


def one_after_another(
    planned: Sequence[Planned],
    *,
    resume: bool,
    done: Callable[[Planned, Result | Exception], None],
) -> None:
    """Do the runs in this process.

    Parameters
    ----------
    planned
        The runs.
    resume
        Go on from the checkpoints of runs that were killed; those without any start anew.
    done
        Is told of each run, with its result or the exception that ended it; the others go on.
    """
    for one in planned:
        try:
            result = one.do(resume=resume)
        except Exception as error:
            done(one, error)
        else:
            done(one, result)


def sweep(
    planned: Sequence[Planned],
    workers: Workers,
    *,
    resume: bool,
    done: Callable[[Planned, Result | Exception], None],
) -> None:
    """Have all units trained, and each run finished when its own and the runs before it are.

    A training that a run without workers had begun starts anew.

    Parameters
    ----------
    planned
        The runs.
    workers
        Who train.
    resume
        Go on from the units of an earlier sweep.
    done
        Is told of each run, with its result or the exception that ended it, which may be that
        another process is at it; the others go on.
    """
    with ExitStack() as stack:
        free: dict[int, Planned] = {}
        for i, one in enumerate(planned):
            try:
                stack.enter_context(one.store.locked(resume=resume))
            except InputError as error:
                done(one, error)
            else:
                free[i] = one
        units = [(i, unit) for i, one in free.items() for unit in one.units]
        with _trained(units, free, workers) as ended:
            # In their order, for some read the records of those before them.
            for i, one in free.items():
                done(one, ended(i) or _finished(one, workers))


@contextmanager
def _trained(
    units: Sequence[tuple[int, Unit]], runs: Mapping[int, Planned], workers: Workers
) -> Iterator[Callable[[int], Exception | None]]:
    """Have units of runs trained and kept that are not there yet.

    Gives a function that waits for all units of a run, by its number, and returns the exception of
    the first that failed.
    """
    waiting = {(i, unit.name): unit for i, unit in units if not runs[i].store.has_unit(unit.name)}
    reports: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()

    def report(key: tuple[int, str], found: Any) -> None:
        i, name = key
        try:
            if not isinstance(found, Exception):
                runs[i].store.keep_unit(name, found)
        except Exception as error:
            found = error
        reports.put((i, found))

    left = Counter(i for i, _ in waiting)
    failed: dict[int, Exception] = {}
    bar = tqdm(
        total=len(units),
        initial=len(units) - len(waiting),
        desc="trainings",
        unit="unit",
        disable=not is_watched(),
    )

    def ended(i: int) -> Exception | None:
        while left[i]:
            of, found = reports.get()
            left[of] -= 1
            bar.update()
            if isinstance(found, Exception):
                failed.setdefault(of, found)
        return failed.get(i)

    with workers.train(waiting, report), bar:
        yield ended


def _finished(one: Planned, workers: Workers) -> Result | Exception:
    def ahead(trainings: Sequence[str]) -> None:
        later = one.units_for(trainings)
        if not later:
            return
        with _trained([(0, unit) for unit in later], {0: one}, workers) as ended:
            error = ended(0)
        if error is not None:
            raise error
        one.store.join_units([unit.name for unit in later])

    try:
        one.store.join_units(one.finished_units())
        result = one.finish(ahead=ahead)
    except Exception as error:
        return error
    one.store.remove()
    return result


def outline(planned: Sequence[Planned]) -> pd.DataFrame:
    """One row for each run: its units, how many are there already, core-hours and record.

    Core-hours are those of the stored record of the same profile, each seed as long as another;
    without a record they are not a number.
    """
    rows = []
    for one in planned:
        run = one.run
        found = _stored(run.experiment, run.part, run.profile, run.variant)
        hours = np.nan
        if found is not None:
            seconds = sum(arm.seconds for arm in found.arms.values()) * len(run.seeds)
            threads = found.provenance.threads or 1
            hours = threads * seconds / len(found.seeds) / 3_600
        rows.append(
            {
                "experiment": run.experiment,
                "part": run.part,
                "seeds": len(run.seeds),
                "units": len(one.units),
                "done": sum(one.store.has_unit(unit.name) for unit in one.units),
                "core-hours": hours,
                "record": "none" if found is None else f"{len(found.seeds)} seeds",
            }
        )
    return pd.DataFrame(rows)
