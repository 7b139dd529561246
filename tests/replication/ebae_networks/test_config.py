"""What runs under each profile."""

from replication.ebae_networks import EXPERIMENT


def test_all_profiles_are_alike() -> None:
    for part in EXPERIMENT.parts:
        assert EXPERIMENT.plan(part, "smoke")[0] == EXPERIMENT.plan(part, "paper")[0]
