"""Both parts from configuration to record."""

from replication.kit import Result
from replication.kit.tables import errata, results_table
from replication.langevin_stationary import EXPERIMENT
from replication.ledger import judge, load_claims


def test_all_holds_but_the_printed_noise(mixture: Result) -> None:
    claims = [c for c in load_claims() if (c.experiment, c.dataset) == (EXPERIMENT.name, "mixture")]
    verdicts = {claim.id: judge(claim, mixture.record).verdict for claim in claims}
    printed = "langevin.algorithm1.mixture.langevin_printed.divergence"
    assert verdicts.pop(printed) == "refuted"
    assert set(verdicts.values()) == {"holds"}
    assert len(errata("langevin", "Algorithm 1")) == 1


def test_the_tables_name_every_walk(mixture: Result, trained: Result) -> None:
    closed, learnt = (results_table(r.record, EXPERIMENT.headings) for r in (mixture, trained))
    assert [*closed.index, *learnt.index] == list(EXPERIMENT.labels.values())


def test_every_arm_of_trained_networks_has_its_claim(trained: Result) -> None:
    assert {c.method for c in load_claims() if c.dataset == "trained"} == set(trained.record.arms)


def test_both_parts_hold_the_density_and_the_start(mixture: Result, trained: Result) -> None:
    for name in ("side", "density", "start_divergence"):
        assert (mixture.arrays[name] == trained.arrays[name]).all()
