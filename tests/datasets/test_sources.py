import hashlib
import os
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
)
from rdo.datasets.entries import CATALOGUE
from rdo.errors import CorruptDataError, InputError, MissingDataError
from tests.datasets.search_places import CONTENT, FILE, places, put

__all__ = ["places"]


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
    images = {"cifar10", "cifar100_flowers", "yaleb", "celeba"}
    assert cannot == {"breast_cancer", "digits", *images}
    assert how_to_get("digits") == "comes with scikit-learn"
    assert how_to_get("thyroid") == "rdo data thyroid --fetch"


def test_status_lists_every_set() -> None:
    listed = {each.name: each for each in available()}
    assert list(listed) == list(CATALOGUE)
    assert listed["digits"].verified
    assert all(each.home.startswith("https://") and each.licence for each in listed.values())
