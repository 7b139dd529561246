"""The rdo command, as typed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rdo.cli import app


def call(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_data_shows_what_is_here_and_bundled_sets_always_are() -> None:
    code, out, _ = call("data")
    assert code == 0
    assert len([line for line in out.splitlines() if not line.startswith(" ")]) == 18
    code, out, _ = call("data", "digits")
    assert code == 0
    assert out.split()[:2] == ["digits", "verified"]
    assert "1,797 x 64" in out


def test_missing_data_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdo.datasets.sources.search_places", lambda: (tmp_path,))
    _, out, _ = call("data", "thyroid")
    assert "missing" in out
    assert "rdo data thyroid --fetch" in out


def test_what_cannot_be_fetched_is_refused_by_name_and_else_only_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rdo.datasets.sources.search_places", lambda: (tmp_path,))
    place = tmp_path / "cifar10" / "cifar10_lossless_train4000.npz"
    code, out, err = call("data", "cifar10", "--fetch")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert f"it cannot be fetched; put the file at {place}" in err
    fetched: list[str] = []

    def locate(name: str, *, fetch: bool) -> Path:
        fetched.append(name)
        return tmp_path

    monkeypatch.setattr("rdo.datasets.locate", locate)
    code, out, _ = call("data", "--fetch")
    assert code == 0
    assert "thyroid" in fetched
    assert not {"cifar10", "cifar100_flowers", "digits"} & set(fetched)
    assert f"it cannot be fetched; put the file at {place}" in out
    assert "rdo data cifar10 --fetch" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("data", "iris"), "dataset='iris': known are thyroid,"),
        (("data", "wines", "digits"), "dataset='wines'"),
        (("data", "--fetsch"), "see rdo data --help."),
        (("dato",), "rdo: No such command 'dato'"),
        (("dato",), "see rdo --help."),
        (("run", "table1", "--seeds", "1.5"), "'--seeds': Input should be a valid integer"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call(*arguments)
    assert code == 2
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert message in err
