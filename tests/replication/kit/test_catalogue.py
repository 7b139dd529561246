"""Running by name, keeping the record, and the tables and figures drawn from it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rdo.errors import Failure, InputError
from rdo.training import Checkpoints, History
from rdo.training.checkpoints import Checkpoint
from rdo.training.step import make_step
from replication.kit.anomaly import run as anomaly_detection
from replication.kit.anomaly import task as anomaly_task
from replication.kit.anomaly.tables import STARTS, TRAINING, paired_differences, with_glorot
from replication.kit.catalogue import run_experiment
from replication.kit.figures import loss_curves, seed_strip, seed_strips, training_curves
from replication.kit.record import Outcome, arm, check_place
from replication.kit.tables import mean_and_sd, origin, paper_table, results_table, verdicts
from replication.kit.train import Keep
from replication.ledger import Record, find_record, scoreboard, write_record


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    config = replace(
        anomaly_task.configure(dataset="breast_cancer"),
        steps=8,
        warm_up_steps=8,
        score_every=8,
    )
    return anomaly_detection.run(config)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> None:
    """Runs that cost nothing and give the outcome above under the profile asked for."""

    def run(config: anomaly_task.AnomalyDetection, device: str, keep: Keep | None) -> Outcome:
        record = replace(outcome.record, profile=config.profile)
        return replace(outcome, record=record)

    monkeypatch.setattr("replication.kit.anomaly.run.run", run)


@pytest.mark.usefixtures("quick")
def test_a_smoke_run_is_not_kept_and_others_are(tmp_path: Path) -> None:
    run_experiment("table1", dataset="breast_cancer", results=tmp_path)
    assert list(tmp_path.iterdir()) == []
    run_experiment("table1", dataset="breast_cancer", profile="reduced", seeds=3, results=tmp_path)
    kept = find_record("table1", "breast_cancer", folder=tmp_path)
    assert kept is not None
    assert kept.profile == "reduced"


@pytest.mark.usefixtures("quick")
def test_a_record_on_more_seeds_is_not_replaced(tmp_path: Path) -> None:
    options = {"dataset": "breast_cancer", "profile": "reduced", "results": tmp_path}
    run_experiment("table1", seeds=3, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"seeds=2: .*already stands on 3"):
        run_experiment("table1", seeds=2, **options)  # type: ignore[arg-type]


def test_a_place_that_cannot_be_written_is_refused_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        check_place("table1", "digits", "paper", "", 1, tmp_path / "file")
    assert sorted(tmp_path.iterdir()) == [tmp_path / "file"]


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("table9", {}, "experiment='table9': known are table1, .*protocols"),
        ("table1", {"dataset": "iris"}, "dataset='iris'"),
        ("table1", {"table": "mine.csv"}, "table='mine.csv'"),
        ("unstated_choices", {"start": "glorot"}, "start='glorot'"),
        ("toy_density", {"dataset": "thyroid"}, "dataset='thyroid'"),
        ("toy_density", {"device": "tpu"}, "device='tpu'"),
    ],
)
def test_what_cannot_be_run_is_refused(name: str, options: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment(name, **options)  # type: ignore[arg-type]


def test_a_failed_seed_has_no_value_and_its_first_failure_stands() -> None:
    nan = float("nan")
    run = History(steps=[0, 9], failures=[Failure(7, 3, "the rate term is not finite")])
    column = arm([5, 7, 8], {"f1": [0.5, nan, nan], "auc": [0.6, 0.7, 0.8]}, run, {})
    assert column.metrics == {"f1": [0.5, None, None], "auc": [0.6, None, None]}
    assert column.failures == [run.failures[0], Failure(8, 9, "f1 is not finite")]


def test_the_users_own_table_is_not_compared_with_the_papers(outcome: Outcome) -> None:
    own = replace(outcome.record.data, name="mine.csv")
    table = results_table(replace(outcome.record, dataset="thyroid", data=own), {"f1": "F1"})
    assert list(table.columns) == ["F1", "seeds"]
    assert list(results_table(outcome.record, {"no_such_metric": "none"}).columns) == ["seeds"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.5, 0.7], "0.600 (0.141)"),
        ([1e-5, 3e-5], "2.0e-05 (1.4e-05)"),
        ([148.31, 150.29], "149.3 (1.4)"),
        ([12345.0, 12347.0], "12346 (1)"),
        ([0.0, 0.0], "0.000 (0.000)"),
    ],
)
def test_a_cell_has_no_more_digits_than_say_something(values: list[float], shown: str) -> None:
    cell = mean_and_sd(arm([0, 1], {"error": values}, History(), {}), "error")
    assert cell == shown.replace(" ", "\N{NO-BREAK SPACE}")


def test_the_table_shows_ours_beside_the_printed(outcome: Outcome) -> None:
    data = replace(outcome.record.data, name="thyroid")
    record = replace(outcome.record, dataset="thyroid", data=data)
    table = results_table(record, {"f1": "F1", "roc_auc": "AUC"})
    shown = {" ".join(title) for title in table.columns}
    assert shown == {"F1 ours", "F1 printed", "AUC ours", "seeds "}
    assert table.index[0] == "PCA"
    assert table.loc["RaDOGAGA(log d)", ("F1", "printed")] == "0.6702\N{NO-BREAK SPACE}(0.0585)"
    assert table.loc["untrained network", ("F1", "printed")] == ""
    values = [v for v in record.arms["dagmm"].metrics["f1"] if v is not None]
    assert str(table.loc["DAGMM", ("F1", "ours")]).startswith(
        f"{sum(values) / 3:.3f}\N{NO-BREAK SPACE}("
    )


def test_several_data_sets_make_one_table_with_the_verdicts(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        replace(outcome.record, dataset=name, data=replace(outcome.record.data, name=name))
        for name in ("thyroid", "arrhythmia")
    ]
    real = scoreboard()
    judged = [
        replace(one, verdict="exceeded")
        if one.claim.id == "radogaga.table1.arrhythmia.dagmm.f1"
        else one
        for one in real
    ]
    monkeypatch.setattr("replication.kit.tables.scoreboard", lambda: judged)
    table = paper_table(records, {"f1": "F1", "precision": "precision"})
    assert len(table) == 18
    titles = list(dict.fromkeys(table.columns.get_level_values(0)))
    assert titles == ["F1", "verdict", "seeds", "precision"]
    assert table.loc[("arrhythmia", "DAGMM"), ("verdict", "")] == "exceeded"
    assert table.loc[("thyroid", "PCA"), ("verdict", "")] == ""
    unjudged = paper_table(records, {"roc_auc": "AUC", "gram_diagonal": "Gram"})
    assert list(unjudged.columns) == ["AUC", "Gram", "seeds"]
    assert unjudged.loc[("thyroid", "PCA"), "Gram"] == ""
    figure = seed_strips([*records, replace(outcome.record, dataset="kddcup")], "f1", "F1")
    assert [axes.get_title() for axes in figure.axes] == ["thyroid", "arrhythmia", "kddcup"]
    plt.close("all")


def test_training_is_held_against_the_untrained_network(outcome: Outcome) -> None:
    arms = dict(outcome.record.arms)
    arms["dagmm"] = replace(arms["untrained"], metrics={"f1": [0.1, 0.2, 0.3]})
    arms["radogaga_d"] = replace(arms["untrained"], metrics={"f1": [0.6, None, 0.8]})
    arms["untrained"] = replace(arms["untrained"], metrics={"f1": [0.5, 0.6, 0.7]})
    record = object.__new__(type(outcome.record))
    for name, value in {"arms": arms, "dataset": "thyroid", "seeds": [0, 1, 2]}.items():
        object.__setattr__(record, name, value)
    table = paired_differences([record, outcome.record], "f1", [*TRAINING, ("dagmm", "absent")])
    assert next(iter(table.index)) == ("DAGMM", "untrained network")
    assert table.shape == (5, 2)
    differences = dict(zip(table.index.get_level_values(0), table["thyroid, 3 seeds"], strict=True))
    assert differences["DAGMM"] == "-0.400\N{NO-BREAK SPACE}(0.12)"  # one in 2^3
    assert differences["RaDOGAGA(d)"] == "+0.100\N{NO-BREAK SPACE}(0.25)"  # one in 2^2


def test_a_clear_difference_has_its_p_value_bounded(outcome: Outcome) -> None:
    """One in 2^20 is shown as small, and a pair that a record lacks as nothing."""
    arm = outcome.record.arms["untrained"]
    high = replace(arm, metrics={"f1": [0.8 + 0.001 * k for k in range(20)]}, failures=[])
    low = replace(arm, metrics={"f1": [0.5] * 20}, failures=[])
    seeds = list(range(20))
    one = replace(outcome.record, arms={"dagmm": high, "autoencoder": low}, seeds=seeds)
    other = replace(outcome.record, arms={"dagmm": high}, seeds=seeds)
    table = paired_differences([one, other], "f1", [("dagmm", "autoencoder")])
    assert table.to_numpy().tolist() == [["+0.309\N{NO-BREAK SPACE}(<0.0001)", ""]]


def test_the_two_starts_are_joined_on_the_seeds_they_share(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted(shift: float, seeds: int) -> Record:
        values: list[float | None] = [shift + 0.1 * k for k in range(seeds)]
        arms = {
            name: replace(outcome.record.arms[name], metrics={"f1": values}, failures=[])
            for name in ("radogaga_d", "dagmm")
        }
        return replace(outcome.record, arms=arms, seeds=list(range(seeds)))

    monkeypatch.setattr(
        "replication.kit.anomaly.tables.find_record", lambda *_, **__: shifted(0.1, 4)
    )
    both = with_glorot(shifted(0.2, 5))
    assert both is not None
    assert both.seeds == [0, 1, 2, 3]
    assert both.arms["radogaga_d_glorot"].metrics["f1"] == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert both.arms["dagmm"].metrics["f1"] == pytest.approx([0.2, 0.3, 0.4, 0.5])
    table = paired_differences([both], "f1", STARTS)
    assert list(table.index) == [
        ("RaDOGAGA(d), Glorot's start", "RaDOGAGA(d)"),
        ("RaDOGAGA(d), Glorot's start", "DAGMM"),
    ]
    assert table.iloc[0, 0] == "-0.100\N{NO-BREAK SPACE}(0.062)"  # one in 2^4
    monkeypatch.setattr("replication.kit.anomaly.tables.find_record", lambda *_, **__: None)
    assert with_glorot(shifted(0.2, 5)) is None


def test_verdicts_leave_out_what_the_paper_quotes() -> None:
    table = verdicts("Table 1", "thyroid")
    assert len(table) == 9
    assert not table.index.str.contains("GMVAE").any()


def test_the_origin_names_command_commit_and_data(outcome: Outcome) -> None:
    column = origin(outcome.record)
    assert column["command"].startswith("rdo run table1 --dataset breast_cancer")
    assert column["checksum of the data"] == outcome.record.data.sha256


def test_figures_show_every_seed_of_every_arm(outcome: Outcome) -> None:
    figure = seed_strip(outcome.record, "f1", "F1")
    dots = [np.shape(points.get_offsets()) for points in figure.axes[0].collections]
    assert dots == 9 * [(3, 2)]
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[:3] == ["PCA", "Isolation Forest", "Gaussian mixture"]
    assert labels[3:6] == ["untrained network", "plain autoencoder", "DAGMM, warmed up"]
    assert labels[6:] == ["DAGMM", "RaDOGAGA(d)", "RaDOGAGA(log d)"]
    curves = loss_curves(outcome.arrays, "reconstruction", "reconstruction")
    assert len(curves.axes) == 3
    thyroid = replace(outcome.record, dataset="thyroid")
    along = training_curves([outcome.record, thyroid], 2 * [outcome.arrays], "f1", "F1")
    titles = [axes.get_title().replace("\n", " ") for axes in along.axes]
    assert titles == [*labels[4:], *5 * [""]]
    assert all(np.size(axes.lines[0].get_xdata()) == 2 for axes in along.axes)
    # Our band is everywhere, the printed one with the three methods of Table 1's Thyroid.
    assert [len(axes.patches) for axes in along.axes] == [*7 * [0], *3 * [1]]
    assert all(len(axes.collections) == 1 for axes in along.axes)
    plt.close("all")


def test_records_come_back_as_written(outcome: Outcome, tmp_path: Path) -> None:
    record = replace(outcome.record, profile="paper")
    write_record(record, tmp_path, outcome.arrays)
    stored = find_record("table1", "breast_cancer", folder=tmp_path)
    assert stored is not None
    assert replace(stored, arrays=None) == record


def test_a_killed_run_goes_on_and_ends_as_the_unbroken_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("replication.kit.anomaly.settings.Setting.steps", lambda self, n: 48)
    configure = anomaly_task.configure

    def brief(*arguments: Any) -> anomaly_task.AnomalyDetection:
        return replace(configure(*arguments), warm_up_steps=20)

    monkeypatch.setattr("replication.kit.anomaly.task.configure", brief)
    options = {"dataset": "breast_cancer", "profile": "reduced", "seeds": 2}

    def values(folder: Path) -> object:
        record = find_record("table1", "breast_cancer", folder=folder)
        assert record is not None
        return {name: arm.metrics for name, arm in record.arms.items()}

    run_experiment("table1", results=tmp_path / "whole" / "results", **options)  # type: ignore[arg-type]
    saves = 0
    save = Checkpoints.save

    def dying(self: Checkpoints, checkpoint: Checkpoint) -> None:
        nonlocal saves
        saves += 1
        save(self, checkpoint)
        if saves == 4:  # DAGMM, then RaDOGAGA(d)'s start and training, then in the next start
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoints, "save", dying)
    cut = tmp_path / "cut" / "results"
    with pytest.raises(KeyboardInterrupt):
        run_experiment("table1", results=cut, **options)  # type: ignore[arg-type]
    assert find_record("table1", "breast_cancer", folder=cut) is None
    monkeypatch.setattr(Checkpoints, "save", save)
    steps: list[int] = []

    def counted(*arguments: Any) -> Any:
        step = make_step(*arguments)

        def counting(*inputs: Any) -> Any:
            steps.append(1)
            return step(*inputs)

        return counting

    monkeypatch.setattr("rdo.training.engine.make_step", counted)
    run_experiment("table1", resume=True, results=cut, **options)  # type: ignore[arg-type]
    assert values(cut) == values(tmp_path / "whole" / "results")
    # RaDOGAGA(log d)'s training, a plain autoencoder, DAGMM's start and training: nothing before.
    assert len(steps) == 12 + 12 + 20 + 12
    assert not list((tmp_path / "cut" / "checkpoints").rglob("step-*"))
