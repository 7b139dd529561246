"""The catalogue of data sets."""

import re
from pathlib import PurePosixPath

import pytest

from rdo.datasets.entries import CATALOGUE, Entry, Source, entry
from rdo.errors import InputError

known = pytest.mark.parametrize("known", CATALOGUE.values(), ids=CATALOGUE)
SOURCES = {name: known.source for name, known in CATALOGUE.items() if known.source is not None}
sources = pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)


@known
def test_an_entry_is_found_by_its_name(known: Entry) -> None:
    assert entry(known.name) is known


@known
def test_sizes_and_ratios_are_possible_and_homes_are_addresses(known: Entry) -> None:
    assert min(known.shape) >= 1
    assert known.anomaly_ratio is None or 0 < known.anomaly_ratio < 1
    assert known.home.startswith("https://")
    assert known.licence


@sources
def test_a_file_lies_inside_the_search_places_and_has_a_checksum(source: Source) -> None:
    path = PurePosixPath(source.path)
    assert not path.is_absolute()
    assert ".." not in path.parts
    assert re.fullmatch("[0-9a-f]{64}", source.sha256)
    assert source.url is None or re.match("https?://", source.url)


def test_two_names_share_a_file_only_with_its_checksum() -> None:
    """As the two ways to read KDD Cup 99 do."""
    files = {source.path: source for source in SOURCES.values()}
    assert all(source == files[source.path] for source in SOURCES.values())
    assert len({source.sha256 for source in files.values()}) == len(files)


def test_the_sets_of_table_2_have_the_ratios_of_section_5_2() -> None:
    ratios = {name: known.anomaly_ratio for name, known in CATALOGUE.items() if known.anomaly_ratio}
    assert ratios == {"thyroid": 0.025, "arrhythmia": 0.15, "kddcup": 0.2, "kddcup_rev": 0.2}


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"name='thyriod' is not a data set; .*thyroid, .*digits"):
        entry("thyriod")
