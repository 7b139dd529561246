"""The table of the sweeps over noise."""

from replication.kit import Result
from replication.noise_vae import chosen_settings


def test_the_chosen_settings_stand_in_order_with_their_numbers(result: Result) -> None:
    table = chosen_settings(result.record)
    assert list(table.index) == [
        "learnt, beta 1",
        "learnt, beta 8",
        "fixed at 0.1",
        "mixture of two, beta 1",
        "network, beta 1",
    ]
    assert table["seeds"].tolist() == [2] * 5
