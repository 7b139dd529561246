"""Compiled code that a later process finds, and everything that may be wrong with it."""

import os
import shutil
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from rdo.compiler import COMPILER_FOLDER
from rdo.training import kept_code as module
from rdo.training.kept_code import code_folder, kept_code, name_of
from rdo.training.step import compiled


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where code is kept in a test; nobody chose another folder for the compiler."""
    monkeypatch.delenv(COMPILER_FOLDER, raising=False)
    monkeypatch.setattr(module, "code_folder", lambda: tmp_path / "kept")
    return tmp_path / "kept"


def compiles(text: str, name: str = "name") -> list[str]:
    """Stands in for the compiler: it notes what it finds, and adds a file of a text."""
    with kept_code(name):
        place = Path(os.environ[COMPILER_FOLDER])
        found = sorted(path.read_text() for path in place.rglob("*.so"))
        (place / "ab").mkdir(exist_ok=True)
        (place / "ab" / f"{text}.so").write_text(text)
        (place / "locks").mkdir()
        (place / "locks" / "one.so").write_text("a lock")
    assert not place.exists()
    return found


def test_a_later_one_finds_what_was_kept_under_its_name(folder: Path) -> None:
    assert compiles("first") == []
    assert compiles("second") == ["first"]
    assert compiles("second") == ["first", "second"]
    assert compiles("third", "another name") == []
    assert COMPILER_FOLDER not in os.environ


def test_nothing_is_written_where_nothing_is_new(folder: Path) -> None:
    compiles("first")
    kept = folder / "name.zip"
    before = kept.stat().st_ino  # a file that is replaced is another one
    compiles("first")
    assert kept.stat().st_ino == before


def test_what_grows_too_large_starts_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_BYTES", 10)
    for text in ("first", "second", "third"):
        compiles(text)
    assert compiles("fourth") == ["third"]


def test_those_not_used_for_longest_are_removed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_FILES", 2)
    for age, name in ((300, "old"), (200, "used again"), (100, "young")):
        compiles("code", name)
        os.utime(folder / f"{name}.zip", (age, age))
        if name == "used again":
            compiles("code", name)
    assert {path.stem for path in folder.iterdir()} == {"used again", "young"}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.infolist()
    content[member.header_offset + 31 + len(member.filename)] ^= 1  # a byte of the code
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, garble, empty])
def test_what_is_damaged_is_not_used_and_one_warning_says_so(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    compiles("first")
    damage(folder / "name.zip")
    with pytest.warns(UserWarning, match="its code compiled anew") as told:
        assert compiles("second") == []
    assert len(told) == 1
    assert compiles("third") == ["second"]


def test_what_cannot_be_written_ends_in_one_warning(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    with pytest.warns(UserWarning, match="not kept for the next process") as told:
        compiles("first")
    assert len(told) == 1


def test_what_was_kept_is_removed_if_the_compiler_fails_with_it(folder: Path) -> None:
    compiles("first")
    with pytest.raises(OSError, match="cannot load"), kept_code("name"):
        raise OSError("cannot load")
    assert list(folder.iterdir()) == []
    assert COMPILER_FOLDER not in os.environ


def test_a_folder_that_the_user_chose_is_used_as_it_is(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COMPILER_FOLDER, str(tmp_path / "theirs"))
    with kept_code("name"):
        assert os.environ[COMPILER_FOLDER] == str(tmp_path / "theirs")
    assert not folder.exists()


def test_the_folder_that_pytorch_takes_by_itself_is_nobodys_choice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from torch._inductor.runtime.cache_dir_utils import default_cache_dir

    monkeypatch.setenv(COMPILER_FOLDER, default_cache_dir())
    assert compiles("first") == []
    assert os.environ[COMPILER_FOLDER] == default_cache_dir()
    assert compiles("second") == ["first"]


def test_it_is_a_folder_of_the_checkout_that_git_ignores_or_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checkout = Path(__file__).parents[2]
    assert code_folder() == checkout / ".cache" / "compiled"
    assert "/.cache/" in (checkout / ".gitignore").read_text().splitlines()
    monkeypatch.setattr(module, "__file__", str(tmp_path / "rdo" / "training" / "kept_code.py"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert code_folder().name == "compiled"
    assert checkout not in code_folder().parents


def fail(*arguments: object, **options: object) -> str:
    raise FileNotFoundError


def no_home(name: str) -> str:
    raise RuntimeError("Could not determine home directory.")


def test_without_a_home_it_is_a_folder_of_the_processs_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "__file__", str(tmp_path / "rdo" / "training" / "kept_code.py"))
    monkeypatch.setattr("pooch.os_cache", no_home)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    module._own_folder.cache_clear()
    folder = code_folder()
    assert folder == code_folder()
    assert folder.parents[1] == tmp_path
    assert folder.parent.stat().st_mode & 0o777 == 0o700  # what others leave is not loaded
    module._own_folder().cleanup()
    module._own_folder.cache_clear()


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("torch.__version__", "1.0"),
        ("torch.get_num_threads", lambda: 77),
        ("rdo.training.kept_code._processor", lambda: ["flags: none"]),
        ("platform.python_version", lambda: "3.0"),
    ],
)
def test_another_version_processor_or_number_of_threads_is_another_name(
    monkeypatch: pytest.MonkeyPatch, change: str, value: Any
) -> None:
    here = name_of((torch.ones(2, 3),))
    assert name_of((torch.zeros(2, 3),)) == here
    assert name_of((torch.ones(2, 4),)) != here
    assert name_of((torch.ones(2, 3).double(),)) != here
    monkeypatch.setattr(change, value)
    assert name_of((torch.ones(2, 3),)) != here


def test_a_system_that_does_not_list_its_processor_has_a_name_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "read_text", fail)
    assert name_of((torch.ones(2),))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler")
def test_code_that_was_kept_is_not_compiled_again_and_gives_the_same_bits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        return (x.sin() + x @ x.mT).tanh()

    x = torch.rand(5, 8, 8, generator=torch.Generator().manual_seed(0))
    first = compiled(function, 10**9, (x,))(x)
    (kept,) = folder.iterdir()
    before = kept.stat().st_ino
    torch.compiler.reset()
    monkeypatch.setattr("torch._inductor.cpp_builder.CppBuilder.build", fail)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again = compiled(function, 10**9, (x,))(x)
    assert torch.equal(first, again)
    assert kept.stat().st_ino == before
