"""The progress bar."""

import io

import pytest

from rdo.training.progress import progress_bar


class Terminal(io.StringIO):
    """A standard error that somebody reads."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_written_where_no_terminal_is(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar(3, "toy") as bar:
        bar.update(3)
    assert capfd.readouterr() == ("", "")


def test_a_terminal_sees_label_and_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress_bar(40, "toy density") as bar:
        bar.update(10)
        bar.refresh()
    assert "toy density:  25%" in terminal.getvalue()
    assert "10/40" in terminal.getvalue()


@pytest.mark.parametrize("stderr", [None, io.StringIO()], ids=["none", "closed"])
def test_a_closed_standard_error_gets_no_bar(
    monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO | None
) -> None:
    if stderr is not None:
        stderr.close()
    monkeypatch.setattr("sys.stderr", stderr)
    with progress_bar(3, "toy") as bar:
        bar.update(3)


def test_no_label_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress_bar(3, "") as bar:
        bar.update(3)
        bar.refresh()
    assert terminal.getvalue() == ""
