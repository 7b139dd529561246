"""The command in a process of its own, ended from outside."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RDO = (sys.executable, "-m", "rdo")

# Stands in for a module, and takes as long as the test wants to load.
LOADS = """
import sys, time
try:
    print("loading", flush=True)
    time.sleep(60)
except SystemExit as error:
    if {converts}:
        raise ImportError("cut short") from error
    raise
finally:
    print("released", flush=True)
"""


def ended(folder: Path, module: str, number: signal.Signals, converts: bool) -> tuple[int, str]:
    """Exit code and output of ``rdo data`` that gets a signal while it imports a module."""
    (folder / f"{module}.py").write_text(LOADS.format(converts=converts))
    process = subprocess.Popen(
        [*RDO, "data"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    with process:
        assert process.stdout.readline() == "loading\n"
        process.send_signal(number)
        output, _ = process.communicate()
    return process.returncode, output


@pytest.mark.parametrize("module", ["typer", "torch"])  # of the command line, of the command
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("converts", [False, True])
def test_a_signal_ends_it_without_a_traceback(
    tmp_path: Path, module: str, number: signal.Signals, code: int, converts: bool
) -> None:
    assert ended(tmp_path, module, number, converts) == (code, "released\n")


def test_a_signal_that_comes_as_an_object_goes_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(
        "import signal, time\n"
        "class Going:\n"
        "    def __del__(self):\n"
        "        signal.raise_signal(signal.SIGTERM)\n"
        "Going()\n"
        "time.sleep(30)\n"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [*RDO, "data"], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


def test_a_warning_is_one_line_as_an_error_is(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text(
        "import warnings\nwarnings.warn('look\\nhere')\nraise SystemExit(0)"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = subprocess.run(
        [*RDO, "data"], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "rdo: look here\n")


def test_a_pipe_that_is_closed_early_is_no_error_to_tell() -> None:
    with subprocess.Popen(
        [*RDO, "run", "--help"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_closed_streams_are_replaced() -> None:
    closed = 'exec "$@" 1>&- 2>&-'
    answer = subprocess.run(["sh", "-c", closed, "sh", *RDO, "--nonsense"], cwd=ROOT, check=False)
    assert answer.returncode == 2


def test_an_error_of_the_program_is_shown(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("1 / 0")
    answer = subprocess.run(
        RDO,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 1
    assert "ZeroDivisionError" in answer.stderr
