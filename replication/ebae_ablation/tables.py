"""What a step of EBAE's chains costs on images."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from replication.ledger import REPOSITORY
from replication.ledger.documents import read_json

__all__ = ["Speeds", "chain_speed", "read_speeds"]

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _Kept(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Speed(_Kept):
    """At one batch size, how many times as fast each way is as a plain loop."""

    speedup: _Positive
    speedup_channels_last: _Positive
    speedup_bf16: _Positive
    three_side_by_side: _Positive
    roofline: _Positive
    steps_per_second: _Positive


class Speeds(_Kept):
    """What ``python -m benchmarks.chains`` keeps."""

    width: _Positive
    batch: dict[Annotated[str, Field(pattern=r"^[1-9][0-9]*$")], _Speed]
    threads: Annotated[int, Field(ge=1)]
    provenance: dict[str, Any]


def read_speeds(path: Path) -> Speeds:
    """Read the times that a file keeps.

    Raises
    ------
    InputError
        If the file cannot be read or holds something else.
    """
    return read_json(path, TypeAdapter(Speeds))


def chain_speed() -> pd.DataFrame:
    """How many times as fast as a plain loop each way of a visible chain's step is.

    From what ``python -m benchmarks.chains`` kept: one row per way, one column per batch size. The
    last row is the time of the bare convolutions over that of the whole step.
    """
    kept = read_speeds(REPOSITORY / "results" / "benchmarks" / "chains.json")
    rows: dict[str, Callable[[_Speed], float]] = {
        "compiled, one replica": lambda one: one.speedup,
        "compiled, three in one loop": lambda one: one.speedup / one.three_side_by_side,
        "plain, channels last": lambda one: one.speedup_channels_last,
        "plain, bfloat16": lambda one: one.speedup_bf16,
        "share of the convolutions": lambda one: one.roofline,
    }
    return pd.DataFrame(
        {
            f"{batch} images": [f"{row(one):.2f}" for row in rows.values()]
            for batch, one in kept.batch.items()
        },
        index=list(rows),
    )
