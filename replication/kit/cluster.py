"""Workers of Dask that train the units of sweeps, and what becomes of them when one is lost."""

import logging
import re
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rdo.errors import InputError
from replication.kit.units import Unit, run_unit
from replication.ledger.provenance import library_versions
from replication.ledger.sources import loaded_digests

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Workers", "local_workers", "workers_of"]

_PATIENCE = 20.0  # seconds for a scheduler to answer at the start
_PAUSE = 2.0  # seconds between two attempts to reach one that was lost
_LOOK = 0.1  # seconds between two looks at what has come
_LONGEST_END = 30.0  # seconds for what has come to be stored when a sweep is stopped
_DEATHS = 3  # times that Dask gives up on a unit, after four workers each, before we do

Key = tuple[int, str]
"""Of a unit: which run it is of, and its name there."""

Report = Callable[[Key, Any], None]
"""Told of each unit by its key, with what it trained or the exception that it ended with."""


@dataclass(frozen=True)
class Workers:
    """Processes that take units from a scheduler, which may go away and come back."""

    connect: "Callable[[], Client]"
    """Raises OSError while the scheduler does not answer."""
    name: str
    """As messages have it."""

    @contextmanager
    def train(self, units: Mapping[Key, Unit], report: Report) -> Iterator[None]:
        """Have all units trained meanwhile, in a thread of its own.

        A unit of a worker that is lost goes to another; those that a scheduler had when it was lost
        are handed to it again when it is back.

        Parameters
        ----------
        units
            By key.
        report
            Is called in that thread for each unit, with what
            :func:`replication.kit.units.run_unit` gave or the exception that it raised.
        """
        waiting, left = dict(units), threading.Event()

        def train() -> None:
            try:
                while waiting and not left.is_set():
                    if not self._train(waiting, report, left) and not left.is_set():
                        told = f"{self.name} does not answer; waiting until it is back"
                        warnings.warn(told, stacklevel=1)
                        left.wait(_PAUSE)
            except BaseException as error:  # whose thread nobody looks at
                for key in waiting:
                    report(key, RuntimeError(f"the sweep stopped: {error!r}"))

        thread = threading.Thread(target=train, daemon=True)
        thread.start()
        try:
            yield
        finally:
            left.set()
            thread.join(_LONGEST_END)

    def _train(self, waiting: dict[Key, Unit], report: Report, left: threading.Event) -> bool:
        """Have units trained, and take out of ``waiting`` what was; False if it stopped before."""
        from distributed import as_completed

        arguments = (loaded_digests(), library_versions())
        try:
            client = self.connect()
        except OSError:
            return False
        with client:
            futures = {
                client.submit(run_unit, unit, *arguments, pure=False): key
                for key, unit in waiting.items()
            }
            deaths: Counter[Key] = Counter()
            done = as_completed(futures, loop=client.loop)
            while waiting:
                while not done.has_ready():
                    if left.wait(_LOOK):
                        return False
                future = next(done)
                key = futures.pop(future)
                found = _result(future)
                future.release()  # or the worker would keep what it gave
                if isinstance(found, _LostError):
                    return False
                if isinstance(found, _DiedError) and deaths[key] < _DEATHS:
                    deaths[key] += 1
                    again = client.submit(run_unit, waiting[key], *arguments, pure=False)
                    futures[again] = key
                    done.add(again)
                    continue
                report(key, found)
                del waiting[key]
        return True


class _LostError(Exception):
    """The scheduler went away."""


class _DiedError(InputError):
    """Several workers in a row died that had the unit."""


def _result(future: Any) -> Any:
    """What a unit gave, or the exception that it ended with."""
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except Exception as error:
        if future.status != "error":  # it is not the unit's own
            return _LostError(str(error))
        if isinstance(error, KilledWorker):
            return _DiedError(
                f"workers: every one that took a unit of this run died over it ({error}), for want "
                "of memory as a rule; give fewer to a machine."
            )
        return error


def workers_of(address: str) -> Workers:
    """Those of a scheduler that runs already.

    Raises
    ------
    InputError
        If none answers at the address, or Dask is missing.
    """
    if not re.fullmatch(r"(\w+://)?(\[[^\]\s]+\]|[^/\s:]+):\d+/?", address):
        raise InputError(
            f"scheduler={address!r}: give its address, say tcp://10.0.0.1:8786, as it prints it."
        )
    with _installed():
        from distributed import Client

    def connect() -> Client:
        return Client(address, timeout=_PATIENCE, set_as_default=False)

    try:
        with connect() as client:
            if not client.scheduler_info()["workers"]:
                warnings.warn(
                    f"the scheduler at {address} has no workers yet: start some with `dask worker "
                    f"{address} --nthreads 1 --memory-limit 0`",
                    stacklevel=2,
                )
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"scheduler={address!r}: none answers there ({error}); start one with `dask scheduler` "
            "and give the address that it prints."
        ) from None
    return Workers(connect, f"the scheduler at {address}")


@contextmanager
def local_workers(count: int) -> Iterator[Workers]:
    """So many processes of this machine, ended at the end.

    Raises
    ------
    InputError
        If the number is none, or Dask is missing.
    """
    if count < 1:
        raise InputError(f"workers={count}: give how many processes are to train, from 1.")
    with _installed():
        from distributed import Client, LocalCluster

    with LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        memory_limit=0,  # beyond one, workers would pause without a word
        dashboard_address="127.0.0.1:0",  # None would be a fixed port, which another sweep may have
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield Workers(lambda: Client(cluster, set_as_default=False), "the scheduler")


@contextmanager
def _installed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is missing, which sweeps over several processes need: "
            "pip install -e '.[sweeps]'"
        ) from None
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
