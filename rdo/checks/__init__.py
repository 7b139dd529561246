"""Checks of arguments that all subpackages share: numbers, seeds, arrays, labels, tensors.

Each returns its value in the type the caller needs, or raises :class:`rdo.errors.InputError` with
one sentence that names the argument, the value it had and what would do. Tables have a check of
their own, :func:`rdo.datasets.check_table`.
"""

from rdo.checks.arrays import (
    NETWORK_TYPES,
    Shape,
    as_array,
    check_array,
    check_broadcast,
    check_float32,
    check_labels,
    check_pictures,
    check_symmetric,
    check_tensor,
)
from rdo.checks.scalars import (
    LARGEST_SEED,
    MOST_NUMBERS,
    check_callable,
    check_choice,
    check_flag,
    check_number,
    check_positive_tuple,
    check_room,
    check_seed,
    check_seeds,
    check_shape,
    check_type,
    check_weight,
    check_whole,
)

__all__ = [
    "LARGEST_SEED",
    "MOST_NUMBERS",
    "NETWORK_TYPES",
    "Shape",
    "as_array",
    "check_array",
    "check_broadcast",
    "check_callable",
    "check_choice",
    "check_flag",
    "check_float32",
    "check_labels",
    "check_number",
    "check_pictures",
    "check_positive_tuple",
    "check_room",
    "check_seed",
    "check_seeds",
    "check_shape",
    "check_symmetric",
    "check_tensor",
    "check_type",
    "check_weight",
    "check_whole",
]
