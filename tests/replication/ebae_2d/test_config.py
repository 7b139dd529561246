"""Profiles of Section 4."""

from replication.ebae_2d import EXPERIMENT
from replication.ebae_2d.config import STEP


def test_the_papers_profile_has_200_epochs() -> None:
    config, run = EXPERIMENT.plan("squares", "paper")
    assert (config.warm_up_steps, config.steps, len(run.seeds)) == (625, 1000, 10)
    assert config.warm_up_steps == 200 * config.rows // config.batch_size


def test_the_chains_are_as_printed() -> None:
    config, _ = EXPERIMENT.plan()
    assert (STEP, config.chain_steps) == (0.1, 10)
