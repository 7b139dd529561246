"""What the profiles run."""

import pytest

from replication.principal_plane import EXPERIMENT
from replication.principal_plane.config import deviations


@pytest.mark.parametrize(("profile", "seeds"), [("smoke", 2), ("reduced", 3), ("paper", 5)])
def test_profiles_differ_by_their_seeds(profile: str, seeds: int) -> None:
    config, run = EXPERIMENT.plan("mnist", profile)
    assert (run.seeds, config.points) == (tuple(range(seeds)), 1_000)


def test_a_set_in_colour_says_what_of_it_is_missing() -> None:
    assert any("five classes" in deviation for deviation in deviations("cifar100_flowers"))
    assert len(deviations("mnist")) == 1
