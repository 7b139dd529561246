"""The checks that every room shares: numbers, seeds, arrays, labels, tensors.

Each returns its value in the type the caller needs, or raises :class:`rdo.errors.InputError` with
one sentence that names the argument, the value it had and what would do. Tables have a check of
their own, :func:`rdo.datasets.check_table`.
"""

import math
import numbers
from collections.abc import Collection
from types import EllipsisType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import InputError, check_positive, is_real, shown

__all__ = [
    "LARGEST_SEED",
    "MOST_NUMBERS",
    "Shape",
    "as_array",
    "check_array",
    "check_broadcast",
    "check_choice",
    "check_flag",
    "check_labels",
    "check_number",
    "check_pictures",
    "check_positive_tuple",
    "check_room",
    "check_seed",
    "check_shape",
    "check_symmetric",
    "check_tensor",
    "check_type",
    "check_weight",
    "check_whole",
]

LARGEST_SEED = 2**32 - 1
"""A seed is one word of the random streams' addresses; two words could be another stream's."""

MOST_NUMBERS = 2**27
"""Numbers that a function makes at most, a gibibyte of float64."""

Shape = tuple[int | str | EllipsisType, ...]
"""Lengths of axes; a text stands for one length wherever it occurs, ``...`` for any axes before
or after the others."""

_Kind = TypeVar("_Kind")
_LARGE = 1e100  # powers of three numbers below it, and of their inverses, still fit into float64
_FLOATING = (torch.float32, torch.float64)


def check_number(
    name: str,
    value: Any,
    low: float = -_LARGE,
    high: float = _LARGE,
    *,
    above: bool = False,
    below: bool = False,
) -> float:
    """A real number from ``low`` to ``high``, as a float.

    Parameters
    ----------
    name
        What messages call the argument.
    value
        The argument. True and False are no numbers, nor is text.
    low, high
        Its range.
    above, below
        Whether it must be above ``low``, below ``high``, and not only reach it.

    Raises
    ------
    InputError
        It is no number, NaN, or out of range.
    """
    if is_real(value):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf if value > 0 else -math.inf
        over = number > low if above else number >= low
        if over and (number < high if below else number <= high):
            return number
    words = ["above" if above else "from", f"{low:.10g}", "to", *["below"] * below, f"{high:.10g}"]
    raise InputError(f"{name}={shown(value)}: give a number {' '.join(words)}.")


def check_whole(name: str, value: Any, low: int = 0, high: int = 2**53) -> int:
    """A whole number from ``low`` to ``high``, as an int; 3.0 is none.

    Raises
    ------
    InputError
        It is no whole number, or out of range.
    """
    if isinstance(value, numbers.Integral) and is_real(value) and low <= int(value) <= high:
        return int(value)
    span = f"of at least {low}" if high == 2**53 else f"from {low} to {high}"
    raise InputError(f"{name}={shown(value)}: give a whole number {span}.")


def check_weight(name: str, value: Any) -> float:
    """A weight or a variance that float32 holds with its inverse: from 1e-30 to 1e30.

    Raises
    ------
    InputError
        It is something else.
    """
    return check_number(name, value, 1e-30, 1e30)


def check_shape(name: str, shape: Any) -> tuple[int, ...]:
    """The shape of a row or an image: positive whole numbers, at least one.

    Raises
    ------
    InputError
        It is something else.
    """
    if not isinstance(shape, tuple) or not shape:
        raise InputError(f"{name}={shown(shape)}: give that of one row or image, say (1, 28, 28).")
    if not all(isinstance(size, int) and size > 0 for size in shape):
        raise InputError(f"{name}={shown(shape)}: give positive whole numbers.")
    check_room(**{f"{name}[{k}]": size for k, size in enumerate(shape)})
    return shape


def check_seed(seed: Any, name: str = "seed") -> int:
    """A seed: a whole number from 0 to :data:`LARGEST_SEED`.

    Raises
    ------
    InputError
        It is something else.
    """
    return check_whole(name, seed, 0, LARGEST_SEED)


