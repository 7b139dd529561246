"""Workers of Dask that train the units of sweeps, and what becomes of them when one is lost."""

import logging
import os
import threading
import warnings
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

__all__ = ["Workers", "local_workers", "share_cores", "workers_of"]

_PATIENCE = 20.0  # seconds for a scheduler to answer at the start
_PAUSE = 2.0  # seconds between two attempts to reach one that was lost
_LOOK = 0.1  # seconds between two looks at what has come

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
    def train(self, units: Mapping[Key, Unit], threads: int, report: Report) -> Iterator[None]:
        """Have all units trained meanwhile, in a thread of its own.

        A unit of a worker that is lost goes to another; those that a scheduler had when it was lost
        are handed to it again when it is back.

        Parameters
        ----------
        units
            By key.
        threads
            Of each worker.
        report
            Is called in that thread for each unit, with what
            :func:`replication.kit.units.run_unit` gave or the exception that it raised.
        """
        arguments = (threads, loaded_digests(), library_versions())
        waiting, left = dict(units), threading.Event()

        def train() -> None:
            try:
                while waiting and not left.is_set():
                    if not self._train(waiting, arguments, report, left):
                        left.wait(_PAUSE)
            except Exception as error:  # whose thread nobody looks at
                for key in waiting:
                    report(key, error)

        thread = threading.Thread(target=train, daemon=True)
        thread.start()
        try:
            yield
        finally:
            left.set()
            thread.join(_PAUSE)

    def _train(
        self,
        waiting: dict[Key, Unit],
        arguments: tuple[Any, ...],
        report: Report,
        left: threading.Event,
    ) -> bool:
        """Have units trained, and take out of ``waiting`` what was; False if it stopped before."""
        from distributed import as_completed

        try:
            client = self.connect()
        except OSError:
            return False
        with client:
            futures = {
                client.submit(run_unit, unit, *arguments, pure=False): key
                for key, unit in waiting.items()
            }
            done = as_completed(futures, loop=client.loop)
            while waiting:
                while not done.has_ready():
                    if left.wait(_LOOK):
                        return False
                future = next(done)
                found = _result(future)
                if isinstance(found, _LostError):
                    warnings.warn(
                        f"{self.name} does not answer; waiting until it is back", stacklevel=1
                    )
                    return False
                key = futures[future]
                del waiting[key]
                report(key, found)
        return True


class _LostError(Exception):
    """The scheduler went away."""


def _result(future: Any) -> Any:
    """What a unit gave, or the exception that it ended with."""
    from distributed import CancelledError
    from distributed.comm import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except (CancelledError, CommClosedError, OSError, TimeoutError) as error:
        return _LostError(str(error))
    except KilledWorker as error:
        return InputError(
            f"workers: every one that took a unit of this run died over it ({error}), for want of "
            "memory as a rule; give fewer to a machine."
        )
    except Exception as error:
        return error


def workers_of(address: str) -> Workers:
    """Those of a scheduler that runs already.

    Raises
    ------
    InputError
        If none answers at the address, or Dask is missing.
    """
    with _installed():
        from distributed import Client

    def connect() -> Client:
        return Client(address, timeout=_PATIENCE, set_as_default=False)

    try:
        with connect() as client:
            if not client.scheduler_info()["workers"]:
                warnings.warn(
                    f"the scheduler at {address} has no workers yet: start some with `dask worker "
                    f"{address} --nthreads 1`",
                    stacklevel=2,
                )
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"scheduler={address!r}: none answers there ({error}); start one with `dask scheduler` "
            "and give the address that it prints."
        ) from None
    return Workers(connect, f"the scheduler at {address}")


def share_cores(processes: int) -> None:
    """Leave this process as many threads as each of so many can have; workers get as many.

    The last bits of compiled steps depend on the number of threads, so all must have the same.
    """
    import torch

    torch.set_num_threads(max(1, min(torch.get_num_threads(), (os.cpu_count() or 1) // processes)))


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
        dashboard_address=None,
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
