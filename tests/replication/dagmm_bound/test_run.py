"""The claims, judged on short runs."""

from collections.abc import Callable

from replication.dagmm_bound import EXPERIMENT
from replication.kit import Result
from replication.ledger import judge, load_claims


def test_all_that_was_put_right_holds_and_what_it_corrects_does_not(
    of_part: Callable[[str], Result],
) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {c.id: judge(c, of_part(c.dataset).record).verdict for c in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) == 2
    assert {name for name, found in verdict.items() if found == "refuted"} == corrected
    assert set(verdict.values()) == {"holds", "refuted"}


def test_arms_stand_in_the_order_of_their_labels(of_part: Callable[[str], Result]) -> None:
    arms = [arm for part in EXPERIMENT.parts for arm in of_part(part).record.arms]
    assert arms == list(EXPERIMENT.labels)
