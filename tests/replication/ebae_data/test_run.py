"""Table 1's numbers."""

from replication.ebae_data import EXPERIMENT
from replication.ebae_data.config import Split
from replication.ebae_data.run import missing
from replication.kit import run_experiment
from replication.ledger import judge, load_claims


def test_what_is_missing_is_the_larger_difference() -> None:
    assert missing(Split(8, 2, 5), 10, 5) == 0
    assert missing(Split(8, 1, 5), 10, 8) == 3
    assert missing(Split(8, 2, 5), 13, 5) == 3
    assert missing(Split(8, 1, 1), 11, None) == 1


def test_a_swapped_digit_and_a_lost_image_are_found_and_no_more() -> None:
    records = {
        part: run_experiment(EXPERIMENT.name, dataset=part, device="cpu").record
        for part in EXPERIMENT.parts
    }
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {claim.id: judge(claim, records[claim.dataset]).verdict for claim in claims}
    assert {name for name, found in verdict.items() if found == "refuted"} == {
        "ebae.table1.svhn.printed.images_missing",
        "ebae.table1.imagenet32.printed.images_missing",
    }
    assert set(verdict.values()) == {"holds", "refuted"}
