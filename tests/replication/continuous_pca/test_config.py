"""What Appendix B's parts run on."""

import pytest

from replication.continuous_pca import EXPERIMENT
from replication.continuous_pca.config import CurvedNetworks, StraightNetworks
from replication.kit.tables import verdicts
from replication.ledger import find_record


@pytest.mark.parametrize("part", EXPERIMENT.parts)
def test_profiles_differ_in_steps_and_seeds_alone(part: str) -> None:
    kind = StraightNetworks if part == "gaussian" else CurvedNetworks
    for profile, steps, warm_up_steps, seeds in (
        ("smoke", 200, 200, 2),
        ("reduced", 3_000, 1_000, 3),
        ("paper", 12_000, 1_000, 5),
    ):
        config, run = EXPERIMENT.plan(part, profile)
        assert config == kind(steps, 256, 1e-3, warm_up_steps, 3e-3)
        assert len(run.seeds) == seeds


def test_what_is_kept_lies_above_the_line_and_what_is_discarded_below() -> None:
    config, _ = EXPERIMENT.plan("gaussian")
    above = [config.lambda1 * variance > 2 for variance in config.variances]
    assert above == [True] * config.n_latent + [False] * 3


def test_every_stored_arm_has_a_label() -> None:
    for part in EXPERIMENT.parts:
        record = find_record("continuous_pca", part)
        assert record is not None
        assert record.arms.keys() <= EXPERIMENT.labels.keys()


def test_the_ledger_asks_both_h_the_same() -> None:
    assert len(verdicts("radogaga", "Appendix B")) == 33
