import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from replication.ledger import (
    VERDICTS,
    Record,
    claims_table,
    load_claims,
    scoreboard,
    summary_table,
    to_json,
    to_text,
    write_record,
)
from tests.replication.ledger.examples import make_record

F1 = "radogaga.table1.thyroid.radogaga_log.f1"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Results that hold one record: table1 on thyroid, all three metrics."""
    record = make_record(
        {
            "dagmm": [0.40, 0.41, 0.42, 0.43, 0.44],
            "radogaga_d": [0.50, 0.51, 0.52, 0.53, 0.54],
            "radogaga_log": [0.66, 0.67, 0.68, 0.69, None],
        }
    )
    for arm in record.arms.values():
        for metric in ("precision", "recall"):
            arm.metrics[metric] = arm.metrics["f1"]
    write_record(record, tmp_path)
    return tmp_path


def test_every_claim_is_judged_once_in_the_order_of_the_paper(results: Path) -> None:
    judgements = scoreboard(results_folder=results)
    assert [judgement.claim for judgement in judgements] == list(load_claims())
    verdicts = {judgement.claim.id: judgement.verdict for judgement in judgements}
    assert verdicts["radogaga.table1.thyroid.radogaga_d.f1"] == "direction only"
    assert verdicts[F1] == "not run"
    assert verdicts["radogaga.table1.thyroid.vae_cited.f1"] == "not run"
    assert verdicts["radogaga.table1.kddcup.radogaga_d.f1"] == "not run"


def test_a_claim_of_one_profile_is_judged_by_no_other(tmp_path: Path) -> None:
    claim = "ebae.table3.config1.auc"
    for profile, verdict in (("reduced", "not run"), ("paper", "reproduced")):
        record = make_record({"ebae": [0.95, 0.96, 0.955]}, profile)
        metrics: dict[str, list[float | None]] = {
            "auc": [0.95, 0.96, 0.955],
            "gain": [0.3, 0.3, 0.3],
        }
        arms = {"ebae": replace(record.arms["ebae"], metrics=metrics)}
        record = replace(record, experiment="ebae_ablation", dataset="config1", arms=arms)
        write_record(record, tmp_path)
        judged = {one.claim.id: one for one in scoreboard(results_folder=tmp_path)}[claim]
        assert judged.verdict == verdict
        assert ("at the profile paper" in judged.reason) == (profile == "reduced")


def test_the_objects_have_the_fixed_keys(results: Path) -> None:
    objects = {entry["id"]: entry for entry in to_json(scoreboard(results_folder=results))}
    assert json.loads(json.dumps(list(objects.values()), allow_nan=False)) == list(objects.values())
    for entry in objects.values():
        assert list(entry) == [
            *("id", "paper", "place", "claimed", "measured", "median", "rule", "n", "verdict"),
            *("record", "reason"),
        ]
        assert entry["verdict"] in VERDICTS
        assert set(entry["claimed"]) == {"mean", "sd"}
    entry = objects["radogaga.table1.thyroid.radogaga_d.f1"]
    assert entry["claimed"] == {"mean": 0.6447, "sd": 0.0486}
    assert entry["measured"] == {
        "mean": pytest.approx(0.52),
        "sd": pytest.approx(0.0158, abs=1e-4),
    }
    assert (entry["n"], entry["record"]) == (5, "results/table1/thyroid/paper.json")
    assert objects[F1]["measured"] is None
    assert objects[F1]["n"] == 4


def test_the_tables_agree_with_the_judgements(results: Path) -> None:
    judgements = scoreboard(results_folder=results)
    table = claims_table(judgements)
    assert list(table.columns) == ["claim", "claimed", "measured", "n", "verdict"]
    row = table[table["claim"] == "F1, RaDOGAGA(d) on Thyroid"].iloc[0]
    assert (row["claimed"], row["measured"], row["n"]) == ("0.6447 (0.0486)", "0.5200 (0.0158)", 5)
    summary = summary_table(judgements)
    places = dict.fromkeys((one.claim.paper, one.claim.place) for one in judgements)
    assert list(summary.index) == list(places)
    assert ("radogaga", "Table 1") in places
    assert summary.sum().to_dict() == {
        verdict: Counter(judgement.verdict for judgement in judgements)[verdict]
        for verdict in VERDICTS
    }


def test_the_text_is_aligned_and_ends_with_the_totals(results: Path) -> None:
    judgements = scoreboard(results_folder=results)
    lines = to_text(judgements).splitlines()
    assert len(lines) == len(judgements) + 3
    start = lines[0].index("verdict")
    for judgement, line in zip(judgements, lines[1:], strict=False):
        assert line[start:] == judgement.verdict
        assert line.startswith(judgement.claim.id)
    counts = Counter(judgement.verdict for judgement in judgements)
    assert lines[-1].startswith(f"{len(judgements)} claims: ")
    assert f"{counts['direction only']} direction only" in lines[-1]


def test_a_median_is_shown_as_one(tmp_path: Path) -> None:
    record = make_record({"dagmm": [0.69, 0.7, 0.71, 0.72, 0.1]})
    metrics = record.arms["dagmm"].metrics
    metrics["correlation"] = metrics.pop("f1")
    toy = Record(**{**vars(record), "experiment": "toy_density", "dataset": "toy"})
    write_record(toy, tmp_path)
    table = claims_table(scoreboard(results_folder=tmp_path))
    row = table[table["claim"] == "correlation of P(x) with P(z), DAGMM on the toy mixture"].iloc[0]
    assert (row["claimed"], row["measured"], row["verdict"]) == (
        "0.691",
        "median 0.700",
        "reproduced",
    )


def test_a_claim_on_a_metric_that_a_record_lacks_stops_no_other(tmp_path: Path) -> None:
    record = make_record({"dagmm": [0.7] * 5})
    toy = Record(**{**vars(record), "experiment": "toy_density", "dataset": "toy"})
    write_record(toy, tmp_path)
    judged = {one.claim.id: one for one in scoreboard(results_folder=tmp_path)}
    lacking = judged["radogaga.section5_1.toy.dagmm.correlation"]
    assert (lacking.verdict, lacking.record) == ("not run", "results/toy_density/toy/paper.json")
    assert lacking.reason == "The arm dagmm of the record has no correlation."