def check_room(**sizes: int) -> None:
    """Raise :class:`InputError` if a table of these sizes would not fit: their product is large."""
    if math.prod(sizes.values()) > MOST_NUMBERS:
        given = ", ".join(f"{name}={size}" for name, size in sizes.items())
        raise InputError(f"{given}: give sizes whose product is at most {MOST_NUMBERS:,}.")


def check_choice(name: str, value: Any, choices: Collection[str]) -> None:
    """Raise :class:`InputError` if a value is none of the choices, which are texts."""
    if not isinstance(value, str) or value not in choices:
        *others, last = map(repr, choices)
        text = f"{', '.join(others)} or {last}"
        raise InputError(f"{name}={shown(value)}: give {text}.")


def check_flag(name: str, value: Any) -> bool:
    """True or False.

    Raises
    ------
    InputError
        It is something else; 1 and 0 are.
    """
    return bool(check_type(name, value, (bool, np.bool_), "True or False"))


def check_broadcast(**arrays: npt.NDArray[Any]) -> tuple[int, ...]:
    """The shape that arrays broadcast to.

    Raises
    ------
    InputError
        They do not, or to more numbers than :data:`MOST_NUMBERS`.
    """
    shapes = {name: array.shape for name, array in arrays.items()}
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        given = ", ".join(f"{name} of shape {shape}" for name, shape in shapes.items())
        raise InputError(f"{given}: give shapes that broadcast.") from None
    check_room(**{f"axis_{k}": size for k, size in enumerate(shape)})
    return shape


def check_type(
    name: str, value: Any, kind: type[_Kind] | tuple[type[_Kind], ...], what: str
) -> _Kind:
    """Return a value of a type, or say what would do.

    Raises
    ------
    InputError
        It is of another type.
    """
    if not isinstance(value, kind):
        raise InputError(f"{name}={shown(value)}: give {what}.")
    return value


