"""A detector kept with the columns that its rows are read by, in one file."""

import json
from hashlib import sha256
from pathlib import Path

import safetensors

from rdo.detectors.base import MixtureDetector
from rdo.detectors.columns import Columns
from rdo.detectors.dagmm import DAGMMDetector
from rdo.detectors.radogaga import RaDOGAGADetector
from rdo.detectors.storage import save_detector
from rdo.errors import InputError

__all__ = ["load_model", "save_model"]

_KINDS: dict[str, type[MixtureDetector]] = {
    kind.__name__: kind for kind in (RaDOGAGADetector, DAGMMDetector)
}


def save_model(detector: MixtureDetector, columns: Columns, path: str | Path) -> None:
    """Write a fitted detector and the columns of its table, in place of what was at ``path``.

    The file is that of :meth:`RaDOGAGADetector.save`, which also reads it, with one text more.

    Raises
    ------
    InputError
        If the file cannot be written; one that was there is as it was.
    """
    text = json.dumps(columns.to_json(), sort_keys=True, allow_nan=False)
    save_detector(
        detector, path, {"columns": text, "columns_sha256": sha256(text.encode()).hexdigest()}
    )


def load_model(path: str | Path) -> tuple[MixtureDetector, Columns]:
    """Read what :func:`save_model` wrote; nothing in the file is executed.

    Raises
    ------
    InputError
        If it is not there, was cut or edited, or holds no columns.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
        kind = json.loads(json.loads(header["detector"])["content"])["class"]
        if "columns" not in header:
            raise InputError(
                f"{path} holds a detector without the columns of its table: read it in Python, "
                f"with {_KINDS[kind].__name__}.load, or keep one with rdo detect --save."
            )
        text = header["columns"]
        sound = sha256(text.encode()).hexdigest() == header["columns_sha256"]
        columns = Columns.from_json(json.loads(text)) if sound else None
        detector = _KINDS[kind].load(path)
    except FileNotFoundError:
        raise InputError(f"{path} is not there: give a file of --save.") from None
    except InputError:
        raise
    except Exception as error:  # of several parsers, on whatever the bytes are
        raise InputError(
            f"{path} is no model of --save that can be read ({type(error).__name__}): it may be "
            "cut or edited."
        ) from None
    if columns is None:
        raise InputError(f"{path} was cut or edited: the digest of its columns is another.")
    names = getattr(detector, "feature_names_in_", ())
    if columns.encoded != list(names):
        raise InputError(f"{path} has columns that are not those of its detector.")
    return detector, columns
