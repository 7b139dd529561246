"""A command in the folder of another checkout than its own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rdo.checkouts import check_checkout
from rdo.cli import app
from rdo.errors import InputError

ROOT = Path(__file__).parents[1]


def checkout(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    return folder


def test_the_other_checkout_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = checkout(tmp_path / "copy") / "notebooks"
    deep.mkdir()
    monkeypatch.chdir(deep)
    with pytest.raises(InputError) as found:
        check_checkout()
    assert f"this is the checkout {tmp_path / 'copy'}," in str(found.value)
    assert f"that of {ROOT}: run `make setup` here" in str(found.value)


@pytest.mark.parametrize(
    "command",
    ["data", "scoreboard", "run ebae_2d", "verify lossy_autoencoder_score"],
)
def test_every_command_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(checkout(tmp_path / "copy"))
    result = CliRunner().invoke(app, command.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "make setup" in result.stderr


@pytest.mark.parametrize(
    "content", [None, "", "not toml", '[project]\nname = "mine"', "project = 1"]
)
def test_any_other_folder_is_as_good_as_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "pyproject.toml").write_text(content)
    for folder in (tmp_path, ROOT, ROOT / "notebooks"):
        monkeypatch.chdir(folder)
        check_checkout()


def test_the_library_alone_is_at_home_in_every_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout(tmp_path / "copy"))
    monkeypatch.setattr("rdo.__file__", str(tmp_path / "site" / "rdo" / "__init__.py"))
    check_checkout()


def test_a_folder_that_is_gone_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = checkout(tmp_path / "copy")
    monkeypatch.chdir(gone)
    (gone / "pyproject.toml").unlink()
    gone.rmdir()
    check_checkout()
