"""What is printed in Table 3."""

from replication.table4 import configure


def test_settings_are_those_of_table_3() -> None:
    thyroid = configure("thyroid", "paper")
    assert (thyroid.hidden, thyroid.n_latent, thyroid.n_components) == ((12, 4), 1, 2)
    assert [thyroid.lambdas("d"), thyroid.lambdas("log")] == [(1_000, 10_000), (100, 10_000)]
    other = configure("kddcup_rev", "paper")
    assert [other.lambdas("d"), other.lambdas("log")] == [(100, 100), (100, 1_000)]
