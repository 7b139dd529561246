"""What comes from the network is the recorded file or nothing."""

import contextlib
import hashlib
import http.server
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from rdo.datasets import (
    downloads,
    locate,
)
from rdo.datasets.entries import CATALOGUE
from rdo.errors import CorruptDataError, MissingDataError
from tests.datasets.search_places import CONTENT, FILE, places, put

__all__ = ["places"]


class Server(http.server.ThreadingHTTPServer):
    body = CONTENT
    announced: object = len(CONTENT)
    status = 200
    pause = 0.0


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.send_response(self.server.status)
        if self.server.announced is not None:
            self.send_header("Content-Length", str(self.server.announced))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            for byte in self.server.body:
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.pause)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(places: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The home of the thyroid file, on this machine."""
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        known = CATALOGUE["thyroid"]
        assert known.source is not None
        url = f"http://127.0.0.1:{server.server_port}/thyroid.mat"
        local = replace(known, source=replace(known.source, url=url))
        monkeypatch.setitem(CATALOGUE, "thyroid", local)
        monkeypatch.setattr(downloads, "_SCHEMES", ("http",))
        yield server
        server.shutdown()


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_fetch_puts_the_file_into_the_cache(places: dict[str, Path], server: Server) -> None:
    path = locate("thyroid", fetch=True)
    assert path == places["cache"] / FILE
    assert path.read_bytes() == CONTENT
    server.status = 500
    assert locate("thyroid", fetch=True) == path


def test_nothing_is_fetched_unasked(places: dict[str, Path], server: Server) -> None:
    with pytest.raises(MissingDataError):
        locate("thyroid")
    assert not places["cache"].exists()


@pytest.mark.parametrize(
    ("body", "announced"),
    [(CONTENT[:10], len(CONTENT)), (CONTENT[:10], 10), (b"x" * 99, 99), (b"", 0)],
    ids=["cut off", "short", "other bytes", "empty"],
)
def test_wrong_download_is_refused_and_leaves_nothing(
    places: dict[str, Path], server: Server, body: bytes, announced: int
) -> None:
    server.body, server.announced = body, announced
    with pytest.raises((CorruptDataError, MissingDataError), match="'thyroid'"):
        locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []


def test_wrong_download_names_both_checksums(places: dict[str, Path], server: Server) -> None:
    server.body, server.announced = b"other bytes", 11
    with pytest.raises(CorruptDataError) as caught:
        locate("thyroid", fetch=True)
    assert hashlib.sha256(CONTENT).hexdigest() in str(caught.value)
    assert hashlib.sha256(b"other bytes").hexdigest() in str(caught.value)


def test_a_download_has_limits(
    places: dict[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_MOST_BYTES", 10)
    server.announced = None
    with pytest.raises(MissingDataError, match="it sends more than 0 MiB"):
        locate("thyroid", fetch=True)
    monkeypatch.setattr(downloads, "_MOST_BYTES", 2**20)
    server.announced = len(CONTENT)
    monkeypatch.setattr(downloads, "_MOST_SECONDS", 0.2)
    server.pause = 0.05
    start = time.monotonic()
    with pytest.raises(MissingDataError, match=r"it takes more than 0\.2 seconds"):
        locate("thyroid", fetch=True)
    assert time.monotonic() - start < 1.5
    assert files_under(places["cache"]) == []


@pytest.mark.parametrize("announced", [None, "many"])
def test_a_length_that_says_nothing_is_not_needed(
    places: dict[str, Path], server: Server, announced: object
) -> None:
    server.announced = announced
    assert locate("thyroid", fetch=True).read_bytes() == CONTENT


def test_more_than_was_said_is_not_the_file(places: dict[str, Path], server: Server) -> None:
    server.body = CONTENT + b"and more"
    assert locate("thyroid", fetch=True).read_bytes() == CONTENT  # what was said, and no more
    (places["cache"] / FILE).unlink()
    server.announced = None
    with pytest.raises(CorruptDataError, match="'thyroid'"):
        locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []


def test_a_file_that_is_said_to_be_too_large_is_not_begun(
    places: dict[str, Path], server: Server
) -> None:
    server.pause = 1.0
    for announced in (downloads._MOST_BYTES + 1, "9" * 5000):
        server.announced = announced
        with pytest.raises(MissingDataError, match=r"it is of [\d,]+ bytes, more than 256 MiB"):
            locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []


@pytest.mark.parametrize("hops", [("https", "http"), ("http", "https")])
def test_no_hop_of_a_redirection_is_unencrypted(
    places: dict[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch, hops: tuple[str, str]
) -> None:
    get = requests.get

    def redirected(url: str, **options: Any) -> requests.Response:
        response = get(url, **options)
        first = requests.Response()
        first.url, response.url = (f"{hop}://data.example/thyroid.mat" for hop in hops)
        response.history = [first]
        return response

    monkeypatch.setattr(requests, "get", redirected)
    monkeypatch.setattr(downloads, "_SCHEMES", ("https",))
    with pytest.raises(MissingDataError, match="the connection is not encrypted"):
        locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []


def test_a_download_is_encrypted(
    places: dict[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_SCHEMES", ("https",))
    with pytest.raises(MissingDataError, match="the connection is not encrypted"):
        locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []
    known = (each for name, each in CATALOGUE.items() if name != "thyroid")
    urls = [each.source.url for each in known if each.source is not None]
    assert all(url is None or url.startswith("https://") for url in urls)


def test_home_that_does_not_answer(places: dict[str, Path], server: Server) -> None:
    server.status = 404
    with pytest.raises(MissingDataError, match="could not be downloaded"):
        locate("thyroid", fetch=True)
    assert files_under(places["cache"]) == []


def test_fetch_replaces_a_corrupt_copy_in_the_cache(
    places: dict[str, Path], server: Server
) -> None:
    put(places["cache"], b"half")
    assert locate("thyroid", fetch=True).read_bytes() == CONTENT


def test_failed_fetch_leaves_the_corrupt_copy_refused(
    places: dict[str, Path], server: Server
) -> None:
    put(places["cache"], b"half")
    server.body, server.announced = b"other bytes", 11
    with pytest.raises(CorruptDataError):
        locate("thyroid", fetch=True)
    with pytest.raises(CorruptDataError):
        locate("thyroid")


def test_fetch_never_touches_a_file_of_the_user(places: dict[str, Path], server: Server) -> None:
    path = put(places["data"], b"mine")
    with pytest.raises(CorruptDataError):
        locate("thyroid", fetch=True)
    assert path.read_bytes() == b"mine"


def test_without_a_home_the_cache_lies_with_temporary_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def homeless(project: str) -> str:
        raise RuntimeError("could not determine the home directory")

    monkeypatch.setattr("pooch.os_cache", homeless)
    assert downloads.cache_folder() == Path(tempfile.gettempdir(), "rdo")
