"""Records on disk: JSON that reads well in a diff, arrays beside it, whole or not at all."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from rdo.errors import CorruptDataError, Failure, InputError
from rdo.files import replace_file
from replication.ledger.provenance import REPOSITORY, Provenance
from replication.ledger.records import PROFILES, Arm, Arrays, Data, Record

__all__ = ["find_record", "read_arrays", "read_record", "write_record"]

FORMAT = 1

# Parameters of numpy's own writer.
_RESERVED = ("file", "allow_pickle")

T = TypeVar("T", Arm, Arrays, Data, Failure, Provenance, Record)


def write_record(
    record: Record,
    folder: Path | None = None,
    arrays: Mapping[str, npt.NDArray[Any]] | None = None,
) -> Path:
    """Store a record, and named arrays beside it, in place of what was there.

    The arrays go first, so a record that can be read always has its own. If the write is cut
    between the two, reading refuses the record instead of pairing it with another run's arrays.

    Parameters
    ----------
    record : Record
        What to store.
    folder : Path, optional
        The folder of results; by default ``results/`` of this checkout.
    arrays : mapping of str to array, optional
        Arrays of numbers worth keeping (a curve, a scatter), stored as ``.npz``.

    Returns
    -------
    Path
        The JSON file: ``<folder>/<experiment>/<dataset>/<profile>[-<variant>].json``.

    Raises
    ------
    InputError
        If the place cannot be written, or the record holds what JSON cannot carry.
    """
    path = _location(record, folder)
    packed = None
    stored: Arrays | None = None
    if arrays:
        packed = _pack(arrays)
        stored = Arrays(names=sorted(arrays), sha256=hashlib.sha256(packed).hexdigest())
    text = _to_json(replace(record, arrays=stored))
    arrays_path = path.with_suffix(".npz")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        had_arrays = arrays_path.exists()
        if packed is not None:
            replace_file(arrays_path, packed)
        try:
            replace_file(path, text.encode())
        except BaseException:
            if packed is not None and not had_arrays:
                arrays_path.unlink()
            raise
        if packed is None:
            arrays_path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write the record {path}: {error.strerror or error}") from None
    return path


def read_record(path: Path) -> Record:
    """Read a record, and check it and the arrays beside it.

    Raises
    ------
    InputError
        If the file cannot be read or does not hold a record.
    CorruptDataError
        If the arrays beside it are missing or are not those it was written with.
    """
    try:
        record = _from_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{path} does not hold a record: {error}") from None
    if record.arrays is not None:
        _checked_arrays(record.arrays, path)
    return record


def read_arrays(record: Record, folder: Path | None = None) -> dict[str, npt.NDArray[Any]]:
    """Read the arrays stored beside a record.

    Parameters
    ----------
    record : Record
        As read from the folder.
    folder : Path, optional
        The folder of results; by default ``results/`` of this checkout.

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
        raise InputError(f"{path.with_suffix('.npz')} does not hold arrays: {error}") from None


def find_record(
    experiment: str,
    dataset: str,
    *,
    profile: str | None = None,
    variant: str = "",
    folder: Path | None = None,
) -> Record | None:
    """Read the record of an experiment on a data set, None if there is none.

    Parameters
    ----------
    experiment, dataset : str
        What was run on what.
    profile : str, optional
        Which profile; by default ``paper``, or ``reduced`` where there is no ``paper``. A smoke
        run checks code and is found only when asked for.
    variant : str
        Which departure from the profile.
    folder : Path, optional
        The folder of results; by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If the profile is unknown, or a record is there and cannot be read or lies where another
        belongs.
    """
    if profile is not None and profile not in PROFILES:
        raise InputError(f"profile={profile!r}; known are {', '.join(PROFILES)}")
    root = REPOSITORY / "results" if folder is None else folder
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
    root = REPOSITORY / "results" if folder is None else folder
    return root.joinpath(*record.path.parts[1:])


def _pack(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    for name, array in arrays.items():
        if name in _RESERVED or np.asarray(array).dtype.hasobject:
            raise InputError(
                f"array {name!r} of type {np.asarray(array).dtype} cannot be stored: arrays hold "
                f"numbers, under names other than {' and '.join(_RESERVED)}"
            )
    named: dict[str, Any] = dict(arrays)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **named)
    return buffer.getvalue()


def _checked_arrays(arrays: Arrays, path: Path) -> bytes:
    beside = path.with_suffix(".npz")
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
    try:
        return _layout({"format": FORMAT, **asdict(record)}) + "\n"
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


def _from_json(text: str) -> Record:
    document = json.loads(text, parse_constant=_refuse)
    if not isinstance(document, dict) or document.pop("format", None) != FORMAT:
        raise InputError(f"its format is not {FORMAT}")
    arms = {
        name: _build(Arm, {**arm, "failures": [_build(Failure, f) for f in arm["failures"]]})
        for name, arm in _required(document, "arms").items()
    }
    arrays = _required(document, "arrays")
    return _build(
        Record,
        {
            **document,
            "arms": arms,
            "data": _build(Data, _required(document, "data")),
            "provenance": _build(Provenance, _required(document, "provenance")),
            "arrays": None if arrays is None else _build(Arrays, arrays),
        },
    )


def _refuse(constant: str) -> None:
    raise InputError(f"{constant} is not a measurement")


def _required(document: dict[str, Any], key: str) -> Any:
    if key not in document:
        raise InputError(f"it lacks {key!r}")
    return document[key]


def _build(kind: type[T], entries: dict[str, Any]) -> T:
    expected = {entry.name for entry in fields(kind)}
    if set(entries) != expected:
        differing = ", ".join(sorted(set(entries) ^ expected))
        raise InputError(f"{kind.__name__} has missing or unknown entries: {differing}")
    return kind(**entries)
