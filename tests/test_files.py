"""Files written whole or not at all, and by one process at a time."""

import os
from pathlib import Path

import pytest
from filelock import FileLock

from rdo.errors import InputError
from rdo.files import check_replaceable, hold, replace_file


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    for content in (b"a longer first content", b"second", b""):
        replace_file(path, content)
        assert path.read_bytes() == content
        assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("what", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, error: BaseException
) -> None:
    path = tmp_path / "record.json"
    replace_file(path, b"old")

    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[what], fail)
    with pytest.raises(type(error)):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_content_is_on_the_disk_before_it_takes_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = []
    fsync, replace = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        order.append("fsync")
        fsync(descriptor)

    def replaced(source: Path, target: Path) -> Path:
        order.append("replace")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    replace_file(tmp_path / "record.json", b"content")
    assert order == ["fsync", "replace"]


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_file(tmp_path / "none" / "record.json", b"content")
    assert not list(tmp_path.iterdir())


def test_a_lock_names_the_process_that_has_it(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "run.lock"
    first = FileLock(path)
    hold(first, "the run")
    with pytest.raises(InputError, match=rf"the run is in use by process {os.getpid()}: wait"):
        hold(FileLock(path), "the run")
    first.release()
    again = FileLock(path)
    hold(again, "the run")
    again.release()


def test_a_lock_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=f"cannot write {tmp_path}"):
        hold(FileLock(tmp_path / "file" / "run.lock"), "the run")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such thing")
def test_what_is_no_regular_file_is_left_alone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for act in (lambda: replace_file(pipe, b"new"), lambda: check_replaceable(pipe)):
        with pytest.raises(OSError, match="no regular file"):
            act()
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_long_name_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250)
    check_replaceable(path)
    assert list(tmp_path.iterdir()) == []
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
