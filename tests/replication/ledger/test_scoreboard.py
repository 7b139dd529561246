import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import (
    KINDS,
    PAPERS,
    REPOSITORY,
    VERDICTS,
    Judgement,
    Record,
    claims_table,
    load_claims,
    scoreboard,
    select,
    summary_table,
    to_json,
    to_text,
    verdicts_moved,
    write_record,
)
from replication.ledger.judgements import CAUSES
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


@pytest.fixture(scope="module")
def ours() -> tuple[Judgement, ...]:
    """The ledger as it stands."""
    return scoreboard()


def test_every_claim_is_judged_once_in_the_order_of_the_book(results: Path) -> None:
    judgements = scoreboard(results_folder=results)
    claims = [judgement.claim for judgement in judgements]
    assert sorted(claims, key=lambda claim: list(PAPERS).index(claim.paper)) == claims
    for paper in PAPERS:
        assert [claim for claim in claims if claim.paper == paper] == [
            claim for claim in load_claims() if claim.paper == paper
        ]
    verdicts = {judgement.claim.id: judgement.verdict for judgement in judgements}
    assert verdicts["radogaga.table1.thyroid.radogaga_d.f1"] == "direction only"
    assert verdicts[F1] == "not run"
    assert verdicts["radogaga.table1.thyroid.vae_cited.f1"] == "not run"
    assert verdicts["radogaga.table1.kddcup.radogaga_d.f1"] == "not run"


def test_a_claim_of_one_profile_is_judged_by_no_other(tmp_path: Path) -> None:
    claim = "ebae.table3.config1.auc"
    for profile, verdict in (("reduced", "not run"), ("paper", "reproduced")):
        record = make_record({"ebae": [0.95, 0.96, 0.955, 0.952, 0.957]}, profile)
        metrics: dict[str, list[float | None]] = {
            "auc": [0.95, 0.96, 0.955, 0.952, 0.957],
            "gain": [0.3] * 5,
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
            *("id", "paper", "place", "kind", "statement", "rule", "judged", "claimed"),
            *("measured", "median", "n", "k", "p", "verdict", "cause", "scale", "any_scale"),
            *("record", "clean", "entered", "counted", "reason"),
        ]
        assert entry["verdict"] in VERDICTS
        assert entry["kind"] in KINDS
        assert entry["scale"] in ("paper", "reduced", None)
        assert (entry["scale"] is None) == (entry["record"] is None)
        assert entry["k"] is None or 0 <= entry["k"] <= entry["n"]
        assert set(entry["claimed"]) == {"mean", "sd"}
    entry = objects["radogaga.table1.thyroid.radogaga_d.f1"]
    assert entry["claimed"] == {"mean": 0.6447, "sd": 0.0486}
    assert entry["measured"] == {
        "mean": pytest.approx(0.52),
        "sd": pytest.approx(0.0158, abs=1e-4),
    }
    assert (entry["n"], entry["record"]) == (5, "results/table1/thyroid/paper.json")
    assert (entry["k"], entry["p"], entry["kind"]) == (0, None, "printed")
    assert (entry["scale"], entry["counted"]) == ("paper", True)
    assert objects["radogaga.table1.thyroid.radogaga_d.recall"]["counted"] is False
    assert objects[F1]["measured"] is None
    assert objects[F1]["n"] == 4


def test_the_tables_agree_with_the_judgements(results: Path) -> None:
    judgements = scoreboard(results_folder=results)
    table = claims_table(judgements)
    assert list(table.columns) == [
        *("claim", "claimed", "measured", "seeds that keep it", "verdict"),
    ]
    row = table[table["claim"] == "F1, RaDOGAGA(d) on Thyroid"].iloc[0]
    assert tuple(row[1:]) == ("0.6447 (0.0486)", "0.5200 (0.0158)", "0/5", "direction only")
    summary = summary_table(judgements)
    own = [one for one in judgements if one.claim.counted]
    places = dict.fromkeys((one.claim.paper, one.claim.place) for one in own)
    assert list(summary.index) == list(places)
    assert ("radogaga", "Table 1") in places
    assert summary.sum().to_dict() == {
        verdict: Counter(judgement.verdict for judgement in own)[verdict] for verdict in VERDICTS
    }


