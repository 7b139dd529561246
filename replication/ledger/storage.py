"""Records on disk: JSON that reads well in a diff, arrays beside it, whole or not at all."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter, ValidationError

from rdo.errors import CorruptDataError, InputError
from rdo.files import left_beside, replace_file
from replication.ledger.documents import first_fault, no_constant
from replication.ledger.provenance import REPOSITORY
from replication.ledger.records import PROFILES, Record, StoredArrays

__all__ = ["find_record", "read_arrays", "read_record", "write_record"]

FORMAT = 2

# Parameters of numpy's own writer.
_RESERVED = ("file", "allow_pickle")

_RECORD = TypeAdapter(Record)


def write_record(
    record: Record,
    folder: Path | None = None,
    arrays: Mapping[str, npt.NDArray[Any]] | None = None,
) -> Path:
    """Store a record, and named arrays beside it, in place of what was there.

    The JSON file that it returns is ``<folder>/<experiment>/<dataset>/<profile>[-<variant>].json``,
    where the folder is by default ``results/`` of this checkout; arrays, which are of numbers worth
    keeping (a curve, a scatter), are beside it as ``.npz``, under a name that holds their digest.

    The arrays go first and those of the earlier record last: a write that is cut, at any moment,
    leaves the earlier record with its arrays or the new one with its own.

    Raises
    ------
    InputError
        If the place cannot be written, or the record holds what JSON cannot carry.
    """
    path = _location(record, folder)
    packed, stored = None, None
    if arrays:
        packed = _pack(arrays)
        stored = StoredArrays(sorted(arrays), hashlib.sha256(packed).hexdigest())
    text = _to_json(_as_read(_to_json(replace(record, arrays=stored))))
    beside = None if stored is None else _beside(path, stored)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if beside is not None and packed is not None:
            replace_file(beside, packed)
        replace_file(path, text.encode())
        earlier = path.parent.glob(f"{path.stem}.*.npz")
        arrays_left = [] if beside is None else left_beside(beside)
        for left in (*earlier, *left_beside(path), *arrays_left):
            if left != beside:
                left.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write the record {path}: {error.strerror or error}") from None
    return path


def read_record(path: Path) -> Record:
    """Read a record, and check it and the arrays beside it.

    Raises
    ------
    InputError
        If the file cannot be read or is of another format.
    CorruptDataError
        If it does not hold a record, or that and the arrays beside it are not as they were written.
    """
    try:
        record = _from_json(path.read_text(encoding="utf-8"), path)
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        reason = first_fault(error) if isinstance(error, ValidationError) else error
        raise CorruptDataError(f"{path} does not hold a record: {reason}") from None
    if record.arrays is not None:
        _checked_arrays(record.arrays, path)
    return record


def read_arrays(record: Record, folder: Path | None = None) -> dict[str, npt.NDArray[Any]]:
    """Read the arrays stored beside a record in a folder, by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If the record has no arrays.
    CorruptDataError
        If the arrays are missing or are not those the record was written with.
    """
    path = _location(record, folder)
    if record.arrays is None:
        raise InputError(f"{record.path} has no arrays beside it")
    content = _checked_arrays(record.arrays, path)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return dict(archive)
    except (ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{_beside(path, record.arrays)} does not hold arrays: {error}") from None


def find_record(
    experiment: str,
    dataset: str,
    *,
    profile: str | None = None,
    variant: str = "",
    folder: Path | None = None,
) -> Record | None:
    """Read the record of an experiment on a data set, None if there is none.

    The profile is by default ``paper``, or ``reduced`` where there is no ``paper``; a smoke run
    checks code and is found only when asked for. The folder is by default ``results/`` of this
    checkout.

    Raises
    ------
    InputError
        If the profile is unknown, or a record is there and cannot be read or lies where another
        belongs.
    """
    if profile is not None and profile not in PROFILES:
        raise InputError(f"profile={profile!r}; known are {', '.join(PROFILES)}")
    root = folder or REPOSITORY / "results"
    for candidate in ("paper", "reduced") if profile is None else (profile,):
        stem = f"{candidate}-{variant}" if variant else candidate
        path = root / experiment / dataset / f"{stem}.json"
        if path.exists():
            record = read_record(path)
            if _location(record, root) != path:
                raise InputError(f"{path} holds the record that belongs at {record.path}")
            return record
    return None


def _location(record: Record, folder: Path | None) -> Path:
    return (folder or REPOSITORY / "results").joinpath(*record.path.parts[1:])


def _beside(path: Path, arrays: StoredArrays) -> Path:
    return path.with_name(f"{path.stem}.{arrays.sha256[:16]}.npz")


def _pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    for name, array in arrays.items():
        if name in _RESERVED or np.asarray(array).dtype.hasobject:
            raise InputError(
                f"array {name!r} of type {np.asarray(array).dtype} cannot be stored: arrays hold "
                f"numbers, under names other than {' and '.join(_RESERVED)}"
            )
    named: dict[str, Any] = {name: arrays[name] for name in sorted(arrays)}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **named)
    return buffer.getvalue()


def _checked_arrays(arrays: StoredArrays, path: Path) -> bytes:
    beside = _beside(path, arrays)
    try:
        content = beside.read_bytes()
    except OSError as error:
        raise CorruptDataError(
            f"the arrays {beside} of a record cannot be read: {error.strerror}"
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != arrays.sha256:
        raise CorruptDataError(
            f"{beside} is not what its record was written with (SHA-256 {found}, recorded "
            f"{arrays.sha256}); run the experiment again"
        )
    return content


def _to_json(record: Record) -> str:
    document = {"format": FORMAT, **asdict(record)}
    for name in ("threads", "resumed", "sources"):  # which the first records do not say
        if document["provenance"][name] is None:
            del document["provenance"][name]
    try:
        document["sha256"] = hashlib.sha256(_layout(document).encode()).hexdigest()
        return _layout(document) + "\n"
    except (TypeError, ValueError) as error:
        raise InputError(f"the record {record.path} holds what JSON cannot: {error}") from None


def _layout(value: object, indent: str = "") -> str:
    # One line per list, so that a metric's seeds are one line of a diff.
    if not isinstance(value, dict) or not value:
        return json.dumps(value, allow_nan=False, sort_keys=True)
    inner = indent + "  "
    for key in value:
        if not isinstance(key, str):
            raise TypeError(f"key {key!r} is not a string")
    rows = (f"{inner}{json.dumps(key)}: {_layout(value[key], inner)}" for key in sorted(value))
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"


def _as_read(text: str) -> Record:
    document = json.loads(text)
    del document["format"]
    document.pop("sha256", None)
    return _RECORD.validate_json(json.dumps(document))


def _from_json(text: str, path: Path) -> Record:
    document = json.loads(text)
    if not isinstance(document, dict) or "format" not in document:
        raise ValueError("it has no format")
    if document["format"] != FORMAT:
        raise InputError(f"{path} is of the format {document['format']}, and not {FORMAT}")
    record = _as_read(text)
    json.loads(text, parse_constant=no_constant)  # in what has no type
    # One text for one record: so a repeated key, or a blank too many, is noticed too.
    if _to_json(record) != text:
        raise CorruptDataError(
            f"{path} is not as it was written, for its SHA-256 does not fit it; restore it or run "
            "the experiment again"
        )
    return record
