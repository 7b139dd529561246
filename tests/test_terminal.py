"""Whether somebody watches, however standard error ended."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor

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


def test_a_workers_thread_shows_no_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(is_watched).result() is False
