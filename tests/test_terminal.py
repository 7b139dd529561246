"""Whether somebody watches, however standard error ended."""

import io
import sys

import pytest

from rdo.terminal import is_watched


class Terminal(io.StringIO):
    """A terminal, as far as it says."""

    def isatty(self) -> bool:
        return True


def test_only_an_open_terminal_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    for stream, watched in ((Terminal(), True), (io.StringIO(), False), (closed, False)):
        monkeypatch.setattr(sys, "stderr", stream)
        assert is_watched() is watched
    monkeypatch.setattr(sys, "stderr", None)
    assert is_watched() is False
