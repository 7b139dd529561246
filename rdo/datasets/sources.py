"""Where the file of a named data set is looked for, and how it is fetched."""

import hashlib
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from tqdm import TqdmWarning

with warnings.catch_warnings():
    # pooch asks for a notebook's progress bar at import and complains where there is none.
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

from rdo.datasets.entries import CATALOGUE, Entry, Source, entry
from rdo.errors import CorruptDataError, InputError, MissingDataError

__all__ = [
    "DatasetStatus",
    "available",
    "find",
    "how_to_get",
    "locate",
    "search_places",
]


def _cache() -> Path:
    return Path(pooch.os_cache("rdo"))


def search_places() -> tuple[Path, ...]:
    """Return the folders searched for data files, first the one that wins.

    `$RDO_DATA`, then `data` and `../shared/data` as seen from the current folder, then the same
    two as seen from the top of the source checkout (so that a notebook run in its own folder finds
    what a command run at the top finds; not for an installed wheel), then the user's cache.
    """
    bases = [Path.cwd()]
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        bases.append(checkout)
    named = os.environ.get("RDO_DATA")
    places = [Path(named).expanduser()] if named else []
    places += [base / folder for base in bases for folder in ("data", "../shared/data")]
    return tuple(dict.fromkeys(place.resolve() for place in [*places, _cache()]))


def find(name: str) -> Path | None:
    """Return the first file found for a data set, unverified; None if there is none."""
    source = entry(name).source
    if source is None:
        return None
    candidates = (place / source.path for place in search_places())
    return next((path for path in candidates if path.is_file()), None)


def how_to_get(name: str) -> str:
    """Return in one phrase what brings the file of a data set here."""
    source = entry(name).source
    if source is None:
        return "comes with scikit-learn"
    if source.url is None:
        return f"it cannot be fetched; put the file at {search_places()[0] / source.path}"
    return f"rdo data {name} --fetch"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(name: str, source: Source, url: str) -> Path:
    target = _cache() / source.path
    try:
        # The bytes go to a temporary file beside the target, which is moved into place only
        # once its checksum is right.
        pooch.retrieve(
            url,
            known_hash=f"sha256:{source.sha256}",
            fname=target.name,
            path=target.parent,
            progressbar=sys.stderr.isatty(),
        )
    except ValueError as error:
        raise CorruptDataError(
            f"the download of data set {name!r} from {url} is not the recorded file and "
            f"was thrown away ({error}); try again, or put the original file at {target}"
        ) from error
    except OSError as error:
        raise MissingDataError(
            f"data set {name!r} could not be downloaded from {url} ({error}); try again, "
            f"or put the file at {target}"
        ) from error
    return target


def locate(name: str, *, fetch: bool = False) -> Path:
    """Return the path of a data set's file once its SHA-256 has been checked.

    Parameters
    ----------
    name
        A data set that is read from a file.
    fetch
        Download the file into the user's cache if it is in none of the search places, or if the
        copy found is a corrupt one in that cache. Files elsewhere are never touched. Not for the
        files whose entry has no `url`.

    Raises
    ------
    InputError
        No data set has that name, or it comes with scikit-learn and has no file.
    MissingDataError
        The file is in none of the places, or cannot be downloaded.
    CorruptDataError
        The file found, or the one downloaded, has another checksum.
    """
    source = entry(name).source
    if source is None:
        raise InputError(
            f"name={name!r} comes with scikit-learn and has no file; use load({name!r})"
        )
    path = find(name)
    if path is None:
        if fetch and source.url is not None:
            return _download(name, source, source.url)
        places = search_places()
        way = how_to_get(name)
        if source.url is not None:
            way = f"get it with `{way}`, or put the file at {places[0] / source.path}"
        raise MissingDataError(
            f"data set {name!r} is not here: no {source.path} in {', '.join(map(str, places))}; "
            f"{way}"
        )
    found = _sha256(path)
    if found == source.sha256:
        return path
    way = "it cannot be fetched; put the recorded file there"
    if source.url is not None:
        if fetch and path == (_cache() / source.path).resolve():
            return _download(name, source, source.url)
        way = f"delete it and run `{how_to_get(name)}`, or put the original there"
    raise CorruptDataError(
        f"{path} is not the recorded file of data set {name!r}: expected SHA-256 {source.sha256}, "
        f"found {found}; {way}"
    )


@dataclass(frozen=True)
class DatasetStatus:
    """Whether a named data set can be loaded here, and what to do if not.

    Attributes
    ----------
    path
        The file found; None where there is none, as for the sets that come with scikit-learn.
    verified
        The set can be loaded: the file has the recorded SHA-256, or none is needed.
    shape
        Rows and features.
    home, licence
        Page of those who published the data, and the licence stated there.
    how_to_get
        What to do, in one phrase.
    """

    name: str
    path: Path | None
    verified: bool
    shape: tuple[int, int]
    home: str
    licence: str
    how_to_get: str

    @property
    def bundled(self) -> bool:
        """Whether the set comes with scikit-learn, so that no file is to be had."""
        return entry(self.name).source is None

    @property
    def fetchable(self) -> bool:
        """Whether the file can be downloaded."""
        source = entry(self.name).source
        return source is not None and source.url is not None


def _status(known: Entry) -> DatasetStatus:
    path = find(known.name)
    way = how_to_get(known.name)
    if known.source is None:
        verified = True
    elif path is None:
        verified = False
    elif _sha256(path) == known.source.sha256:
        verified, way = True, "here"
    else:
        verified = False
        way = (
            "corrupt: it cannot be fetched; put the recorded file in its place"
            if known.source.url is None
            else f"corrupt: delete the file, then {way}"
        )
    return DatasetStatus(known.name, path, verified, known.shape, known.home, known.licence, way)


def available() -> tuple[DatasetStatus, ...]:
    """Return the status of every named data set, in the catalogue's order.

    Examples
    --------
    The sets that need no download:

    >>> from rdo.datasets import available
    >>> [status.name for status in available() if status.bundled]
    ['breast_cancer', 'digits']
    """
    return tuple(_status(known) for known in CATALOGUE.values())
