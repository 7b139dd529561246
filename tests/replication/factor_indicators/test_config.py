"""What runs under each profile."""

import pytest

from replication.factor_indicators import EXPERIMENT
from replication.factor_indicators.config import Formulas, Trained
from replication.ledger import load_claims


@pytest.mark.parametrize("part", EXPERIMENT.parts)
def test_profiles_differ_in_seeds_draws_and_steps_alone(part: str) -> None:
    reduced, paper = (EXPERIMENT.plan(part, profile) for profile in ("reduced", "paper"))
    deterministic = part in EXPERIMENT.deterministic
    assert [len(run.seeds) for _, run in (reduced, paper)] == ([1, 1] if deterministic else [5, 10])
    if isinstance(paper[0], Trained):
        assert paper[0].steps == 2 * reduced[0].steps
    else:
        assert paper[0] == reduced[0]
    if isinstance(paper[0], Formulas):
        assert paper[0].draws > EXPERIMENT.plan(part)[0].draws


def test_every_claim_has_its_part_and_seeds_enough() -> None:
    for claim in load_claims():
        if claim.experiment == EXPERIMENT.name:
            assert claim.dataset in EXPERIMENT.parts
            _, run = EXPERIMENT.plan(claim.dataset, "paper")
            assert claim.minimum_seeds <= len(run.seeds)
