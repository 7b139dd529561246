"""Workers and a scheduler as processes of their own, killed in the middle of a sweep."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import distributed
import pytest

from rdo.errors import InputError
from rdo.training.checkpoints import Checkpoint
from replication.kit import Result
from replication.kit.cluster import local_workers, workers_of
from replication.kit.running import Planned, one_thread, plan
from replication.kit.sweep import sweep

BRIEF = {"steps": "12", "warm_up_steps": "6", "batch_size": "32"}


class Processes:
    """A scheduler on a port of its own, and workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[bytes]] = []
        self.file = folder / "scheduler.json"
        self.address = ""

    def start(self, command: str, *arguments: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(  # our own command
            [sys.executable, "-m", f"distributed.cli.dask_{command}", *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.running.append(process)
        return process

    def scheduler(self) -> "subprocess.Popen[bytes]":
        """Start one, at the address of the one before if there was any."""
        at = self.address.rpartition(":")[2] or "0"
        process = self.start(
            "scheduler", "--host", "127.0.0.1", "--port", at, "--no-dashboard",
            "--scheduler-file", str(self.file),
        )  # fmt: skip
        if not self.address:
            wait(self._has_address)
        return process

    def _has_address(self) -> bool:
        """Whether the scheduler has written its file, which is there before its text is."""
        with suppress(FileNotFoundError, json.JSONDecodeError):
            self.address = json.loads(self.file.read_text())["address"]
        return bool(self.address)

    def worker(self) -> "subprocess.Popen[bytes]":
        """Without a nanny, so that nothing starts it again."""
        return self.start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(self.folder),
        )  # fmt: skip


def wait(until: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path)
    yield found
    for process in found.running:
        with suppress(OSError):
            process.kill()
        process.wait()


def planned(results: Path, seeds: int = 11) -> Planned:
    one_thread()
    return plan(
        "table1",
        dataset="breast_cancer",
        seeds=seeds,
        start="glorot",  # under which no control is fitted
        options=BRIEF,
        device="cpu",
        results=results,
    )


@pytest.mark.slow
def test_a_killed_worker_and_a_killed_scheduler_cost_their_units_and_nothing_else(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = planned(tmp_path / "results")
    scheduler = processes.scheduler()
    workers = [processes.worker() for _ in range(2)]
    with distributed.Client(processes.address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
    stored: list[str] = []
    keep = type(one.store).keep_unit

    def keep_unit(self: object, name: str, trained: dict[str, Checkpoint]) -> None:
        keep(one.store, name, trained)
        stored.append(name)

    monkeypatch.setattr(type(one.store), "keep_unit", keep_unit)

    def disturb() -> None:
        wait(lambda: len(stored) > 0)
        workers[0].kill()
        wait(lambda: len(stored) > 2)
        scheduler.kill()
        scheduler.wait()
        processes.scheduler()
        processes.worker()

    disturbing = threading.Thread(target=disturb)
    disturbing.start()
    found: list[Result | Exception] = []
    with pytest.warns(UserWarning, match="does not answer; waiting"):
        sweep([one], workers_of(processes.address), resume=False, done=lambda _, r: found.append(r))
    disturbing.join()
    (result,) = found
    assert isinstance(result, Result)
    assert sorted(stored) == sorted(unit.name for unit in one.units)
    alone = planned(tmp_path / "alone").do(resume=False)
    for name, arm in alone.record.arms.items():
        assert result.record.arms[name].metrics == arm.metrics


@pytest.mark.slow
def test_processes_of_this_machine_are_started_and_ended(tmp_path: Path) -> None:
    one = planned(tmp_path / "results", seeds=1)
    found: list[Result | Exception] = []
    # Dask's own port for its pages may be another sweep's, which is no reason to warn.
    with socket.socket() as other:
        with suppress(OSError):
            other.bind(("127.0.0.1", 8787))
            other.listen()
        with local_workers(1) as own:
            sweep([one], own, resume=False, done=lambda _, r: found.append(r))
    (result,) = found
    assert isinstance(result, Result)


def test_without_a_scheduler_or_dask_one_line_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replication.kit.cluster._PATIENCE", 0.2)
    with pytest.raises(InputError, match=r"scheduler='tcp://127\.0\.0\.1:9': none answers there"):
        workers_of("tcp://127.0.0.1:9")
    with pytest.raises(InputError, match="scheduler='nonsense:': give its address"):
        workers_of("nonsense:")
    with pytest.raises(InputError, match="workers=0"), local_workers(0):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install -e '\.\[sweeps\]'"):
        workers_of("tcp://127.0.0.1:9")
