"""Where the file of a named data set is looked for, and how it is fetched."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from rdo.checks import check_flag
from rdo.datasets.downloads import cache_folder, download
from rdo.datasets.entries import CATALOGUE, Entry, entry
from rdo.errors import CorruptDataError, InputError, MissingDataError, shown

__all__ = [
    "DatasetStatus",
    "available",
    "find",
    "how_to_get",
    "locate",
    "search_places",
]


def search_places() -> tuple[Path, ...]:
    """Return the folders searched for data files, first the one that wins.

    `$RDO_DATA`, then `data` and `../shared/data` as seen from the current folder, then the same
    two as seen from the top of the source checkout (so that a notebook run in its own folder finds
    what a command run at the top finds; not for an installed wheel), then the user's cache.

    Raises
    ------
    InputError
        `$RDO_DATA` is set and names no folder: it is empty, nothing is there, or its links lead
        round in a circle.
    """
    try:
        bases = [Path.cwd()]
    except OSError:  # the folder was deleted under us
        bases = []
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        bases.append(checkout)
    named = _named_folder()
    places = [] if named is None else [named]
    places += [base / folder for base in bases for folder in ("data", "../shared/data")]
    return tuple(dict.fromkeys(_resolved(place) for place in [*places, cache_folder()]))


def _named_folder() -> Path | None:
    """The folder that ``$RDO_DATA`` names; None where the variable is not set."""
    named = os.environ.get("RDO_DATA")
    if named is None:
        return None
    try:
        folder = Path(named).expanduser()
        if named.strip() and stat.S_ISDIR(folder.stat().st_mode):
            return folder
        why = "that is no folder"
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
    raise InputError(f"RDO_DATA={shown(named)}: {why}; name the data folder, or unset the variable")


def _resolved(place: Path) -> Path:
    try:
        return place.resolve()
    except (OSError, RuntimeError):  # links that lead round in a circle
        return place.absolute()


def find(name: str) -> Path | None:
    """Return the first file found for a data set, unverified; None if there is none."""
    source = entry(name).source
    if source is None:
        return None
    candidates = (place / source.path for place in search_places())
    return next((path for path in candidates if _is_file(path)), None)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def how_to_get(name: str) -> str:
    """Return in one phrase what brings the file of a data set here."""
    source = entry(name).source
    if source is None:
        return "comes with scikit-learn"
    if source.url is None:
        return f"it cannot be fetched; put the file at {search_places()[0] / source.path}"
    return f"rdo data {name} --fetch"


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise MissingDataError(
            f"{path} cannot be read: {error.strerror}; mend or move it"
        ) from error


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
    check_flag("fetch", fetch)
    if source is None:
        raise InputError(
            f"name={name!r} comes with scikit-learn and has no file; use load({name!r})"
        )
    path = find(name)
    if path is None:
        if fetch and source.url is not None:
            return download(name, source, source.url)
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
        if fetch and path == (cache_folder() / source.path).resolve():
            return download(name, source, source.url)
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
