"""The front page's numbers, against the records and the ledger."""

import numpy as np
import pytest

from rdo.errors import InputError
from replication.front_page import measured
from replication.ledger import Record, find_record, scoreboard


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
        for dataset in measured.DATA:
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
    assert found.trainings == there.sum() * len(found.returned)
    assert found.furthest == np.abs(found.returned[:, there] - expected).max()


def test_starts_are_compared_on_the_seeds_that_both_have() -> None:
    found = measured.starts()["kddcup", "radogaga_d"]
    gauge, glorot = (stored("table1", "kddcup", start) for start in ("", "glorot"))
    assert found.seeds == min(len(gauge.seeds), len(glorot.seeds)) < len(gauge.seeds)
    f1 = gauge.arms["radogaga_d"].by_seed("f1")[: found.seeds]
    assert found.gauge == pytest.approx(f1.mean())


def test_protocols_move_what_the_chapter_says() -> None:
    from replication.protocols import f1_range

    table = f1_range([stored("protocols", name) for name in measured.DATA])
    widths = [width for one in measured.moves().values() for width in one.widths]
    assert [f"{width:.3f}" for width in widths] == list(table["difference", ""])
    gains = [f"{one.gain:.3f}" for one in measured.moves().values() for _ in one.widths]
    assert gains == list(table["printed gain", ""])


def test_orderings_agree_with_the_ledger_where_it_has_them() -> None:
    judged = {one.claim.id: one.verdict for one in scoreboard()}
    for one in measured.orderings():
        table = one.table.lower().replace(" ", "")
        name = f"radogaga.{table}.{one.dataset}.{one.method}.f1_over_dagmm"
        if name in judged:
            assert (judged[name] == "holds") == (one.outcome == "holds"), name
            assert judged[name] != "refuted" or one.outcome == "reversed", name


def test_orderings_are_the_p_values_of_the_printed_rows() -> None:
    found = {(one.table, one.dataset, one.method): one.p for one in measured.orderings()}
    assert len(found) == 16
    for one in scoreboard():
        claim = one.claim
        key = claim.place, claim.dataset, claim.method
        if key in found and claim.metric == "f1" and claim.above == ("dagmm",):
            assert one.comparisons[0].p == pytest.approx(found[key])


def test_a_missing_record_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measured, "find_record", lambda *_, **__: None)
    with pytest.raises(InputError, match="table1 on thyroid"):
        measured.forests()
