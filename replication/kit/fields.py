"""Types of a configuration's fields: what else is no setting is refused where it is typed."""

from typing import Annotated

from annotated_types import Ge, Gt, MinLen

__all__ = ["Count", "Floats", "Index", "NonNegative", "Positive", "Widths"]

Count = Annotated[int, Ge(1)]
"""Of steps, rows, replicas: at least one."""

Index = Annotated[int, Ge(0)]
"""A seed, or of what may be left out."""

Positive = Annotated[float, Gt(0)]
"""A rate, a weight, a variance."""

NonNegative = Annotated[float, Ge(0)]
"""A standard deviation of noise, or a constant that may be left out."""

Floats = Annotated[tuple[Positive, ...], MinLen(1)]
"""Values that are gone through, at least one."""

Widths = tuple[Count, ...]
"""Of hidden layers; none for a linear map."""
