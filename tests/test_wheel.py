"""A wheel holds the library alone, and works where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# The editable install would put the checkout on the path again.
_ALONE = f"import sys; sys.path = [p for p in sys.path if p != {str(ROOT)!r}]; "


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*command, str(folder)], cwd=ROOT, capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_library_alone(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        sources = {name for name in archive.namelist() if name.endswith(".py")}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"rdo"}
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "rdo").rglob("*.py")}
    assert sources == ours


def call(wheel: Path, folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Some code in another folder, with the wheel's contents in place of the checkout."""
    installed = folder / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    return subprocess.run(
        [sys.executable, "-c", _ALONE + code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_library_works_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import rdo, rdo.models, rdo.training, importlib.util; print(rdo.__file__); "
        "print(importlib.util.find_spec('replication'))"
    )
    answer = call(wheel, tmp_path, code)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == [str(tmp_path / "installed/rdo/__init__.py"), "None"]


def typed(wheel: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = f"from rdo.cli import app; sys.argv = ['rdo', *{list(words)}]; app()"
    return call(wheel, folder, code)


def test_its_command_lists_what_works_there(wheel: Path, tmp_path: Path) -> None:
    answer = typed(wheel, tmp_path, "--help")
    assert answer.returncode == 0
    assert "data" in answer.stdout
    assert "scoreboard" not in answer.stdout
    assert typed(wheel, tmp_path, "data", "digits").stdout.startswith("digits")


@pytest.mark.parametrize("words", ["run table1", "run table1 -o a=1", "scoreboard --json"])
def test_what_needs_a_checkout_says_so_in_a_line(wheel: Path, tmp_path: Path, words: str) -> None:
    answer = typed(wheel, tmp_path, *words.split())
    assert (answer.returncode, answer.stdout) == (2, "")
    (line,) = answer.stderr.splitlines()
    assert line.startswith(f"rdo: rdo {words.split()[0]} needs the replication")
    assert "checkout" in line
