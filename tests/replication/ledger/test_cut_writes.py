"""A record is written whole or not at all, wherever the write is cut."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.files import temporary_beside
from replication.ledger import read_arrays, read_record, write_record
from tests.replication.ledger.examples import make_record

RECORD = make_record({"dagmm": [0.5, None, 0.7], "radogaga_d": [0.1, 0.2, 0.3]})
CURVE = {"curve": np.linspace(0, 1, 5), "seeds": np.arange(3)}


@pytest.mark.parametrize("suffix", [".json", ".npz"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), SystemExit(143)])
@pytest.mark.parametrize("done", [False, True])
def test_a_write_that_is_cut_leaves_one_record_with_its_arrays(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
    error: BaseException,
    done: bool,
) -> None:
    """Before a file takes its place, or just after, as a signal may."""
    path = write_record(RECORD, tmp_path, arrays=CURVE)
    new = make_record({"dagmm": [0.9]})
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if target.suffix == suffix:
            if done:
                replace(self, target)
            raise error
        return replace(self, target)

    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", fail)
        with pytest.raises(SystemExit if isinstance(error, SystemExit) else InputError):
            write_record(new, tmp_path, arrays={"curve": np.ones(2)})
    found = read_record(path)
    is_new = done and suffix == ".json"
    assert dataclasses.replace(found, arrays=None) == (new if is_new else RECORD)
    assert len(read_arrays(found, tmp_path)["curve"]) == (2 if is_new else 5)
    assert not list(path.parent.glob("*.tmp"))
    write_record(new, tmp_path)
    assert [file.name for file in path.parent.iterdir()] == ["paper.json"]


def test_a_kill_between_arrays_and_record_leaves_the_earlier_ones(tmp_path: Path) -> None:
    """What a kill leaves: the new arrays, and a temporary file of the record."""
    path = write_record(RECORD, tmp_path, arrays=CURVE)
    before = read_record(path)
    half = path.with_name(f"paper.{'0' * 16}.npz")
    half.write_bytes(b"arrays of a record that was not written")
    temporary_beside(path).write_text("{")
    assert read_record(path) == before
    np.testing.assert_array_equal(read_arrays(before, tmp_path)["curve"], CURVE["curve"])
    write_record(make_record({"dagmm": [0.9]}), tmp_path, arrays={"curve": np.ones(2)})
    names = {file.name for file in path.parent.iterdir()}
    assert names == {next(path.parent.glob("*.npz")).name, "paper.json"}
    np.testing.assert_array_equal(read_arrays(read_record(path), tmp_path)["curve"], np.ones(2))
