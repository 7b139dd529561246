"""The claims, judged."""

from replication.kit import run_experiment
from replication.langevin_derivation import EXPERIMENT
from replication.langevin_derivation.run import MEASURES
from replication.ledger import judge, load_claims


def test_what_was_put_right_holds_and_what_it_corrects_does_not() -> None:
    assert MEASURES.keys() == set(EXPERIMENT.parts)
    records = {
        part: run_experiment(EXPERIMENT.name, dataset=part, device="cpu").record
        for part in EXPERIMENT.parts
    }
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {claim.id: judge(claim, records[claim.dataset]).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) == 3
    assert {name for name, found in verdict.items() if found == "refuted"} == corrected
    assert set(verdict.values()) == {"holds", "refuted"}
    arms = [arm for record in records.values() for arm in record.arms]
    assert arms == list(EXPERIMENT.labels)
