"""The tables of the examples and of the networks."""

from replication.dagmm_autopsy import diagnoses_table, examples_table
from replication.dagmm_autopsy.examples import EXAMPLES
from replication.kit import Result


def test_the_table_holds_every_example() -> None:
    cheap = {name: EXAMPLES[name]() for name in EXAMPLES if name != "detached_loss"}
    table = examples_table(cheap)
    assert len(table) == len(EXAMPLES) - 1
    assert list(table.columns) == ["measured", "faulty", "rdo"]


def test_the_ends_of_the_training_have_a_median_and_a_range_or_a_count(result: Result) -> None:
    table = diagnoses_table(result.arrays, {"gap": "gap", "float32_fails": "fails"})
    low, high = sorted(result.arrays["dagmm_observed_gap"][-1])
    assert table.loc["step 24", "gap"] == f"{(low + high) / 2:.3g} ({low:.3g} to {high:.3g})"
    assert table.loc["step 0", "fails"] == "0 of 2"
