"""Downloads into the user's cache: over https, within limits, and thrown away if not the file."""

import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tqdm import TqdmWarning, tqdm

with warnings.catch_warnings():
    # pooch asks for a notebook's progress bar at import and complains where there is none.
    warnings.simplefilter("ignore", TqdmWarning)
    import pooch

from rdo.datasets.entries import Source
from rdo.errors import CorruptDataError, MissingDataError
from rdo.terminal import is_watched

__all__ = ["cache_folder", "download"]

_SCHEMES = ("https",)
_MOST_BYTES, _MOST_SECONDS = 2**28, 600  # of one download
_PATIENCE = 20  # seconds without a byte
_BLOCK = 2**16


def cache_folder() -> Path:
    """The user's own folder for data; one for temporary files if the user has no home."""
    try:
        return Path(pooch.os_cache("rdo"))
    except RuntimeError:
        return Path(tempfile.gettempdir(), "rdo")


def download(name: str, source: Source, url: str) -> Path:
    """Put the recorded file of a data set into the user's cache.

    Raises
    ------
    MissingDataError
        It cannot be had, or not within the limits on size and time.
    CorruptDataError
        The file has another SHA-256 than the one on record.
    """
    target = cache_folder() / source.path
    try:
        # The bytes go to a temporary file beside the target, which is moved into place only
        # once its checksum is right.
        pooch.retrieve(
            url,
            known_hash=f"sha256:{source.sha256}",
            fname=target.name,
            path=target.parent,
            downloader=_stream,
        )
    except OSError as error:  # first, for some errors of the connection are values too
        raise MissingDataError(
            f"data set {name!r} could not be downloaded from {url} ({error}); try again, "
            f"or put the file at {target}"
        ) from error
    except ValueError as error:
        raise CorruptDataError(
            f"the download of data set {name!r} from {url} is not the recorded file and "
            f"was thrown away ({error}); try again, or put the original file at {target}"
        ) from error
    return target


def _stream(url: str, output_file: str, pooch: Any) -> None:
    """Write what a URL sends to a file, within limits on its size and on the time it takes."""
    import requests  # as late as pooch loads it
    from urllib3.exceptions import HTTPError

    end = time.monotonic() + _MOST_SECONDS
    plain = {"Accept-Encoding": "identity"}  # a file packed on the way has another checksum
    with requests.get(url, stream=True, timeout=_PATIENCE, headers=plain) as response:
        response.raise_for_status()
        schemes = {urlsplit(each.url).scheme for each in (*response.history, response)}
        if not schemes <= set(_SCHEMES):
            raise OSError("the connection is not encrypted")
        said = response.headers.get("Content-Length", "")
        length = int(said[:20]) if said.isascii() and said.isdigit() else 0
        if length > _MOST_BYTES:
            raise OSError(f"it is of {length:,} bytes, more than {_MOST_BYTES >> 20} MiB")
        read = getattr(response.raw, "read1", response.raw.read)  # what has come, not a whole block
        with (
            Path(output_file).open("wb") as file,
            tqdm(total=length, unit="B", unit_scale=True, disable=not is_watched()) as bar,
        ):
            while block := _received(read, HTTPError):
                file.write(block)
                bar.update(len(block))
                if file.tell() > _MOST_BYTES:
                    raise OSError(f"it sends more than {_MOST_BYTES >> 20} MiB")
                if time.monotonic() > end:
                    raise OSError(f"it takes more than {_MOST_SECONDS} seconds")
            if file.tell() < length:
                raise OSError(f"it stopped after {file.tell()} of {length} bytes")


def _received(read: Callable[[int], bytes], broken: type[Exception]) -> bytes:
    try:
        return read(_BLOCK)
    except broken as error:
        raise OSError(str(error)) from error
