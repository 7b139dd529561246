"""Bad values of every kind of argument, and public functions with arguments that are good."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import torch

HUGE = 10**400
NOTHING = [None, "text", b"text", object(), {}, {"a": 1}, {1}, [], lambda: 1, 1j, pd.NaT]
NO_ARRAY = [
    *NOTHING,
    [["a", "b"]],
    [[1.0], [1.0, 2.0]],
    np.zeros((0, 2)),
    np.zeros((2, 0)),
    np.array([[1j, 2.0]]),
    np.array(["2024-03-01"], "datetime64[D]"),
    np.array([1, 2], "timedelta64[D]"),
    np.array([[HUGE, 1]], object),
    np.array([[None, 1.0]], object),
    np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[False, False], [False, True]]),
]
NOT_FINITE = [np.full((3, 3), math.nan), np.full(3, math.inf), [math.nan, 1.0], [[-math.inf, 1.0]]]
NO_NUMBER = [*NOTHING, "3", True, np.True_, [1.0], np.zeros(2), math.nan, math.inf, HUGE, -HUGE]
PIXELS = torch.zeros(1, 8, 8)
TENSOR = torch.zeros(4, 6)

BAD: dict[str, list[Any]] = {
    "whole": [*NO_NUMBER, 1.5, 2.0, -1, np.timedelta64(3), np.float64(2)],
    "count": [*NO_NUMBER, 1.5, 2.0, 0, -1, np.timedelta64(3), np.float64(2), 2**60],
    "seed": [*NO_NUMBER, 1.5, 2.0, -1, 2**32, np.timedelta64(3)],
    "number": NO_NUMBER,
    "not negative": [*NO_NUMBER, -1, -1e-300],
    "positive": [*NO_NUMBER, 0, -1, 1e-300, 1e300],
    "width": [*NO_NUMBER, 0, -1, 1e300],
    "share": [*NO_NUMBER, 0, 1, -0.1, 1.1],
    "choice": [*NOTHING, "Log", "LOG", 3, ["log"], np.array(["log"])],
    "flag": [*NOTHING, 1, 0, "yes", np.array([True, False])],
    "array": [*NO_ARRAY, *NOT_FINITE, np.zeros((1, 1, 1, 1, 1))],
    "values": [*NO_ARRAY, *NOT_FINITE],
    "scores": [*NO_ARRAY, [math.nan] * 6, [[0.1] * 6]],
    "scores of rows": [*NO_ARRAY, [math.nan] * 6, [[0.1] * 6], [0.1] * 5],
    "pairs": [*NO_ARRAY, [[0.1] * 6], [0.1] * 5],
    "energies": [*NO_ARRAY, [[0.1] * 3], [0.1] * 2, [-math.inf, 0.0, 0.0]],
    "quantiles": [*NO_ARRAY, *NOT_FINITE, [0.1]],
    "labels": [
        *NO_ARRAY,
        [1, -1, 1, 1, -1, -1],
        [0, 1, 2, 0, 1, 2],
        [0.2, 1, 0, 1, 0, 1],
        [0, 1, math.nan, 0, 1, 0],
        ["0", "1", "0", "1", "0", "1"],
        [0, 1, None, 0, 1, 0],
        pd.Series([0, 1, None, 0, 1, 0], dtype="Int64"),
        [0, 1],
        [[0, 1]] * 3,
        3,
    ],
    "classes": [*NO_ARRAY, [0.5, 1.0, 2.0], [-1, 0, 1], [0, 1], ["a", "b", "c"]],
    "table": [*NO_ARRAY, *NOT_FINITE, [[1.0, 2.0], [3.0, "x"]], 3.0],
    "path": [*NOTHING, 3, "", "gone.csv", "x" * 9999, "a\0b", ["a.csv"], "."],
    "tensor": [
        *NO_ARRAY,
        TENSOR.half(),
        TENSOR.bfloat16(),
        TENSOR.to(torch.uint8),
        TENSOR.to(torch.complex64),
        TENSOR[:0],
        TENSOR[:, :0],
        torch.tensor(1.0),
        torch.zeros(3, 3, 3, 3, 3, 7),
        torch.zeros(9, 9),
    ],
    "object": [*NOTHING, 3, np.zeros(3), TENSOR, int],
    "function": [None, "text", 3, [], np.zeros(3)],
    "sizes": [*NOTHING, 3, (3,), (3, 0), (3, 1.5), (3, "4"), (3, True), (10**9, 10**9), (3, HUGE)],
    "widths": [*(value for value in NOTHING if value != []), 3, (0,), (1.5,), ("4",), (HUGE,)],
    "shape": [*NOTHING, 3, (), (0,), (1.5,), ("3",), [3], (10**9, 10**9)],
    "tuple": [*NOTHING, 3, (), (0.0,), (-1.0,), ("3",), (math.nan,), (1.0, HUGE), np.zeros(0)],
    "name": [*NOTHING, "tyroid", "", 3, ["digits"]],
}
"""Values that no argument of a kind may have."""
NO_ROWS = [torch.full((4, 6), math.nan), torch.full((2, 4, 6), math.inf)]
NO_TEXT = [value for value in NOTHING if value != "text"]
NO_FUNCTION = [*BAD["function"], lambda *given: None]
BAD |= {
    "data": [*BAD["tensor"], *NO_ROWS, torch.full((4, 6), 1e300, dtype=torch.float64)],
    "row numbers": [
        *NO_ARRAY,
        [0, 1, 2, 3],
        [[0, 1, 2, 3]],
        [[0, 1, 2, 3]] * 3,
        [[0], [1]],
        [[0, 1, 2, 4]] * 2,
        [[-1, 0, 1, 2]] * 2,
        [[0.0, 1.0, 2.0, 3.0]] * 2,
        [[True] * 4] * 2,
    ],
    "seeds": [*NOTHING, 3, (), {0, 1}, (-1,), (0.5,), (True,), ("0",), (2**32,), np.zeros((1, 1))],
    "text": [*NO_TEXT, 3],
    "terms": [*(value for value in NOTHING if value is not None), 3, (), ("gone",), (3,), ([],)],
    "metric": [*(value for value in NO_TEXT if value is not None), 3, "gone"],
    "measure": [*NO_FUNCTION, lambda given: {"a": 1.0}, lambda given: {"a": np.zeros((2, 1))}],
    "models": [*NOTHING, 3, (), [3], [torch.nn.Identity()], [None]],
    "device": [*NOTHING, 3, "", "meta", "cuda:99", "a\nb"],
    "method": [*NOTHING, 3, "", "n_latent", "gone"],
    "replicas": [*NOTHING, 3, [2], [-1], [True], [0.0], slice(0), slice(2, 9), (0,), np.zeros(2)],
    "parameters": [*NOTHING, 3, TENSOR, {"gone": TENSOR}],
    "noise": [*NO_NUMBER, (), (-1.0,), ("1",), (math.nan,), -1],
    "clip": [value for value in BAD["positive"] if value is not None],
    "bounds": [
        *(value for value in NOTHING if value is not None),
        *[3, (), (0.0,), (1.0, 0.0), (0.0, 0.0), (math.nan, 1.0), (0.0, math.inf), (0, 1, 2)],
        *[("0", "1"), (True, 2), [0.0, 1.0], np.array([0.0, 1.0])],
    ],
    "energy": [*NO_FUNCTION, lambda x: 0.0, lambda x: x, lambda x: x.sum(), lambda x: x.half()],
    "map": [*NO_FUNCTION, lambda x: 0.0, lambda x: x[:, :0], lambda x: x.sum()],
    "draws": [*NO_FUNCTION, lambda walks, step: 0.0, lambda walks, step: torch.zeros(1, 2)],
    "chosen": [*NO_ARRAY, [0.5], [True], [9], [-9], [[0]], 3],
}
BAD["text or None"] = [value for value in BAD["text"] if value is not None]
BAD["object or None"] = [value for value in BAD["object"] if value is not None]
BAD["bandwidth"] = [value for value in BAD["positive"] if value is not None]


@dataclass(frozen=True)
class Door:
    """A public function, arguments that are good, and the kinds of those that are checked."""

    function: Callable[..., Any]
    good: dict[str, Any]
    kinds: dict[str, str]
    name: str = ""

    @property
    def label(self) -> str:
        """The name it is known by."""
        return self.name or self.function.__qualname__


def door(
    function: Callable[..., Any], name: str = "", /, **arguments: tuple[Any, str] | Any
) -> Door:
    """An argument is a pair of a good value and its kind, or a value that is not varied."""
    pairs = {
        name: value
        for name, value in arguments.items()
        if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], str)
    }
    good = {k: v[0] if k in pairs else v for k, v in arguments.items()}
    return Door(function, good, {k: v[1] for k, v in pairs.items()}, name)


def tensor(*shape: int) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(0))


ROWS = tensor(4, 6)
VECTOR = np.array([0.5, 1.0, 1.5])
THREE = [0, 1, 2]
