"""When make sets the environment up anew; with a Python that only takes notes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make")

# Makes .venv/bin/python a copy of itself, and notes every other call that is not about its version.
PYTHON = """#!/bin/sh
case "$*" in
  "-m venv "*) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo venv >> calls;;
  "-c import sys;"*) ;;
  *) echo "$*" >> calls;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "first"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, folder)
    (folder / "book").mkdir()
    (tmp_path / "python").write_text(PYTHON)
    (tmp_path / "python").chmod(0o755)
    return folder


def make(folder: Path, target: str = "setup") -> list[str]:
    """The calls of Python that it takes."""
    calls = folder / "calls"
    calls.write_text("")
    command = ["make", target, f"PYTHON={folder.parent / 'python'}"]
    # Without what a surrounding make would hand on.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)
    return calls.read_text().splitlines()


def test_it_is_set_up_once(checkout: Path) -> None:
    first, *installs = make(checkout)
    assert first == "venv"
    assert all(call.startswith("-m pip ") for call in installs)
    assert any("--require-hashes -r requirements.lock" in call for call in installs)
    assert make(checkout) == []


def test_a_newer_lock_file_brings_it_up_to_date(checkout: Path) -> None:
    make(checkout)
    new = (checkout / ".venv" / ".stamp").stat().st_mtime + 1
    os.utime(checkout / "requirements.lock", (new, new))
    calls = make(checkout)
    assert calls
    assert "venv" not in calls
    assert any("-r requirements.lock" in call for call in calls)


@pytest.mark.parametrize("how", ["copied", "moved"])
def test_one_of_another_folder_is_set_up_anew(checkout: Path, how: str) -> None:
    make(checkout)
    second = checkout.with_name("second")
    if how == "copied":
        shutil.copytree(checkout, second)
    else:
        checkout.rename(second)
    assert make(second)[0] == "venv"
    assert make(second) == []


def test_one_that_was_cut_short_is_set_up_anew(checkout: Path) -> None:
    make(checkout)
    (checkout / ".venv" / ".stamp").unlink()
    assert make(checkout)[0] == "venv"


def test_what_make_runs_is_the_environments_own_python(checkout: Path) -> None:
    make(checkout)
    assert [path.name for path in (checkout / ".venv" / "bin").iterdir()] == ["python"]
    calls = [call for target in ("lint", "quick", "book") for call in make(checkout, target)]
    tools = ("ruff check", "ruff format", "mypy", "importlinter", "pytest", "jupyter_book")
    assert all(any(tool in call for call in calls) for tool in tools)
