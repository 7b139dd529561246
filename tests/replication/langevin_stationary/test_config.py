"""What the profiles run."""

import pytest

from rdo.errors import InputError
from replication.langevin_stationary import EXPERIMENT


@pytest.mark.parametrize(("part", "factor", "seeds"), [("mixture", 16, 1), ("trained", 4, 5)])
def test_the_papers_profile_spans_the_most(part: str, factor: float, seeds: int) -> None:
    config, run = EXPERIMENT.plan(part, "paper")
    assert config.lams[-1] / config.lams[0] == pytest.approx(factor)
    assert len(run.seeds) == seeds


def test_training_lasts_longer_by_profile() -> None:
    steps = [EXPERIMENT.plan("trained", p)[0].steps for p in ("smoke", "reduced", "paper")]
    assert steps == [40, 1_000, 2_000]


def test_closed_forms_take_no_steps_and_no_seeds() -> None:
    with pytest.raises(InputError, match=r"steps=5: no such field; .* has lams, printed_lams"):
        EXPERIMENT.plan("mixture", options={"steps": 5})
    with pytest.raises(InputError, match="nothing in mixture is random"):
        EXPERIMENT.plan("mixture", seeds=5)
