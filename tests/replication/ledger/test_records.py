import dataclasses
import importlib
import re
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from rdo.errors import Failure, InputError
from replication.ledger import PROFILES, REPOSITORY, Arm, Record, provenance
from tests.replication.ledger.examples import make_record

# The package's function of the same name hides the module.
MODULE = importlib.import_module("replication.ledger.provenance")

FINE = make_record({"dagmm": [0.5, None, 0.7]})


def test_the_path_says_what_was_run() -> None:
    assert str(FINE.path) == "results/table1/thyroid/paper.json"
    variant = dataclasses.replace(FINE, variant="glorot", profile="reduced")
    assert str(variant.path) == "results/table1/thyroid/reduced-glorot.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"profile": "full"}, "profile='full'.*smoke, reduced, paper"),
        ({"experiment": "../table1"}, r"'\.\./table1'"),
        ({"dataset": ""}, "name ''"),
        ({"variant": "a/b"}, "'a/b'"),
        ({"seeds": []}, r"seeds=\[\]"),
        ({"seeds": [0, 0, 1]}, r"seeds=\[0, 0, 1\]"),
        ({"seeds": [0, 1]}, "3 values for 2 seeds"),
        ({"seeds": [0, 2, 3]}, "one of the record's"),
        ({"config": {"cache": ["/home/someone/data"]}}, "/home/someone/data"),
    ],
)
def test_a_record_out_of_order_cannot_be_made(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        dataclasses.replace(FINE, **change)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_value_that_is_not_finite_is_refused_with_what_to_do(value: float) -> None:
    with pytest.raises(InputError, match=r"seed 1 has -?(nan|inf).*record None and a failure"):
        make_record({"dagmm": [0.5, value, 0.7]})


@pytest.mark.parametrize(
    ("values", "failures"),
    [
        ([0.5, None], []),  # a gap nobody explains
        ([0.5, 0.6], [Failure(1, 3, "diverged")]),  # a failed seed that is averaged
        ([0.5, None], [Failure(1, 3, "a"), Failure(1, 4, "b")]),
    ],
)
def test_a_value_is_missing_exactly_where_a_seed_failed(
    values: list[float | None], failures: list[Failure]
) -> None:
    with pytest.raises(InputError, match="failure"):
        dataclasses.replace(FINE, seeds=[0, 1], arms={"dagmm": Arm({"f1": values}, failures)})


def test_urls_and_fractions_are_not_folders() -> None:
    config = {"home": "https://kdd.ics.uci.edu/databases/", "ratio": "1/2 or 3/4"}
    assert dataclasses.replace(FINE, config=config).config == config


def test_profiles_are_the_three() -> None:
    assert {make_record({"dagmm": [0.5]}, profile).profile for profile in PROFILES} == {
        "smoke",
        "reduced",
        "paper",
    }


def test_provenance_says_where_a_number_comes_from() -> None:
    started = datetime(2024, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=1)))
    found = provenance("rdo run table1", started, 2.0, device="cuda")
    assert found.started == "2024-01-01T00:30:00+00:00"
    assert set(found.versions) == {"python", "torch", "numpy", "scikit-learn", "rdo"}
    assert set(found.machine) == {"system", "processor", "cores", "device"}
    assert found.machine["device"] == "cuda"
    assert isinstance(found.machine["cores"], int)
    assert found.commit is None or re.fullmatch(r"[0-9a-f]{40}", found.commit)
    assert (found.commit is None) == (found.clean is None)


def test_provenance_names_no_folder_of_this_machine() -> None:
    found = provenance("rdo run table1", datetime.now(UTC), 1.0)
    dataclasses.replace(FINE, provenance=found)
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
    (checkout / "rdo" / "new.py").write_text("")
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


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError, match="time zone"):
        provenance("rdo run table1", datetime(2024, 1, 1), 1.0)


def test_a_record_is_frozen() -> None:
    assert isinstance(FINE, Record)
    with pytest.raises(dataclasses.FrozenInstanceError):
        FINE.profile = "smoke"  # type: ignore[misc]
