"""Arrays, tensors, pictures and labels."""

from collections.abc import Sequence
from types import EllipsisType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks.scalars import check_room
from rdo.errors import InputError, is_real, shown

__all__ = [
    "Shape",
    "as_array",
    "check_array",
    "check_broadcast",
    "check_float32",
    "check_labels",
    "check_pictures",
    "check_symmetric",
    "check_tensor",
]

Shape = tuple[int | str | EllipsisType, ...]
"""Lengths of axes; a text stands for one length wherever it occurs, ``...`` for any axes before
or after the others."""

_LARGE = 1e100  # as for numbers
_FLOATING = (torch.float32, torch.float64)
_ROUND_OFF = 1e-14  # of float64, over the largest value
NETWORK_TYPES = (*_FLOATING, torch.bfloat16)
"""Types that a network is run in: the last has the range of the first."""


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
        array = array.astype(np.float64)
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


def check_float32(
    name: str, table: npt.NDArray[np.float64], labels: Sequence[str] | None = None
) -> None:
    """Raise :class:`InputError` if float32 would not tell the values of a column apart.

    That is where it leaves fewer than half of a column's different values, or a single one: float32
    has 24 bits, and milliseconds since 1970 take 41.

    Parameters
    ----------
    name
        What messages call the table.
    table
        Finite numbers, ``(n, M)``, that float32 can hold.
    labels
        What messages call the columns; by default "column 1", "column 2" and so on.
    """
    ordered = np.sort(table, axis=0)
    # Values that are apart by no more than round-off are one.
    apart = np.diff(ordered, axis=0) > _ROUND_OFF * np.abs(ordered).max(0)
    before = 1 + np.count_nonzero(apart, axis=0)
    after = 1 + np.count_nonzero(np.diff(ordered.astype(np.float32), axis=0), axis=0)
    lost = (2 * after < before) | ((after == 1) & (before > 1))
    if lost.any():
        k = int(lost.argmax())
        label = f"column {k + 1}" if labels is None else labels[k]
        raise InputError(
            f"{name} has {before[k]} different values in {label}, of which float32 leaves "
            f"{after[k]}: scale it, or subtract its mean, before it becomes float32."
        )


def check_symmetric(name: str, matrix: npt.NDArray[np.float64]) -> None:
    """Raise :class:`InputError` if matrices ``(..., n, n)`` are not symmetric, but for rounding."""
    apart = np.abs(matrix - np.swapaxes(matrix, -1, -2)).max((-1, -2))
    if (apart > 1e-5 * np.abs(matrix).max((-1, -2))).any():
        raise InputError(f"{name} is not symmetric: give a symmetric matrix.")


def check_tensor(
    name: str, value: Any, shape: Shape, types: Sequence[torch.dtype] = _FLOATING
) -> Tensor:
    """Return a tensor of a shape, of float32 or float64 or of what else ``types`` allows.

    Its values are not read, so that this works under ``vmap``, for a batch in training. While the
    compiler traces nothing is checked: the call before it has done so.

    Raises
    ------
    InputError
        It is no tensor, of another type, or has another shape.
    """
    if torch.compiler.is_compiling():
        return value  # type: ignore[no-any-return]
    if not isinstance(value, Tensor):
        raise InputError(f"{name}={shown(value)}: give a tensor.")
    if value.dtype not in types:
        raise InputError(f"{name} has type {value.dtype}: give {' or '.join(map(str, types))}.")
    _check_shape(name, tuple(value.shape), shape)
    return value


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
