"""What is printed in Table 2."""

from replication.table1 import configure


def test_settings_are_those_of_table_2() -> None:
    thyroid = configure("thyroid", "paper")
    assert (thyroid.hidden, thyroid.n_latent, thyroid.n_components) == ((30, 24), 6, 2)
    assert [thyroid.lambdas("d"), thyroid.lambdas("log")] == [(100, 10_000), (100, 1_000)]
    other = configure("kddcup", "paper")
    assert [other.lambdas("d"), other.lambdas("log")] == [(100, 1_000), (10, 100)]