def test_every_line_fits_and_every_claim_has_one(ours: tuple[Judgement, ...]) -> None:
    lines = to_text(ours).splitlines()
    assert max(map(len, lines)) <= 100
    words = [line.split()[0] for line in lines if line.startswith("  ")]
    for one in ours:
        assert words.count(one.claim.id) == 1
    for name in (PAPERS[one.claim.paper] for one in ours):
        assert lines.count(name) == 1


def test_an_undecided_claim_says_why(ours: tuple[Judgement, ...]) -> None:
    undecided = next(one for one in ours if one.verdict == "undecided" and one.entered == "before")
    text = to_text([undecided])
    assert f"undecided ({undecided.cause})" in text
    assert text.endswith(f"Undecided for:\n  {undecided.cause:<16} {CAUSES[undecided.cause]}")


def test_a_record_of_code_that_is_in_no_commit_is_told(ours: tuple[Judgement, ...]) -> None:
    judged = next(one for one in ours if one.record is not None)
    assert judged.clean
    assert "in no commit" not in to_text([judged])
    assert "in no commit" in to_text([replace(judged, clean=False)])


def test_the_totals_of_every_paper_add_up(ours: tuple[Judgement, ...]) -> None:
    text, everything = to_text(ours), Counter[bool]()
    rest = r"(?:, ([^;]*?))?(?:; (\d+) shown and not counted)?"
    for paper in dict.fromkeys(one.claim.paper for one in ours):
        board = [one for one in ours if one.claim.paper == paper]
        block = to_text(board).partition("\n\nUndecided for:")[0].rpartition("\n\n")[2]
        assert f"\n\n{block}\n" in text
        name = PAPERS[paper]
        pattern = (
            rf"{name}: (\d+) claims{rest} {name}, our corrections and tests: (\d+) claims{rest}"
        )
        total = re.fullmatch(pattern, " ".join(block.split()))
        assert total is not None
        for told, own in ((total.groups()[:3], False), (total.groups()[3:], True)):
            part = [one for one in board if (one.claim.kind in ("erratum", "ours")) == own]
            counted = [one for one in part if one.claim.counted]
            counts = Counter(one.verdict for one in counted)
            assert told[1] == ", ".join(f"{counts[v]} {v}" for v in VERDICTS if counts[v])
            assert sum(counts.values()) == int(told[0]) == len(counted)
            assert int(told[2] or 0) == len(part) - len(counted)
            everything[own] += len(counted)
    assert f"\n\nAll: {everything[False]} claims, " in text
    assert f"\nAll, our corrections and tests: {everything[True]} claims, " in text


def test_a_line_says_what_was_claimed_measured_kept_and_when_it_was_entered(
    results: Path,
) -> None:
    board = scoreboard(results_folder=results)
    (one,) = select(board, text="thyroid.radogaga_d.f1", kind="printed", verdict="direction only")
    line = "0.6447 (0.0486) 0.5200 (0.0158)   0/5  direction only"
    for entered, after in (("before", ""), (None, ""), ("after", " (after)")):
        text = to_text([replace(one, entered=entered)])  # type: ignore[arg-type]
        rows = [row.strip() for row in text.splitlines()]
        assert f"{line}{after}" in {row.removeprefix(f"{one.claim.id} ").strip() for row in rows}
        assert max(map(len, text.splitlines())) <= 100


