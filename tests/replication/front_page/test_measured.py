"""The front page's numbers, against the records and the ledger."""

from dataclasses import replace

import numpy as np
import pytest

from rdo.errors import InputError
from replication.front_page import measured
from replication.kit.labels import DATA
from replication.ledger import Judgement, Record, find_record
from replication.ledger.evidence import sides


def stored(experiment: str, dataset: str, variant: str = "") -> Record:
    record = find_record(experiment, dataset, variant=variant)
    assert record is not None
    return record


def test_the_forest_is_compared_with_every_network_of_both_tables() -> None:
    found = measured.forests()["thyroid"]
    records = [
        stored(table, "thyroid", start)
        for table in ("table1", "table4")
        for start in ("", "glorot")
    ]
    networks = [
        np.mean(arm.finished("f1"))
        for record in records
        for name, arm in record.arms.items()
        if name not in ("pca", "isolation_forest", "gaussian_mixture")
    ]
    assert found.networks == pytest.approx(sorted(networks))
    assert found.forest == pytest.approx(records[0].arms["isolation_forest"].finished("f1").mean())
    # The test is paired: a seed has the same split in every record, so the forest's scores agree.
    forests = [record.arms.get("isolation_forest") for record in records]
    first, second = (forest.metrics for forest in forests if forest is not None)
    assert first == second


def test_seeds_are_numbered_from_zero_wherever_they_are_paired() -> None:
    for table in ("table1", "table4"):
        for dataset in DATA:
            for start in ("", "glorot"):
                seeds = stored(table, dataset, start).seeds
                assert seeds == list(range(len(seeds)))


def test_toy_medians() -> None:
    flat, bent = measured.toy()["untrained_em"]
    assert flat == np.median(
        stored("toy_density", "toy").arms["untrained_em"].finished("correlation")
    )
    assert bent == np.median(
        stored("toy_density", "bent_85").arms["untrained_em"].finished("correlation")
    )


def test_the_root_is_that_of_appendix_d() -> None:
    found = measured.roots()
    there = found.lam <= 0.5
    expected = (1 + np.sqrt(1 - 2 * found.lam[there])) / 2
    np.testing.assert_allclose(found.root[there], expected, atol=1e-12)
    assert np.isnan(found.root[~there]).all()
    assert found.trainings == there.sum() * len(found.share)
    assert found.furthest == np.abs(found.share[:, there] - expected).max()


def test_starts_are_compared_on_the_seeds_that_both_have() -> None:
    found = measured.starts()["kddcup", "radogaga_d"]
    gauge, glorot = (stored("table1", "kddcup", start) for start in ("", "glorot"))
    assert found.seeds == min(len(gauge.seeds), len(glorot.seeds)) < len(gauge.seeds)
    f1 = gauge.arms["radogaga_d"].by_seed("f1")[: found.seeds]
    assert found.gauge == pytest.approx(f1.mean())


def test_protocols_move_what_the_chapter_says() -> None:
    from replication.protocols import f1_range

    table = f1_range([stored("protocols", name) for name in DATA])
    widths = [width for one in measured.moves().values() for width in one.widths]
    assert [f"{width:.3f}" for width in widths] == list(table["difference", ""])
    gains = [f"{one.gain:.3f}" for one in measured.moves().values() for _ in one.widths]
    assert gains == list(table["printed gain", ""])


def test_the_gain_over_dagmm_is_the_ledgers(judgements: tuple[Judgement, ...]) -> None:
    (judged,) = (
        one
        for one in judgements
        if one.claim.id == "radogaga.table1.thyroid.radogaga_d.f1_over_dagmm"
    )
    assert judged.measured is not None
    assert measured.starts()["thyroid", "radogaga_d"].gain == pytest.approx(judged.measured.mean)


def test_orderings_are_the_ledgers(judgements: tuple[Judgement, ...]) -> None:
    found = measured.orderings(judgements)
    judged = {
        (one.claim.place, one.claim.dataset, one.claim.method): one
        for one in judgements
        if one.claim.id.endswith(".f1_over_dagmm") and one.claim.place.endswith(", the order")
    }
    assert len(found) == len(judged) == 16
    for one in found:
        same = judged[f"{one.table}, the order", one.dataset, one.method]
        assert (one.k, one.n, one.p) == (same.k, same.n, same.p)
        assert (one.outcome == "holds") == (same.verdict == "holds")


def test_the_opposite_is_called_significant_where_its_test_is(
    judgements: tuple[Judgement, ...],
) -> None:
    for one in measured.orderings(judgements):
        arms = stored(one.table.lower().replace(" ", ""), one.dataset).arms
        gain = arms[one.method].by_seed("f1") - arms["dagmm"].by_seed("f1")
        opposite = sides(np.round(gain, 12), 0.0, at_most=True, tendency=True)
        assert (one.outcome == "opposite significant") == (opposite.answer is True)


def test_an_ordering_without_a_verdict_that_there_are_words_for_is_named(
    judgements: tuple[Judgement, ...],
) -> None:
    with pytest.raises(InputError, match=r"judgement of radogaga\.table1\.thyroid"):
        measured.orderings(())
    refuted = [replace(one, verdict="refuted") for one in judgements]
    with pytest.raises(InputError, match=r"no words for .*: refuted"):
        measured.orderings(refuted)


def test_a_missing_record_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "find_record", lambda *_, **__: None)
    with pytest.raises(InputError, match="table1 on thyroid"):
        measured.forests()


def test_dependence_is_that_of_two_correlated_gaussians() -> None:
    found = measured.dependence()
    np.testing.assert_allclose(found.divergence, -np.log(1 - found.correlation**2) / 2)
    assert found.at(0.9) == pytest.approx((-np.log(0.19) / 2, 0.0), abs=1e-9)