def as_array(name: str, value: Any) -> npt.NDArray[Any]:
    """An array of real numbers in numpy's own type, or the error of a type that holds none.

    Numbers and booleans alone: no text, dates, durations, complex numbers or masked cells. Tensors
    are detached and taken to the CPU.
    """
    if isinstance(value, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
        raise InputError(f"{name} has masked values: fill them in or leave them out.")
    if isinstance(value, Tensor):
        value = value.detach().to("cpu", torch.float64 if value.dtype.is_floating_point else None)
    try:
        array = np.asarray(value)
    except Exception:  # whatever a foreign type's own conversion raises, or rows of unequal length
        raise InputError(f"{name}={shown(value)}: give an array of numbers.") from None
    if array.dtype.kind == "O" and all(
        isinstance(cell, bool) or is_real(cell) for cell in array.flat
    ):
        try:
            array = array.astype(np.float64)
        except OverflowError:
            raise InputError(f"{name} holds a number too large for float64.") from None
    if array.dtype.kind not in "biuf":
        held = shown(value) if array.ndim == 0 else f"type {array.dtype}"
        raise InputError(f"{name} has {held}: give an array of numbers.")
    return np.asarray(array)


def check_array(
    name: str, value: Any, shape: Shape, *, finite: bool = True
) -> npt.NDArray[np.float64]:
    """Return an array of float64 of a shape.

    Parameters
    ----------
    name
        What messages call the argument.
    value
        Anything that numpy takes for an array of numbers.
    shape
        What it must have, as ``("n", 2)`` or ``(..., "n", "n")``; no axis may be empty.
    finite
        Whether NaN and infinite values, and those beyond 1e100, are refused.

    Raises
    ------
    InputError
        It holds something else than numbers, has another shape, or is not finite.
    """
    found = as_array(name, value)
    _check_shape(name, found.shape, shape)
    with np.errstate(over="ignore"):  # of a type with a wider range
        array = found.astype(np.float64, copy=False)
    if finite and not (np.abs(array) <= _LARGE).all():
        wrong = array[~(np.abs(array) <= _LARGE)][0]
        raise InputError(f"{name} holds {wrong}: give finite numbers, of at most {_LARGE:g}.")
    return array


def check_symmetric(name: str, matrix: npt.NDArray[np.float64]) -> None:
    """Raise :class:`InputError` if matrices ``(..., n, n)`` are not symmetric, but for rounding."""
    turned = np.swapaxes(matrix, -1, -2)
    if np.abs(matrix - turned).max() > 1e-5 * np.abs(matrix).max():
        raise InputError(f"{name} is not symmetric: give a symmetric matrix.")


def check_positive_tuple(name: str, values: Any) -> tuple[float, ...]:
    """A tuple of positive, finite numbers, at least one.

    Raises
    ------
    InputError
        It is something else.
    """
    if not isinstance(values, tuple | list) or not values:
        raise InputError(f"{name}={shown(values)}: give a tuple of positive numbers.")
    for value in values:
        check_positive(**{name: value})
    return tuple(values)


def check_tensor(name: str, value: Any, shape: Shape) -> Tensor:
    """Return a tensor of float32 or float64 of a shape; what it holds is not looked at.

    So it can be asked of a batch in training, vectorized too; where the compiler traces, it was
    asked before.

    Raises
    ------
    InputError
        It is no tensor, of another type, or has another shape.
    """
    if torch.compiler.is_compiling():
        return value  # type: ignore[no-any-return]
    if not isinstance(value, Tensor):
        raise InputError(f"{name}={shown(value)}: give a tensor.")
    if value.dtype not in _FLOATING:
        raise InputError(f"{name} has type {value.dtype}: give torch.float32 or torch.float64.")
    _check_shape(name, tuple(value.shape), shape)
    return value


def _check_shape(name: str, found: tuple[int, ...], shape: Shape) -> None:
    wanted = tuple(axis for axis in shape if axis is not ...)
    fits = len(found) >= len(wanted) if ... in shape else len(found) == len(wanted)
    first = len(found) - len(wanted) if shape[:1] == (...,) else 0
    lengths: dict[object, int] = {}
    for want, length in zip(wanted, found[max(first, 0) :], strict=False):
        fits = fits and length == (
            want if isinstance(want, int) else lengths.setdefault(want, length)
        )
    if not fits or 0 in found:
        text = ", ".join("..." if axis is ... else str(axis) for axis in shape)
        text = f"({text},)" if len(shape) == 1 else f"({text})"
        raise InputError(f"{name} of shape {found}: give {text}, no axis empty.")


def check_pictures(name: str, value: Any) -> npt.NDArray[np.floating]:
    """Return pictures ``(n, C, H, W)`` of float32 or float64, whose values are not looked at.

    Raises
    ------
    InputError
        They have another shape or type: whole numbers from 0 to 255 are divided by 255 first.
    """
    found = as_array(name, value)
    if found.dtype not in (np.float32, np.float64) or not isinstance(value, np.ndarray):
        raise InputError(
            f"{name}={shown(value)} of type {found.dtype}: give pixels in [0, 1], a numpy array of "
            "float32."
        )
    _check_shape(name, found.shape, ("n", "C", "H", "W"))
    return found


def check_labels(name: str, labels: Any) -> npt.NDArray[np.bool_]:
    """Return labels as a vector of True (1, an anomaly) and False (0).

    Raises
    ------
    InputError
        They are not a vector, or one is neither 0 nor 1: a class number, a missing label, or the
        -1 that other libraries use for anomalies.

    Examples
    --------
    >>> from rdo.checks import check_labels
    >>> check_labels("y", [0, 1, 1])
    array([False,  True,  True])
    """
    try:
        found = as_array(name, labels)
    except InputError as error:
        raise InputError(f"{error} Labels are 0 (normal) and 1 (an anomaly).") from None
    _check_shape(name, found.shape, ("n",))
    wrong = (found != 0) & (found != 1)
    if wrong.any():
        advice = "labels are 0 (normal) and 1 (an anomaly), in every row"
        if set(np.unique(found)) <= {-1, 1}:
            advice += f"; where -1 is an anomaly, give {name} == -1"
        row = int(wrong.argmax())
        raise InputError(f"{name} holds {found[row]} in row {row + 1}: {advice}.")
    return found.astype(bool)