def test_what_is_not_run_and_what_cannot_fail_say_why(tmp_path: Path) -> None:
    judgements = scoreboard(results_folder=tmp_path)
    text = " ".join(to_text(judgements).split())
    assert "No record of table1 on thyroid." in text
    (one, *_) = select(judgements, kind="stated")
    identity = replace(one, claim=replace(one.claim, identity="It is a square."))
    assert "Not counted, for it cannot fail: It is a square." in to_text([identity])
    assert "1 shown and not counted" in to_text([identity])


def test_a_selection_is_of_those_that_fit_all_that_is_asked(ours: tuple[Judgement, ...]) -> None:
    for option in ("paper", "kind", "verdict"):
        values = {str(getattr(one.claim, option, one.verdict)) for one in ours}
        parts = [select(ours, **{option: value}) for value in values]
        assert sorted(one.claim.id for part in parts for one in part) == sorted(
            one.claim.id for one in ours
        )
        with pytest.raises(InputError, match=rf"{option}='none': known are "):
            select(ours, **{option: "none"})
    chosen = select(ours, paper="radogaga", kind="printed", text="TABLE 4")
    assert chosen
    assert {(o.claim.paper, o.claim.kind, o.claim.place) for o in chosen} == {
        ("radogaga", "printed", "Table 4")
    }
    assert select(ours, text="no such words") == ()
    assert to_text(()) == "no claim fits"


def test_what_another_record_moved_is_told(results: Path, tmp_path: Path) -> None:
    after = scoreboard(results_folder=results)
    before = scoreboard(results_folder=tmp_path / "none")
    moved = verdicts_moved(before, after)
    (line,) = [row for row in moved if "radogaga.table1.thyroid.radogaga_d.f1:" in row]
    assert line.endswith("not run -> direction only (nothing -> 0.5200 (0.0158))")
    assert verdicts_moved(after, after) == []


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
        "undecided",
    )


def test_a_claim_on_a_metric_that_a_record_lacks_stops_no_other(tmp_path: Path) -> None:
    record = make_record({"dagmm": [0.7] * 5})
    toy = Record(**{**vars(record), "experiment": "toy_density", "dataset": "toy"})
    write_record(toy, tmp_path)
    judged = {one.claim.id: one for one in scoreboard(results_folder=tmp_path)}
    lacking = judged["radogaga.section5_1.toy.dagmm.correlation"]
    assert (lacking.verdict, lacking.record) == ("not run", "results/toy_density/toy/paper.json")
    assert lacking.reason == "The arm dagmm of the record has no correlation."


@pytest.mark.parametrize("file", ["table1/thyroid/paper.json", "verified/table1/thyroid.json"])
def test_a_damaged_file_hides_its_own_claims_and_no_others(results: Path, file: str) -> None:
    other = replace(make_record({"dagmm": [0.4] * 5}), dataset="arrhythmia")
    write_record(other, results)
    whole = {one.claim.id: one for one in scoreboard(results_folder=results)}
    (results / file).parent.mkdir(parents=True, exist_ok=True)
    (results / file).write_text("{")
    with pytest.warns(UserWarning, match=r"claims of table1 on thyroid are not judged: results/"):
        judged = scoreboard(results_folder=results)
    for one in judged:
        of_it = (one.claim.experiment, one.claim.dataset) == ("table1", "thyroid")
        if of_it and not one.claim.quoted:
            assert one.verdict == "not run"
            assert f"results/{file}" in one.reason
        else:
            assert one == whole[one.claim.id]
    assert Counter(one.verdict for one in judged) != Counter(one.verdict for one in whole.values())


def test_a_claim_whose_rule_was_edited_is_named(results: Path, tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    shutil.copytree(REPOSITORY / "claims", folder)
    text = (folder / "ebae.toml").read_text()
    (folder / "ebae.toml").write_text(re.sub(r"at_most = [\d.]+", "at_most = 0.123", text, count=1))
    with pytest.warns(UserWarning, match=r"the rule of ebae\..* is not the one it was judged by"):
        scoreboard(folder, results)
