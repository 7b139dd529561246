"""What a step of the chains costs."""

import json

import pytest

from replication.ebae_ablation import chain_speed
from replication.ledger import REPOSITORY


def test_the_speed_of_a_chain_is_that_of_the_benchmark() -> None:
    table = chain_speed()
    kept = json.loads((REPOSITORY / "results" / "benchmarks" / "chains.json").read_text())["batch"]
    assert list(table.columns) == [f"{batch} images" for batch in kept]
    one = kept["32"]
    shown = table["32 images"].astype(float)
    assert shown["compiled, one replica"] == one["speedup"]
    assert shown["compiled, three in one loop"] == pytest.approx(
        one["speedup"] / one["three_side_by_side"], abs=0.006
    )
