"""Sweeps: the units of one run or of many, trained by several processes at once.

The record of a run is made by the run itself, which finds the checkpoints of all its trainings
there: it is the one that a single process makes, bit for bit.
"""

import queue
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import pandas as pd
from tqdm import tqdm

from rdo.errors import InputError
from rdo.terminal import is_watched
from replication.finding import find, names
from replication.kit.cluster import Workers
from replication.kit.running import Planned, Result, plan, thread_count
from replication.ledger import find_record

__all__ = ["one_after_another", "outline", "plan_all", "sweep"]


def plan_all(profile: str, device: str = "auto") -> tuple[list[Planned], list[InputError]]:
    """Every part of every experiment under a profile, and why some cannot run.

    A record that stands on more seeds than the profile has is made again on as many.
    """
    planned, refused = [], []
    for name in names():
        experiment = find(name)
        for part in experiment.parts:
            try:
                stored = find_record(name, part, profile=profile)
                own = 1 if part in experiment.deterministic else experiment.seeds[profile]
                seeds = max(own, len(stored.seeds) if stored else 0)
                planned.append(
                    plan(name, dataset=part, profile=profile, seeds=seeds, device=device)
                )
            except InputError as error:
                refused.append(error)
    return planned, refused


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
    """Have all units trained, and each run finished as soon as its own are.

    Parameters
    ----------
    planned
        The runs.
    workers
        Who train.
    resume
        Go on from what is there of earlier sweeps and runs.
    done
        Is told of each run, with its result or the exception that ended it; the others go on.

    Raises
    ------
    InputError
        If another process is at one of the runs, or checkpoints are there and ``resume`` is not
        set.
    """
    with ExitStack() as stack:
        for one in planned:
            stack.enter_context(one.store.locked(resume=resume))
        units = {(i, unit.name): unit for i, one in enumerate(planned) for unit in one.units}
        waiting = {
            (i, name): unit
            for (i, name), unit in units.items()
            if not planned[i].store.has_unit(name)
        }
        reports: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()

        def report(key: tuple[int, str], found: Any) -> None:
            i, name = key
            try:
                if not isinstance(found, Exception):
                    planned[i].store.keep_unit(name, found)
            except InputError as error:
                found = error
            reports.put((i, found))

        left = Counter(i for i, _ in waiting)
        unfinished = {*range(len(planned))}
        failed: dict[int, Exception] = {}
        bar = tqdm(
            total=len(units),
            initial=len(units) - len(waiting),
            desc="trainings",
            unit="unit",
            disable=not is_watched(),
        )
        with workers.train(waiting, thread_count(), report), bar:
            while unfinished:
                for i in sorted(i for i in unfinished if not left[i]):
                    unfinished.remove(i)
                    done(planned[i], failed.get(i) or _finished(planned[i]))
                if unfinished:
                    i, found = reports.get()
                    left[i] -= 1
                    bar.update()
                    if isinstance(found, Exception):
                        failed.setdefault(i, found)


def _finished(one: Planned) -> Result | Exception:
    try:
        one.store.join_units(one.finished_units())
        result = one.finish()
    except Exception as error:
        return error
    one.store.remove()
    return result


def outline(planned: Sequence[Planned]) -> pd.DataFrame:
    """One row for each run: its units, how many are there already, core-hours and record.

    Core-hours are those of the stored record of the same profile, a seed's as many as another's;
    none is known without one.
    """
    rows = []
    for one in planned:
        run = one.run
        found = find_record(run.experiment, run.part, profile=run.profile, variant=run.variant)
        hours = None
        if found is not None:
            seconds = sum(arm.seconds for arm in found.arms.values())
            hours = seconds / len(found.seeds) * len(run.seeds) / 3_600
        rows.append(
            {
                "experiment": run.experiment,
                "part": run.part,
                "seeds": len(run.seeds),
                "units": len(one.units),
                "done": sum(one.store.has_unit(unit.name) for unit in one.units),
                "core-hours": "unknown" if hours is None else f"{hours:.2f}",
                "record": "none" if found is None else f"{len(found.seeds)} seeds",
            }
        )
    return pd.DataFrame(rows)
