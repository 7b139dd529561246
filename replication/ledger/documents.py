"""Files that people or programs wrote: read whole and as their schema says, or refused by name."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from rdo.errors import InputError, shown

__all__ = ["first_fault", "is_there", "no_constant", "parse_toml", "read_json", "read_text"]

T = TypeVar("T")

_DEEP = "its brackets are nested too deeply"
_SAYS = {"extra_forbidden": "an unknown entry", "missing": "is missing"}
_PATTERNS = {
    r"^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$": "data.arm.metric, in small letters, digits and _",
    r"^([a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+)?$": "data.arm.metric, in small letters, digits and _",
    r"^[a-z0-9_]+$": "small letters, digits and _",
    r"^[a-z0-9_]*$": "small letters, digits and _",
    r"\S": "a text that is not empty",
}


def is_there(path: Path) -> bool:
    """Whether anything stands at a path, a broken link included."""
    return path.is_symlink() or path.exists()


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises
    ------
    InputError
        If it is not there, is no file, or is not in UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read: byte {error.start} is not UTF-8") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from None


def parse_toml(text: str) -> dict[str, Any]:
    """What a TOML text holds; no key stands in it twice.

    Raises
    ------
    InputError
        If the text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InputError(f"not TOML: {_DEEP}") from None
    except ValueError as error:
        raise InputError(f"not TOML: {error}") from None


def read_json(path: Path, kind: TypeAdapter[T]) -> T:
    """What a JSON file holds, nothing coerced.

    Raises
    ------
    InputError
        If the file cannot be read, an object has a key twice, or a value is none that the type
        allows; names the file and the keys that lead to the value.
    """
    text = read_text(path)
    try:
        # The schema's own parser takes the last of two equal keys, without a word.
        json.loads(text, object_pairs_hook=_unique, parse_constant=no_constant)
        return kind.validate_json(text, strict=True)
    except ValidationError as error:
        raise InputError(f"{path} cannot be used: {first_fault(error)}") from None
    except RecursionError:
        raise InputError(f"{path} cannot be used: {_DEEP}") from None
    except ValueError as error:
        raise InputError(f"{path} cannot be used: {error}") from None


def first_fault(error: ValidationError, document: Any = None) -> str:
    """The first thing wrong with a document, after the keys that lead to it.

    Tables of a document that is given go by their own ``id`` or ``slug``, not by their number.
    """
    fault = error.errors(include_url=False)[0]
    context = fault.get("ctx", {})
    said = str(context.get("error", fault["msg"]))
    what = _SAYS.get(fault["type"], f"{said[:1].lower()}{said[1:]}")
    if context.get("pattern") in _PATTERNS:
        what = f"give {_PATTERNS[context['pattern']]}"
    if not isinstance(fault["input"], Mapping | list | tuple) and fault["type"] not in _SAYS:
        what = f"{what}, not {shown(fault['input'])}"
    where = ".".join(_names(fault["loc"], document))
    return f"{where}: {what}" if where else what


def _names(keys: Sequence[int | str], document: Any) -> list[str]:
    words = []
    for key in keys:
        document = document[key] if _has(document, key) else None
        own = document.get("id") or document.get("slug") if isinstance(document, Mapping) else None
        word = str(own if isinstance(key, int) and own else key)
        words.append(word if word.isprintable() and len(word) <= 60 else shown(word))
    return words


def _has(document: Any, key: int | str) -> bool:
    if isinstance(document, Mapping):
        return key in document
    return isinstance(document, list) and isinstance(key, int) and key < len(document)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {shown(key)} stands in one object twice")
        found[key] = value
    return found


def no_constant(name: str) -> None:
    """Refuse NaN and the infinities, as ``parse_constant`` of :func:`json.loads`."""
    raise ValueError(f"{name} is not a number that JSON has")
