"""What git is asked, and what is said where it refuses."""

import subprocess
from pathlib import Path

import pytest

from replication.ledger.git import ask_git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path.resolve()


def test_an_answer_comes_without_its_last_line_end(repository: Path) -> None:
    assert ask_git(repository, "rev-parse", "--show-toplevel") == str(repository)
    assert ask_git(repository, "rev-parse", "--verify", "HEAD") is None


def test_an_owner_that_git_does_not_trust_is_said_with_the_remedy(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.warns(UserWarning, match=rf"safe\.directory '{repository}'"):
        assert ask_git(repository, "rev-parse", "--show-toplevel") is None


def test_a_folder_without_a_repository_or_a_machine_without_git_has_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask_git(tmp_path / "missing", "rev-parse", "HEAD") is None
    monkeypatch.setenv("PATH", "")
    assert ask_git(tmp_path, "rev-parse", "HEAD") is None
