"""Parameters of a notebook: what papermill sets is one of them, and of the type that it has."""

from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from rdo.errors import InputError, shown
from replication.kit.options import in_words

__all__ = ["check_parameters"]

_PLAIN = (bool, int, float, str, list, tuple, dict, type(None))
_OF_THE_SHELL = ("In", "Out")
_CHECKED = "_parameters_checked"


def check_parameters(namespace: dict[str, Any], **types: Any) -> None:
    """Refuse parameters that a notebook does not have, or that are of another type.

    Parameters
    ----------
    namespace
        ``globals()``, just after the cell that sets the parameters. A name that is set besides is
        none of them, and would change nothing. Called again, when later cells have names of their
        own, it looks at the types alone.
    **types
        Of each parameter.

    Raises
    ------
    InputError
        If papermill, or anything else, has set a name or a value that does not fit.

    Examples
    --------
    >>> check_parameters({"dataset": "toy", "seeds": 3}, dataset=str, seeds=int | None)
    """
    for name, value in namespace.items():
        own = name.startswith("_") or name in _OF_THE_SHELL or not isinstance(value, _PLAIN)
        if not (own or name in types or _CHECKED in namespace):
            raise InputError(
                f"{name}={shown(value)}: no such parameter; this page has {', '.join(types)}."
            )
    for name, kind in types.items():
        adapter = TypeAdapter(kind, config=ConfigDict(allow_inf_nan=False, strict=True))
        try:
            adapter.validate_python(namespace[name])
        except ValidationError:
            raise InputError(f"{name}={shown(namespace[name])}: give {in_words(kind)}.") from None
    namespace[_CHECKED] = True
