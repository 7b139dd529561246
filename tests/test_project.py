"""The files around the library agree with one another and name nothing of one machine."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# Where conda-forge calls a package otherwise than the Python package index.
CONDA_NAMES = {"torch": "pytorch"}

# Modules that need no test file of their own, each with the reason.
NO_TEST_FILE: dict[str, str] = {}


def declared() -> list[Requirement]:
    groups = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(line) for group in groups for line in group]


def locked() -> dict[str, Requirement]:
    entries = re.findall(r"^\S.*?(?= \\?$)", LOCK, re.MULTILINE)
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, entries)}


def test_environment_says_what_pyproject_says() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert environment["name"] == PROJECT["name"]
    entries = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    (by_pip,) = (entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    entries += [entry for entry in by_pip if not entry.startswith("-")]
    conda = {name: spec for name, _, spec in (entry.partition(" ") for entry in entries)}
    expected = {
        CONDA_NAMES.get(requirement.name, requirement.name.lower()): requirement.specifier
        for requirement in declared()
    }
    expected["python"] = Requirement(f"python{PROJECT['requires-python']}").specifier
    del conda["pip"]
    assert {name: Requirement(f"x{spec}").specifier for name, spec in conda.items()} == expected


@pytest.mark.parametrize("requirement", declared(), ids=lambda requirement: requirement.name)
def test_lock_is_within_the_ranges(requirement: Requirement) -> None:
    pin = locked()[canonicalize_name(requirement.name)]
    (exact,) = pin.specifier
    assert requirement.specifier.contains(exact.version)


def test_lock_holds_exact_public_versions_and_nothing_else() -> None:
    for pin in locked().values():
        assert re.fullmatch(r"==[0-9][0-9a-z.]*", str(pin.specifier)), pin
        assert pin.url is None


def test_lock_has_the_checksums_of_every_package() -> None:
    entry = r"\S+==\S+(?: ; [^\\\n]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64} \\\n)*"
    assert re.fullmatch(rf"(?:{entry}    --hash=sha256:[0-9a-f]{{64}}\n)+", LOCK)
    # Which of these a machine needs depends on the build of torch it is given.
    assert not [name for name in locked() if re.match("cuda|nvidia|triton", name)]
    makefile = (ROOT / "Makefile").read_text()
    (build,) = re.findall(r"^CPU_BUILD = (\S+)$", makefile, re.MULTILINE)
    assert build in LOCK.partition("\ntorch==")[2].partition("\ntornado==")[0]


def test_readme_commands_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = set(re.findall(r"\bmake ([a-z]+)", (ROOT / "README.md").read_text()))
    assert {"book", "test"} <= commands <= targets


def test_citation_parses_and_agrees() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert all({"title", "authors", "year"} <= set(paper) for paper in citation["references"])


def test_pre_commit_needs_no_download() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert {repository["repo"] for repository in config["repos"]} == {"local"}


checkout = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")


def tracked(*patterns: str) -> list[str]:
    """The files that git tracks, those alone that are there."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in filter(None, listing.split("\0")) if (ROOT / name).is_file()]


@checkout
def test_no_tracked_file_names_one_machine_or_a_registry() -> None:
    foreign = re.compile(
        rb"(?<![\w.~-])/(work|root|home|Users)/\w"
        rb"|file:///"
        rb"|(py"
        rb"pi|python"
        rb"hosted|ana"
        rb"conda)[.](org|com)"
        rb"|(index|find)-(url|links)"
    )
    found = [
        f"{name}: {match[0]!r}"
        for name in tracked()
        if (match := foreign.search((ROOT / name).read_bytes()))
        # these tests show folder names on purpose
        if not name.startswith(("tests/replication/ledger/", "tests/test_project"))
    ]
    assert not found


@checkout
def test_every_module_has_its_test_file() -> None:
    missing = []
    for name in tracked("rdo/*.py", "replication/*.py"):
        room, _, module = name.rpartition("/")
        # The library's tests lie in tests/ itself, as its rooms do in rdo/.
        room = room.removeprefix("rdo").removeprefix("/")
        test = Path("tests", room, f"test_{module}")
        if module != "__init__.py" and not (ROOT / test).is_file() and name not in NO_TEST_FILE:
            missing.append(f"{name}: {test}")
    assert not missing, "\n".join(missing)


@checkout
def test_a_file_is_read_in_one_sitting() -> None:
    folders = ("rdo", "replication", "tests", "benchmarks")
    sizes = {
        name: len((ROOT / name).read_text().splitlines())
        for name in tracked(*(f"{folder}/*.py" for folder in folders))
    }
    assert not {name: size for name, size in sizes.items() if size > 300}
