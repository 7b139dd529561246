"""Where a number comes from: the commit, the libraries and the machine."""

import dataclasses
import importlib
import re
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import REPOSITORY, provenance
from replication.ledger.provenance import unless_edited
from tests.replication.ledger.examples import make_record

# The package's function of the same name hides the module.
MODULE = importlib.import_module("replication.ledger.provenance")


def test_provenance_says_where_a_number_comes_from() -> None:
    started = datetime(2024, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    found = provenance("rdo run table1", started, 2.0, device="cuda")
    assert found.started == "2024-01-01T00:30:00+00:00"
    assert set(found.versions) == {"python", "torch", "numpy", "scikit-learn", "scipy", "rdo"}
    assert set(found.machine) == {"system", "processor", "cores", "device"}
    assert found.machine["device"] == "cuda"
    assert isinstance(found.machine["cores"], int)
    assert found.commit is None or re.fullmatch(r"[0-9a-f]{40}", found.commit)
    assert (found.commit is None) == (found.clean is None)


def test_provenance_names_no_folder_of_this_machine() -> None:
    found = provenance("rdo run table1", datetime.now(UTC), 1.0)
    dataclasses.replace(make_record({"dagmm": [0.5]}), provenance=found)  # or it is refused
    assert str(REPOSITORY) not in str(found)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout in place of this one."""
    (tmp_path / "rdo").mkdir()
    (tmp_path / "rdo" / "model.py").write_text("x = 1\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "-c", "commit.gpgsign=false", "commit", "-q", "-m", "first")
    monkeypatch.setattr(MODULE, "REPOSITORY", tmp_path.resolve())
    return tmp_path


def test_the_commit_is_named_and_a_changed_source_is_not_clean(checkout: Path) -> None:
    now = datetime.now(UTC)
    found = provenance("rdo run table1", now, 1.0)
    assert (found.commit, found.clean) == (git(checkout, "rev-parse", "HEAD"), True)
    (checkout / "page.md").write_text("a page decides no number")
    assert provenance("rdo run table1", now, 1.0).clean is True
    (checkout / "rdo" / "model.py").write_text("x = 2\n")
    assert provenance("rdo run table1", now, 1.0).clean is False
    git(checkout, "checkout", "rdo/model.py")
    (checkout / "replication").mkdir()
    (checkout / "replication" / "new.py").write_text("")
    assert provenance("rdo run table1", now, 1.0).clean is False


def test_a_copy_inside_anothers_checkout_has_no_commit(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "REPOSITORY", checkout.resolve() / "rdo")
    found = provenance("rdo run table1", datetime.now(UTC), 1.0)
    assert (found.commit, found.clean) == (None, None)


def test_without_git_there_is_no_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found = provenance("rdo run table1", datetime.now(UTC), 1.0)
    assert (found.commit, found.clean) == (None, None)


def test_git_that_refuses_an_owner_is_said_with_its_remedy(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.warns(UserWarning, match=r"safe\.directory"):
        found = provenance("rdo run table1", datetime.now(UTC), 1.0)
    assert (found.commit, found.clean) == (None, None)
    assert found.sources is not None


def test_sources_that_change_under_a_run_are_not_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    found = dataclasses.replace(
        provenance("rdo run table1", datetime.now(UTC), 1.0), commit="0" * 40, clean=True
    )
    assert unless_edited(found) == found
    monkeypatch.setattr(MODULE, "source_digests", lambda: {"rdo/errors.py": "0"})
    with pytest.warns(UserWarning, match="edited since they were loaded"):
        assert unless_edited(found) == dataclasses.replace(found, clean=False)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        provenance("rdo run table1", datetime(2024, 1, 1), 1.0)
