"""Fields of a configuration that the user sets: ``rdo run table1 -o lambda1=50``."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import ConfigDict, TypeAdapter, ValidationError

from rdo.errors import InputError, shown

__all__ = ["check_fits", "in_words", "parse_options", "with_options"]

C = TypeVar("C")


def parse_options(texts: Sequence[str]) -> dict[str, str]:
    """Options as typed, ``FIELD=VALUE`` each, as values by field.

    Raises
    ------
    InputError
        If one has no ``=``, or a field is set twice.
    """
    options: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise InputError(f"option {shown(text)}: give FIELD=VALUE, say steps=100.")
        if name in options:
            raise InputError(f"option {shown(text)}: {name} is set twice.")
        options[name] = value
    return options


def with_options(config: C, options: Mapping[str, Any], experiment: str) -> C:
    """A configuration, a frozen dataclass, with some of its fields set.

    A value that is a text is read as JSON, or as it stands where the field is a text.

    Raises
    ------
    InputError
        If the configuration has no such field, or the value is none that it can have.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Config:
    ...     steps: int
    ...     rate: float
    >>> with_options(Config(100, 1e-3), {"steps": "50", "rate": 1}, "mine")
    Config(steps=50, rate=1.0)
    """
    types = get_type_hints(type(config), include_extras=True)
    known = [field.name for field in fields(config)]  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for name, value in options.items():
        if name not in known:
            own = f"has {', '.join(known)}" if known else "has none here"
            raise InputError(
                f"option {name[:60]}={shown(value)}: no such field; {experiment} {own}; what each "
                f"means is said in {_described_in(config)}."
            )
        values[name] = _validated(name, value, types[name])
    return replace(config, **values)  # type: ignore[type-var]


def _described_in(config: object) -> str:
    """The files of a configuration's class and of those that it extends."""
    modules = [one.__module__ for one in type(config).__mro__ if is_dataclass(one)]
    return " and ".join(f"{module.replace('.', '/')}.py" for module in dict.fromkeys(modules))


def _validated(name: str, value: Any, kind: Any) -> Any:
    # A dataclass as a type carries its own settings.
    adapter = TypeAdapter(kind, config=ConfigDict(allow_inf_nan=False, strict=True))
    try:
        text = value if isinstance(value, str) else json.dumps(value)
        try:
            return adapter.validate_json(text)
        except ValidationError:
            if not isinstance(value, str):
                raise
            return adapter.validate_json(json.dumps(value))
    except (ValidationError, TypeError, ValueError, RecursionError):  # or of what is no JSON value
        raise InputError(f"option {name}={shown(value)}: give {in_words(kind)}.") from None


def check_fits(counted: str, size: int, **values: int) -> None:
    """Refuse options that ask for more than the data have.

    Parameters
    ----------
    counted
        What is counted: ``rows`` or ``columns``.
    size
        How many the data have.
    **values
        Fields of the configuration by name, none of which may be larger.

    Raises
    ------
    InputError
        If one is.
    """
    for name, value in values.items():
        if value > size:
            raise InputError(
                f"{name}={value}: the data have {size} {counted}; give at most that many."
            )


_LIMITS: dict[type, Callable[[Any], str]] = {
    Ge: lambda limit: f" from {_number(limit.ge)}",
    Gt: lambda limit: f" above {_number(limit.gt)}",
    Le: lambda limit: f" to {_number(limit.le)}",
    MinLen: lambda limit: f", at least {limit.min_length}",
    MaxLen: lambda limit: f", at most {limit.max_length}",
}
_NAMES = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}


def in_words(kind: Any) -> str:
    """The type of a field as messages ask for it."""
    inner, outer = get_args(kind), get_origin(kind)
    if outer is Annotated:
        limits = (_LIMITS[type(limit)](limit) for limit in inner[1:])
        return "".join((in_words(inner[0]), *limits))
    if outer is Literal:
        return " or ".join(map(str, inner))
    if outer in (Union, UnionType):
        return " or ".join(map(in_words, inner))
    if outer is tuple and Ellipsis in inner:
        return f"a list [...], each {in_words(inner[0])}"
    if outer is tuple:
        return f"a list [{', '.join(map(in_words, inner))}]"
    return _NAMES.get(kind, "null")


def _number(limit: float) -> str:
    return f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"
