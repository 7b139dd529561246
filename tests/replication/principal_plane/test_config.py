"""What the profiles run."""

import pytest

from replication.principal_plane import EXPERIMENT


@pytest.mark.parametrize(("profile", "seeds"), [("smoke", 2), ("reduced", 3), ("paper", 5)])
def test_profiles_differ_by_their_seeds(profile: str, seeds: int) -> None:
    config, run = EXPERIMENT.plan("mnist", profile)
    assert (run.seeds, config.points) == (tuple(range(seeds)), 1_000)


def test_a_set_in_colour_says_what_of_it_is_missing() -> None:
    config, _ = EXPERIMENT.plan("cifar100_flowers")
    assert any("five classes" in deviation for deviation in config.deviations)
    assert len(EXPERIMENT.plan("mnist")[0].deviations) == 1
