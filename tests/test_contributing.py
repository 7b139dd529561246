"""CONTRIBUTING.md leads where it says: a copy of the repository follows it to the letter."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(toml|python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """One block of the page: a whole file, lines to be put into one, or commands."""

    kind: str
    content: str
    said: str
    """The paragraph before it."""


def steps() -> Iterator[Step]:
    for block in BLOCK.finditer(TEXT):
        said = TEXT[: block.start()].rstrip().rpartition("\n\n")[2].replace("\n", " ")
        yield Step(block[1], block[2], said)


class Copy:
    """A copy of what git tracks, with a history of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tracked = self.git("ls-files", "-z", where=ROOT).split("\0")
        for name in filter(None, tracked):
            if name.startswith(("results/", "notebooks/")) or not (ROOT / name).is_file():
                continue
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, place)
        (folder / "notebooks").mkdir()
        self.git("init", "--quiet")
        self.commit("A copy")

    def git(self, *arguments: str, where: Path | None = None) -> str:
        who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
        command = ["git", *who, "-C", str(where or self.folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def changed(self) -> set[str]:
        """Tracked files that are not as they were committed first."""
        first = self.git("rev-list", "--max-parents=0", "HEAD").strip()
        return set(self.git("diff", "--name-only", "--diff-filter=a", first).split())

    def call(self, line: str) -> str:
        program, *arguments = shlex.split(line)
        command = [str(Path(sys.executable).parent / program), *arguments]
        answer = subprocess.run(
            command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, f"{line}\n{answer.stdout}\n{answer.stderr}"
        return answer.stdout

    def follow(self, step: Step) -> str:
        """Do what a step says; what its commands print."""
        if step.kind == "console":
            lines = [line.removeprefix("$ ") for line in step.content.splitlines()]
            return "\n".join(map(self.call, lines))
        inserted = re.search(r"In `([^`]+)`, (above|below) `([^`]+)`:$", step.said)
        if inserted is None:
            path = self.folder / re.findall(r"`([^`\s]+/[^`\s]+\.(?:py|toml))`", step.said)[-1]
            assert not path.exists(), path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.content)
            return ""
        name, side, line = inserted.groups()
        text = (self.folder / name).read_text()
        assert text.count(f"\n{line}\n") == 1, (name, line)
        pair = (step.content, f"{line}\n") if side == "above" else (f"{line}\n", step.content)
        (self.folder / name).write_text(text.replace(f"\n{line}\n", "\n" + "".join(pair)))
        return ""


def verdict(copy: Copy) -> dict[str, object]:
    board = json.loads(copy.call("rdo scoreboard --json"))
    (found,) = [one for one in board if one["paper"] == "coins"]
    return dict(found)


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_a_newcomer_follows_the_page_to_a_verdict(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    todo = list(steps())
    before_data = next(k for k, step in enumerate(todo) if "wine" in step.content)
    assert [step.kind for step in todo[:2]] == ["toml", "console"]
    _, board = [copy.follow(step) for step in todo[:2]]
    (row,) = [line for line in board.splitlines() if "coins.section1.fair.throws.distance" in line]
    assert "not run" in row
    copy.commit("What the paper says, before any run")
    shown = [copy.follow(step) for step in todo[2:before_data]]
    assert any("kept as results/coin/fair/reduced.json" in text for text in shown)
    assert any("kept as results/coin/fair/reduced-throws_10.json" in text for text in shown)
    assert any("rules stored: " in text for text in shown)
    found = verdict(copy)
    assert (found["verdict"], found["scale"]) == ("holds", "reduced")
    assert (found["kind"], found["entered"]) == ("stated", "before")
    assert found["record"] == "results/coin/fair/reduced.json"
    assert (tmp_path / "notebooks" / "coin.ipynb").is_file()
    assert "passed" in copy.call("python -m pytest -q tests/notebooks/test_numbers.py -k coin")
    copy.commit("The experiment")
    assert copy.changed() <= {"claims/rules.json"}
    shown = [copy.follow(step) for step in todo[before_data:]]
    assert any("wine" in text and "verified" in text for text in shown)
    assert sum("RaDOGAGA(log d)" in text for text in shown) == 2
