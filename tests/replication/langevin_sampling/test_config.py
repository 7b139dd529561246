"""What the profiles run, and what is refused."""

import pytest

from rdo.errors import InputError
from replication.langevin_sampling import EXPERIMENT


def test_the_papers_profile_has_the_supplements_walks() -> None:
    config, run = EXPERIMENT.plan("mnist", "paper")
    assert (config.steps, config.walks, config.noise, len(run.seeds)) == (10, 10_000, 0.1, 5)


def test_the_sweep_has_as_many_pairs_at_every_setting_and_follows_the_walks() -> None:
    config, _ = EXPERIMENT.plan("mnist", "paper")
    assert config.sweep_pairs == 18_000
    assert config.settings[0] == (10, 0.1)
    fewer, _ = EXPERIMENT.plan("mnist", "paper", options={"walks": 100, "steps": 7})
    assert fewer.sweep_pairs == 900
    assert fewer.settings[0] == (7, 0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"walks": 0}, "walks=0: give a whole number from 1"),
        ({"noise": -1.0}, "noise=-1.0: give a number from 0"),
        ({"steps": 1}, "steps=1: the first is not collected; give at least 2"),
        ({"sweep": [[1, 0.1]]}, "steps=1: the first is not collected"),
        ({"noise": "loud"}, "noise='loud': give a number from 0"),
    ],
)
def test_walks_that_collect_nothing_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        EXPERIMENT.plan(options=options)
