r"""Scaling of a table's columns, chosen from its training rows.

.. math::
    u = \frac{x - \mathrm{median}}{s}, \qquad
    \tilde x = \frac12 + \frac{\mathrm{sign}(u)}{6} \left(
        \min(|u|, 3) + \log\left(1 + \max(|u| - 3, 0)\right) \right)

with s the interquartile range over 1.349, which is the deviation of a normal column, or the root
mean square of x - median where half of a column is one value. So three deviations on either side
of the median fill [0, 1], the range that RaDOGAGA's authors scale to, and what lies beyond counts
by its logarithm: neither a heavy tail nor a typing error sets the scale of the others.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.detectors.validation import Table
from rdo.errors import InputError

__all__ = ["Scaling", "fit_scaling", "warn_of_dropped"]

Floats = npt.NDArray[np.float64]

_NORMAL = 1.349  # interquartile range of a normal distribution of deviation 1
_LINEAR = 3.0  # deviations up to which a value counts as it is
_FURTHEST = 1e300
_NAMED = 5  # columns in a warning
_COLUMNS_AT_ONCE = 64  # of deviations in memory
_ROUND_OFF = 4 * np.finfo(np.float64).eps  # of a column whose values differ by no more, all equal


@dataclass(frozen=True)
class Scaling:
    """What is done to each column; made by :func:`fit_scaling`."""

    columns: npt.NDArray[np.int64]
    """Columns that vary, in the order that the networks see them, ``(M',)``."""
    centre: Floats
    """Median of each, rounded to float64, ``(M',)``."""
    shift: Floats
    """Half of the exact median less that; not 0 only of whole numbers beyond 2^53, ``(M',)``."""
    scale: Floats
    """s / 2 of each, positive, which does not overflow, ``(M',)``."""
    constant: npt.NDArray[np.int64]
    """Columns with a single value, ``(C,)``."""
    value: Floats
    """That value of each, ``(C,)``."""

    def apply(self, table: Table) -> Floats:
        """The scaled columns of a table, ``(n, M')``."""
        half = _deviations(table, self.columns, self.centre) - self.shift
        with np.errstate(over="ignore"):
            u = np.minimum(np.abs(half) / self.scale, _FURTHEST)
        beyond = np.log1p(np.maximum(u - _LINEAR, 0))
        scaled: Floats = 0.5 + np.copysign(np.minimum(u, _LINEAR) + beyond, half) / (2 * _LINEAR)
        return scaled

    def changed(self, table: Table) -> npt.NDArray[np.bool_]:
        """Whether a column that was constant has another value now, ``(n, C)``."""
        now = table.values[:, self.constant]
        with np.errstate(over="ignore"):
            same = (_in_float32(now) == self.value) | (now == _in_float32(self.value))
        same |= np.isclose(now, self.value, rtol=_ROUND_OFF, atol=0)
        whole = (now == np.rint(now)) & (self.value == np.rint(self.value))
        changed: npt.NDArray[np.bool_] = np.where(whole, now != self.value, ~same)
        return changed


def _in_float32(values: Floats) -> Floats:
    """The nearest numbers of float32: 0.1 in it is the 0.1 that a column had in float64."""
    return values.astype(np.float32).astype(np.float64)


def fit_scaling(table: Table, names: Sequence[str] | None = None) -> Scaling:
    """Choose the :class:`Scaling` from training rows.

    Parameters
    ----------
    table
        Training rows, ``(n, M)``.
    names
        The columns' names, by which they are sorted; None: they stay in their order.

    Raises
    ------
    InputError
        If no column varies.

    Examples
    --------
    A column that varies, and one that does not:

    >>> import numpy as np
    >>> from rdo.detectors.scaling import fit_scaling
    >>> from rdo.detectors.validation import Table
    >>> table = Table(np.array([[1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0], [5.0, 7.0]]))
    >>> scaling = fit_scaling(table)
    >>> scaling.constant.tolist(), scaling.apply(table).ravel().round(2).tolist()
    ([1], [0.28, 0.39, 0.5, 0.61, 0.72])
    """
    n_columns = table.values.shape[1]
    order = range(n_columns) if names is None else sorted(range(n_columns), key=lambda k: names[k])
    found: list[tuple[Floats, ...]] = []
    columns = np.array(order, dtype=np.int64)
    for start in range(0, n_columns, _COLUMNS_AT_ONCE):
        found.append(_statistics(table, columns[start : start + _COLUMNS_AT_ONCE]))
    centre, shift, scale = (np.concatenate(parts) for parts in zip(*found, strict=True))
    varies = scale > 0
    if not varies.any():
        raise InputError("X has one value in each column, in all rows: give rows that differ.")
    constant = np.sort(columns[~varies])
    return Scaling(
        columns[varies],
        centre[varies],
        shift[varies],
        scale[varies],
        constant,
        table.values[0, constant],
    )


def warn_of_dropped(names: Sequence[str]) -> None:
    """Warn of columns with a single value, if there are any, from the caller of ``fit``."""
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        warnings.warn(
            f"X has a single value in {', '.join(names[:_NAMED])}{more}: dropped, also if it "
            "varies later; a row with another value there is then less normal, by the same amount "
            "whatever the value.",
            stacklevel=3,
        )


def _deviations(table: Table, columns: npt.NDArray[np.int64], centre: Floats) -> Floats:
    """Half of the values' differences from a centre, in which nothing overflows, ``(n, ...)``."""
    half = table.values[:, columns] * 0.5 - centre * 0.5
    if table.lost is not None:
        half += table.lost[:, columns] * 0.5
    return half


def _statistics(table: Table, columns: npt.NDArray[np.int64]) -> tuple[Floats, ...]:
    """Centre, shift and scale of columns; a scale of zero says that a column is constant."""
    values = table.values[:, columns]
    centre = 2 * np.median(values * 0.5, axis=0)
    half = _deviations(table, columns, centre)
    low, shift, high = np.quantile(half, [0.25, 0.5, 0.75], axis=0)
    half -= shift
    furthest = np.abs(half).max(0)
    # Divided first, for squares leave the range of float64 before their roots do.
    unit = np.where(furthest > 0, furthest, 1)
    scale = np.where(
        high > low, (high - low) / _NORMAL, np.sqrt(np.square(half / unit).mean(0)) * unit
    )
    exact = np.zeros(len(columns), dtype=bool)
    if table.lost is not None:
        exact = (table.lost[:, columns] != 0).any(0)
    noise = furthest <= _ROUND_OFF * np.abs(values * 0.5).max(0)
    return centre, shift, np.where(noise & ~exact, 0, scale)
