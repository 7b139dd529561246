"""The claims on Propositions 1 and 2, judged on smoke runs."""

from replication.kit import Result
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import judge, load_claims
from replication.lossy_autoencoder_score import EXPERIMENT


def test_all_that_is_stated_holds_but_that_the_solutions_are_minima(
    results: dict[str, Result],
) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {claim.id: judge(claim, results[claim.dataset].record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert corrected == {
        "langevin.proposition1.mixture_1d.staircase.global_margin",
        "langevin.proposition1.mixture_1d.ripple.local_margin",
    }
    assert {name for name, v in verdict.items() if v != "holds"} == corrected


def test_tables_name_the_arms_and_pair_the_errata(results: dict[str, Result]) -> None:
    table = results_table(results["mixture_1d"].record, EXPERIMENT.headings)
    assert list(table.index) == ["solution of Eq. 7", "with a ripple", "with a staircase"]
    assert len(errata("langevin", "Proposition 1")) == 2
    assert len(verdicts("langevin", "Proposition 1")) == 6
    assert len(verdicts("langevin", "Proposition 2")) == 4


def test_every_arm_has_a_label(results: dict[str, Result]) -> None:
    arms = {arm for result in results.values() for arm in result.record.arms}
    assert arms == set(EXPERIMENT.labels)
