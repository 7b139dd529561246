"""What runs under each profile."""

from replication.langevin_derivation import EXPERIMENT
from replication.ledger import load_claims


def test_all_profiles_are_alike_and_every_claim_has_its_part() -> None:
    for part in EXPERIMENT.parts:
        assert EXPERIMENT.plan(part, "smoke")[0] == EXPERIMENT.plan(part, "paper")[0]
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    assert {claim.dataset for claim in claims} == set(EXPERIMENT.parts)
    assert {claim.minimum_seeds for claim in claims} == {1}
