"""One choice changed at a time."""

from dataclasses import asdict, replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from replication.kit.anomaly import task as anomaly_task
from replication.kit.anomaly.settings import METHODS
from replication.kit.anomaly.tables import steps_that_reach
from replication.kit.anomaly.task import Task
from replication.kit.record import Outcome
from replication.kit.tables import results_table
from replication.ledger import Arm
from replication.unstated_choices import run as unstated_choices
from replication.unstated_choices.figures import (
    choice_curves,
    choice_table,
    kept_by_choice,
    smallest_departures,
)
from replication.unstated_choices.run import CHOICES, UnstatedChoices


def short(*choices: str) -> UnstatedChoices:
    config = unstated_choices.configure("breast_cancer", "smoke")
    brief = replace(config.base, steps=6, warm_up_steps=6, score_every=3)
    return replace(config, base=brief, choices=choices)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return unstated_choices.run(short(*CHOICES))


def test_there_is_an_arm_for_every_method_and_choice_but_dagmms_start(outcome: Outcome) -> None:
    arms = set(outcome.record.arms)
    assert {"dagmm_rule", "radogaga_d_standard", "radogaga_log_glorot"} <= arms
    assert len(arms) == 3 * len(CHOICES) - 1
    assert "dagmm_glorot" not in arms


def test_each_choice_departs_from_the_rule_in_one_entry() -> None:
    config = unstated_choices.configure("breast_cancer", "smoke")
    base = asdict(config.base)
    for choice, change in CHOICES.items():
        _, settings = replace(config, choices=(choice,)).arms()[f"radogaga_log_{choice}"]
        changed = {name for name, value in asdict(settings).items() if value != base[name]}
        assert changed == set(change) or choice == "small_batch"  # which this data set has anyway


def test_every_choice_changes_the_result(outcome: Outcome) -> None:
    found = {
        choice: tuple(outcome.record.arms[f"radogaga_d_{choice}"].metrics["variance_explained"])
        for choice in CHOICES
        if choice != "small_batch"
    }
    assert len(set(found.values())) == len(found)


def test_the_arrays_hold_curves_and_what_is_kept_of_each_direction(outcome: Outcome) -> None:
    for name in outcome.record.arms:
        assert outcome.arrays[f"{name}_observed_f1"].shape == (3, 2)
        variance = outcome.arrays[f"{name}_direction_variance"]
        assert variance.shape == outcome.arrays[f"{name}_direction_kept"].shape == (2, 30)
        assert (np.diff(variance, axis=1) <= 1e-6).all()


def test_the_scalings_are_what_they_say() -> None:
    config = anomaly_task.configure("table1", "breast_cancer")
    unit = Task.load(config).data
    assert (unit.amin(0) == 0).all()
    assert (unit.amax(0) == 1).all()
    symmetric = Task.load(replace(config, scaling="symmetric")).data
    torch.testing.assert_close(symmetric, 2 * unit - 1)
    standard = Task.load(replace(config, scaling="standard")).data
    torch.testing.assert_close(standard.mean(0), torch.zeros(30), atol=1e-4, rtol=0)
    torch.testing.assert_close(standard.std(0, correction=0), torch.ones(30), atol=1e-4, rtol=0)


def test_jitter_and_cosine_reach_the_model() -> None:
    config = anomaly_task.configure("table1", "breast_cancer")
    changed = replace(config, jitter=1e-3, cosine="distance", seeds=(0,))
    task, plain = Task.load(changed), Task.load(replace(config, seeds=(0,)))
    model, other = task.ensemble("dagmm").replica(0), plain.ensemble("dagmm").replica(0)
    x = task.data[:100]
    covariance = model.mixture(x).covariance  # type: ignore[operator]
    z = model.encode(x)  # type: ignore[operator]
    features = model.features(x, z, model.decode(z))  # type: ignore[operator]
    similarity = other.features(x, z, other.decode(z))[:, -1]  # type: ignore[operator]
    torch.testing.assert_close(features[:, -1], (1 - similarity) / 2)
    least = torch.linalg.eigvalsh(covariance)[:, 0]
    assert (least >= 0.99e-3).all()


def test_its_arms_are_shown_by_their_own_names(outcome: Outcome) -> None:
    assert "radogaga_d_standard" in results_table(outcome.record, {"f1": "F1"}).index


def test_figures_and_tables_show_every_choice(outcome: Outcome) -> None:
    figure = choice_curves(outcome.record, outcome.arrays, "f1", "F1")
    assert len(figure.axes) == 3 * (len(CHOICES) - 1)
    table = choice_table(outcome.record)
    assert table.shape == (len(CHOICES), 3)
    assert table.loc["Glorot's start", "DAGMM"] == ""
    kept = kept_by_choice(outcome.record, outcome.arrays)
    assert len(kept.axes[0].collections) == 5
    plt.close("all")


def test_the_steps_that_reach_are_those_of_the_mean_over_the_seeds(outcome: Outcome) -> None:
    base = outcome.record.arms["dagmm_rule"]
    final = replace(base, metrics={"f1": [0.2, 0.4]}, failures=[])
    record = replace(
        outcome.record, experiment="table1", dataset="thyroid", arms=dict.fromkeys(METHODS, final)
    )
    arrays: dict[str, np.ndarray] = {}
    for method in METHODS:
        arrays[f"{method}_observed_at"] = np.array([0, 2_000, 4_000, 6_000])
        arrays[f"{method}_observed_f1"] = np.full((4, 2), 0.3)
    arrays["dagmm_observed_f1"][1:3] = [[0.5, 0.4], [0.48, np.nan]]  # 0.4755 (0.0491) is printed
    table = steps_that_reach(record, arrays)
    assert table.to_numpy()[0].tolist() == [
        "0.4755\N{NO-BREAK SPACE}(0.0491)",
        "0.300",
        "0.480",
        "4,000",
        "2,000",
        "2 of 4",
    ]
    assert list(table["looks there"]) == ["2 of 4", "0 of 4", "0 of 4"]
    assert len(steps_that_reach(replace(record, arms={"dagmm": final}), arrays)) == 1
    assert table.loc[("thyroid", "RaDOGAGA(d)"), "reached first at"] == "never"


def test_the_smallest_departure_is_the_first_that_reaches_the_band(outcome: Outcome) -> None:
    def valued(value: float) -> Arm:
        arm = outcome.record.arms["dagmm_rule"]
        return replace(arm, metrics={"f1": [value, value]}, failures=[])

    low = {name: valued(0.1) for name in outcome.record.arms}
    reached = {"radogaga_log_jitter": valued(0.66), "radogaga_log_symmetric": valued(0.67)}
    record = replace(outcome.record, dataset="thyroid", arms=low | reached)
    table = smallest_departures(record)
    assert table.loc["RaDOGAGA(log d)", "first reached under"] == "jitter 1e-4"
    assert table.loc["RaDOGAGA(log d)", "there"] == "0.660"
    assert table.loc["DAGMM", "first reached under"] == "none of these"
