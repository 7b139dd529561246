"""What a run's checkpoints belong to, and that two processes never share them."""

import os
from contextlib import suppress
from pathlib import Path

import pytest
import torch

from rdo.errors import InputError
from rdo.training.checkpoints import Checkpoint
from replication.kit.checkpoint_store import CheckpointStore

IDENTITY = {"experiment": "mine", "seeds": 2}


def store(tmp_path: Path, **changes: object) -> CheckpointStore:
    return CheckpointStore(tmp_path / "checkpoints" / "paper-plain", {**IDENTITY, **changes})


def cut_off(tmp_path: Path) -> Path:
    """A run that was stopped after its first checkpoint."""
    begun = store(tmp_path)
    with suppress(KeyboardInterrupt), begun.held(resume=False):
        begun.of("dagmm").save(Checkpoint(1, {"x": torch.ones(2)}, {}))
        raise KeyboardInterrupt
    return begun.folder


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_good_end_leaves_nothing(tmp_path: Path) -> None:
    begun = store(tmp_path)
    with begun.held(resume=False):
        begun.of("dagmm").save(Checkpoint(1, {"x": torch.ones(2)}, {}))
        assert len(files(tmp_path)) == 4  # of them two locks
    assert files(tmp_path) == []


def test_checkpoints_of_a_cut_run_are_gone_on_from_and_never_removed_unasked(
    tmp_path: Path,
) -> None:
    folder = cut_off(tmp_path)
    kept = {path: path.read_bytes() for path in files(tmp_path)}
    assert {path.parent for path in kept} == {folder / "dagmm"}
    with (
        pytest.raises(InputError, match=f"{folder} holds checkpoints .* --resume, or remove"),
        store(tmp_path).held(resume=False),
    ):
        pass
    with (
        pytest.raises(InputError, match=r"of another run \(seeds was 2, now 4\)"),
        store(tmp_path, seeds=4).held(resume=True),
    ):
        pass
    assert {path: path.read_bytes() for path in files(tmp_path)} == kept
    again = store(tmp_path)
    with again.held(resume=True):
        found = again.of("dagmm").latest()
        assert found is not None
        assert found.step == 1
        assert again.resumed
    assert files(tmp_path) == []


def test_a_resumption_with_nothing_there_begins(tmp_path: Path) -> None:
    begun = store(tmp_path)
    begun.folder.mkdir(parents=True)
    (begun.folder / "left.tmp").write_text("of a write that was cut")
    with begun.held(resume=True):
        assert begun.of("dagmm").latest() is None
    assert files(tmp_path) == []


def test_an_end_that_was_cut_leaves_nothing_to_go_on_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = store(tmp_path)
    with monkeypatch.context() as cut, begun.held(resume=False):
        begun.of("dagmm").save(Checkpoint(1, {"x": torch.ones(2)}, {}))
        cut.setattr("shutil.rmtree", lambda *_, **__: None)
    assert len(files(tmp_path)) == 3
    with store(tmp_path).held(resume=False):
        pass
    assert files(tmp_path) == []


def test_a_second_start_is_refused_and_names_the_process(tmp_path: Path) -> None:
    with (
        store(tmp_path).held(resume=False),
        pytest.raises(InputError, match=f"in use by process {os.getpid()}: wait"),
        store(tmp_path).held(resume=True),
    ):
        pass
    assert files(tmp_path) == []


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    """The system gives up its lock, and the file that names it stays."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    (folder / "paper-plain.lock").write_text("process 1")
    with store(tmp_path).held(resume=False):
        pass
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("a file where the folder would be")
    with (
        pytest.raises(InputError, match=f"cannot write {tmp_path}"),
        store(tmp_path).held(resume=False),
    ):
        pass


def test_units_are_kept_until_the_end_and_joined(tmp_path: Path) -> None:
    own = store(tmp_path)
    parts = {
        name: Checkpoint(5, {"parameters": torch.full((1, 2), float(seed))}, notes(seed))
        for seed, name in enumerate(("a-0-0", "a-1-1"))
    }
    with suppress(KeyboardInterrupt), own.held(resume=False):
        for name, part in parts.items():
            assert not own.has_unit(name)
            own.keep_unit(name, {"train": part})
        raise KeyboardInterrupt
    with pytest.raises(InputError, match="--resume"), store(tmp_path).held(resume=False):
        pass
    with (
        pytest.raises(InputError, match=r"of another run \(seeds was 2, now 4\)"),
        store(tmp_path, seeds=4).held(resume=True),
    ):
        pass
    again = store(tmp_path)
    with again.held(resume=True):
        assert all(again.has_unit(name) for name in parts)
        again.join_units(list(parts))
        found = again.of("train").latest()
        assert found is not None
        assert found.tensors["parameters"].tolist() == [[0.0, 0.0], [1.0, 1.0]]
    assert again.resumed
    assert files(tmp_path) == []


def test_a_unit_that_was_cut_or_damaged_is_none(tmp_path: Path) -> None:
    own = store(tmp_path)
    own.keep_unit("a-0-0", {"train": Checkpoint(5, {"parameters": torch.ones(1, 2)}, notes(0))})
    for content in ("", "[", "{}"):
        (own.folder / "units" / "a-0-0.json").write_text(content)
        assert not own.has_unit("a-0-0")
    own.keep_unit("a-0-0", {"train": Checkpoint(5, {"parameters": torch.ones(1, 2)}, notes(0))})
    (state,) = own.folder.rglob("*.safetensors")
    state.write_bytes(b"")
    with pytest.warns(UserWarning, match="damaged"):
        own.join_units(["a-0-0"])
    assert own.of("train").latest() is None
    with pytest.warns(UserWarning, match="damaged"), own.locked(resume=True):
        assert not own.has_unit("a-0-0")


def notes(seed: int) -> dict[str, object]:
    """What is not a tensor in the checkpoint of one seed."""
    return {"seeds": [seed], "failures": [], "seconds": 1.0, "setup_seconds": 0.0}
