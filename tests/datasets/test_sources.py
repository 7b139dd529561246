import contextlib
import hashlib
import http.server
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rdo.datasets import (
    DatasetStatus,
    available,
    find,
    how_to_get,
    load,
    locate,
    search_places,
    sources,
)
from rdo.datasets.entries import CATALOGUE
from rdo.errors import CorruptDataError, InputError, MissingDataError

CONTENT = b"not a matrix, but the right bytes"
FILE = "thyroid/thyroid.mat"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Four empty search places, and a thyroid file whose right content is CONTENT."""
    here = tmp_path / "project" / "notebooks"
    here.mkdir(parents=True)
    (tmp_path / "named").mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("RDO_DATA", str(tmp_path / "named"))
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache" / project)
    # Far from the checkout, whose own data folders would be found.
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "site" / "rdo" / "datasets" / "x.py"))
    known = CATALOGUE["thyroid"]
    assert known.source is not None
    source = replace(known.source, sha256=hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setitem(CATALOGUE, "thyroid", replace(known, source=source))
    return {
        "named": tmp_path / "named",
        "data": here / "data",
        "shared": tmp_path / "project" / "shared" / "data",
        "cache": tmp_path / "cache" / "rdo",
    }


def put(place: Path, content: bytes = CONTENT) -> Path:
    path = place / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


class Server(http.server.ThreadingHTTPServer):
    body = CONTENT
    announced = len(CONTENT)
    status = 200
    pause = 0.0


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.send_response(self.server.status)
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
        monkeypatch.setattr(sources, "_SCHEMES", ("http",))
        yield server
        server.shutdown()


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_search_order(places: dict[str, Path]) -> None:
    assert search_places() == tuple(places.values())


def test_unset_variable_is_no_place(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RDO_DATA")
    assert search_places() == tuple(places.values())[1:]


@pytest.mark.parametrize(
    "value", ["", "  ", "gone", "file", "loop", "dangling", "x" * 9000, "~nobody/data", "file/in"]
)
def test_a_variable_that_names_no_folder_is_said(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    Path("file").write_text("")
    Path("loop").symlink_to("loop")
    Path("dangling").symlink_to("nowhere")
    put(places["data"])
    monkeypatch.setenv("RDO_DATA", value)
    for call in (search_places, available, lambda: find("thyroid"), lambda: load("thyroid")):
        with pytest.raises(InputError, match=r"^RDO_DATA=.*; name the data folder, or unset the"):
            call()
    assert load("digits").X.shape == (1797, 64)


def test_a_linked_folder_is_a_folder(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("link").symlink_to(places["shared"])
    expected = put(places["shared"])
    monkeypatch.setenv("RDO_DATA", "link")
    assert find("thyroid") == expected


def test_a_current_folder_that_vanished(
    places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = places["data"].parent / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find("thyroid") is None
    with pytest.raises(MissingDataError):
        load("thyroid")


def test_what_lies_in_the_place_of_a_file(places: dict[str, Path]) -> None:
    path = places["data"] / FILE
    path.mkdir(parents=True)
    assert find("thyroid") is None
    path.rmdir()
    os.mkfifo(path)
    assert find("thyroid") is None
    path.unlink()
    path.symlink_to(path)
    assert find("thyroid") is None


def test_checkout_is_searched_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    checkout = Path(__file__).parents[2]
    assert checkout / "data" in search_places()
    beside = (checkout.parent / "shared" / "data").resolve()
    assert beside in {place.resolve() for place in search_places()}


def test_earlier_place_wins(places: dict[str, Path]) -> None:
    for place in reversed(places.values()):
        expected = put(place)
        assert find("thyroid") == expected
        assert locate("thyroid") == expected


def test_missing_says_where_it_looked_and_what_to_do(places: dict[str, Path]) -> None:
    assert find("thyroid") is None
    with pytest.raises(MissingDataError) as caught:
        load("thyroid")
    message = str(caught.value)
    assert all(str(place) in message for place in places.values())
    assert "rdo data thyroid --fetch" in message
    assert str(places["named"] / FILE) in message


def test_corrupt_file_is_named_with_both_checksums(places: dict[str, Path]) -> None:
    path = put(places["data"], b"other bytes")
    with pytest.raises(CorruptDataError) as caught:
        locate("thyroid")
    message = str(caught.value)
    assert str(path) in message
    assert hashlib.sha256(CONTENT).hexdigest() in message
    assert hashlib.sha256(b"other bytes").hexdigest() in message


def test_unknown_name_lists_the_names() -> None:
    with pytest.raises(InputError, match=r"'tyroid'.*thyroid, arrhythmia, kddcup, kddcup_rev"):
        load("tyroid")


def test_bundled_set_has_no_file() -> None:
    assert find("digits") is None
    with pytest.raises(InputError, match="'digits'"):
        locate("digits")


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
    monkeypatch.setattr(sources, "_MOST_BYTES", 10)
    with pytest.raises(MissingDataError, match="it sends more than 0 MiB"):
        locate("thyroid", fetch=True)
    monkeypatch.setattr(sources, "_MOST_BYTES", 2**20)
    monkeypatch.setattr(sources, "_MOST_SECONDS", 0.2)
    server.pause = 0.05
    start = time.monotonic()
    with pytest.raises(MissingDataError, match=r"it takes more than 0\.2 seconds"):
        locate("thyroid", fetch=True)
    assert time.monotonic() - start < 1.5
    assert files_under(places["cache"]) == []


def test_a_download_is_encrypted(
    places: dict[str, Path], server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_SCHEMES", ("https",))
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


def test_status_of_a_file(places: dict[str, Path]) -> None:
    def thyroid() -> tuple[Path | None, bool, str]:
        status = next(each for each in available() if each.name == "thyroid")
        return status.path, status.verified, status.how_to_get

    assert thyroid() == (None, False, "rdo data thyroid --fetch")
    path = put(places["cache"])
    assert thyroid() == (path, True, "here")
    corrupt = put(places["named"], b"other bytes")
    found, verified, how_to_get = thyroid()
    assert (found, verified) == (corrupt, False)
    assert "corrupt" in how_to_get


@pytest.fixture
def homeless(places: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """The same places, and a thyroid file that no home offers."""
    known = CATALOGUE["thyroid"]
    assert known.source is not None
    local = replace(known, source=replace(known.source, url=None))
    monkeypatch.setitem(CATALOGUE, "thyroid", local)
    # Whoever tries to fetch it all the same fails.
    monkeypatch.setattr("pooch.retrieve", None)
    return places


@pytest.mark.parametrize("fetch", [False, True])
def test_a_file_without_a_home_is_put_in_place_by_hand(
    homeless: dict[str, Path], fetch: bool
) -> None:
    place = homeless["named"] / FILE
    with pytest.raises(MissingDataError) as caught:
        locate("thyroid", fetch=fetch)
    assert str(caught.value).endswith(f"it cannot be fetched; put the file at {place}")
    assert "--fetch" not in str(caught.value)
    assert put(homeless["named"]) == locate("thyroid", fetch=fetch)


@pytest.mark.parametrize("fetch", [False, True])
def test_a_corrupt_file_without_a_home_is_not_fetched_either(
    homeless: dict[str, Path], fetch: bool
) -> None:
    path = put(homeless["cache"], b"half")
    with pytest.raises(CorruptDataError) as caught:
        locate("thyroid", fetch=fetch)
    message = str(caught.value)
    assert message.endswith("it cannot be fetched; put the recorded file there")
    assert str(path) in message
    assert path.read_bytes() == b"half"


def test_status_of_a_file_without_a_home(homeless: dict[str, Path]) -> None:
    def thyroid() -> DatasetStatus:
        return next(each for each in available() if each.name == "thyroid")

    place = homeless["named"] / FILE
    assert thyroid().how_to_get == f"it cannot be fetched; put the file at {place}"
    assert not thyroid().fetchable
    put(homeless["cache"])
    assert (thyroid().verified, thyroid().how_to_get) == (True, "here")
    put(homeless["named"], b"other bytes")
    assert not thyroid().verified
    assert thyroid().how_to_get.startswith("corrupt: it cannot be fetched; put the recorded file")


def test_which_sets_can_be_fetched() -> None:
    cannot = {each.name for each in available() if not each.fetchable}
    assert cannot == {"breast_cancer", "digits", "cifar10", "cifar100_flowers"}
    assert how_to_get("digits") == "comes with scikit-learn"
    assert how_to_get("thyroid") == "rdo data thyroid --fetch"


def test_status_lists_every_set() -> None:
    listed = {each.name: each for each in available()}
    assert list(listed) == list(CATALOGUE)
    assert listed["digits"].verified
    assert all(each.home.startswith("https://") and each.licence for each in listed.values())
