"""The claims, judged on short runs."""

from collections.abc import Callable

from replication.dagmm_bound import EXPERIMENT
from replication.kit import Result
from replication.ledger import judge, load_claims


def test_all_holds_but_the_penalty_as_printed(
    of_part: Callable[[str], Result],
) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {c.id: judge(c, of_part(c.dataset).record).verdict for c in claims}
    apart = {name: found for name, found in verdict.items() if found != "holds"}
    assert apart == {
        "dagmm.eq7.collapse.penalty_printed.rise": "refuted",
        "dagmm.eqs8_10.mixture.prior_printed.weight_spread": "undecided",
    }


def test_arms_stand_in_the_order_of_their_labels(of_part: Callable[[str], Result]) -> None:
    arms = [arm for part in EXPERIMENT.parts for arm in of_part(part).record.arms]
    assert arms == list(EXPERIMENT.labels)
