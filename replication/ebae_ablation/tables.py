"""What a step of EBAE's chains costs on images."""

import json

import pandas as pd

from replication.ledger import REPOSITORY

__all__ = ["chain_speed"]


def chain_speed() -> pd.DataFrame:
    """How many times as fast as a plain loop each way of a visible chain's step is.

    From what ``python -m benchmarks.chains`` kept: one row per way, one column per batch size. The
    last row is the time of the bare convolutions over that of the whole step.
    """
    kept = json.loads((REPOSITORY / "results" / "benchmarks" / "chains.json").read_text())
    rows = {
        "compiled, one replica": lambda one: one["speedup"],
        "compiled, three in one loop": lambda one: one["speedup"] / one["three_side_by_side"],
        "plain, channels last": lambda one: one["speedup_channels_last"],
        "plain, bfloat16": lambda one: one["speedup_bf16"],
        "share of the convolutions": lambda one: one["roofline"],
    }
    return pd.DataFrame(
        {
            f"{batch} images": [f"{row(one):.2f}" for row in rows.values()]
            for batch, one in kept["batch"].items()
        },
        index=list(rows),
    )
