"""Table 3 of the EBAE supplement from configuration to record."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from rdo.datasets import load_images
from rdo.errors import InputError
from replication.ebae_2d.tables import chain_speed
from replication.ebae_ablation import comparisons as ebae_comparisons
from replication.ebae_ablation import run as ebae_ablation
from replication.ebae_ablation.config import CONFIGURATIONS, build
from replication.ebae_ablation.figures import along_training, rebuilt, rows_beside_each_other
from replication.kit.catalogue import run_experiment
from replication.kit.record import Outcome
from replication.ledger import REPOSITORY, find_record, load_claims, write_record


def short(name: str) -> Outcome:
    config = ebae_ablation.configure(name, seeds=2)
    return ebae_ablation.run(replace(config, warm_up_steps=10, steps=1, width=1 / 32, batch_size=4))


@pytest.fixture(scope="module")
def first() -> Outcome:
    return short("config1")


def test_rows_differ_in_what_table_3_says() -> None:
    printed = {c.dataset: c.value for c in load_claims() if c.place == "Table 3"}
    assert printed == {name: row.auc for name, row in CONFIGURATIONS.items()}
    for row in CONFIGURATIONS.values():
        model = build(row, 1 / 32, 4)
        assert model.sphere == row.sphere
        assert len(model.replay) == (10_000 if row.replay else 0)
        shapes = model.noise_shapes(8)
        assert shapes["visible"] == (8, 50, 1, 28, 28)
        assert shapes.get("latent", (8, 0, 4)) == (8, row.latent_steps, 4)


def test_the_chains_are_those_of_section_3() -> None:
    chains = build(CONFIGURATIONS["config1"], 1 / 32, 4).chains
    assert (chains.latent.step, chains.latent.noise, chains.visible.step) == (0.4, 0.05, 20)
    assert [chains.visible.deviation(t) for t in (0, 1, 49)] == [0.05, 0.025, 0.001]
    assert chains.visible.clip == 0.01
    assert chains.replay_share == 0.95


def test_a_row_has_both_arms_and_every_claims_metric(first: Outcome) -> None:
    record = first.record
    assert list(record.arms) == ["autoencoder", "ebae", "untrained", "pca"]
    claim = next(c for c in load_claims() if c.id == "ebae.table3.config1.auc")
    values = record.arms[claim.method].metrics[claim.metric]
    assert len(values) == 2
    assert all(value is not None and 0 <= value <= 1 for value in values)
    before = record.arms["autoencoder"].metrics["auc"]
    gain = [a - b for a, b in zip(values, before, strict=True)]  # type: ignore[operator]
    assert record.arms["ebae"].metrics["gain"] == pytest.approx(gain)
    assert record.arms["autoencoder"].metrics["real"] != record.arms["ebae"].metrics["real"]
    assert first.arrays["ebae_observed_auc"].shape == (2, 2)
    assert first.arrays["images"].shape == first.arrays["rebuilt_ebae"].shape == (20, 1, 28, 28)


def test_nines_are_only_to_be_found() -> None:
    data = ebae_ablation._without_nines(load_images("digits"))
    assert 9 not in data.train.labels
    assert 9 not in data.validation.labels
    assert 9 in data.test.labels


def test_figures_are_drawn(first: Outcome) -> None:
    figure = rows_beside_each_other({"config1": first.record})
    assert len(figure.axes[0].get_xticklabels()) == 6
    assert along_training(first.arrays).axes[1].get_ylabel() == "ROC AUC of the nines"
    assert len(rebuilt(first.arrays).axes) == 30
    plt.close("all")


def test_comparisons_take_rows_from_each_other_seed_by_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: Outcome
) -> None:
    for number, name in enumerate(CONFIGURATIONS):
        arms = dict(first.record.arms)
        auc: list[float | None] = [0.5 + number / 100, 0.7 + number / 50]
        steps = {"latent_steps": CONFIGURATIONS[name].latent_steps, "visible_steps": 50}
        arms["ebae"] = replace(arms["ebae"], metrics={"auc": auc}, config={"chains": steps})
        write_record(replace(first.record, dataset=name, profile="reduced", arms=arms), tmp_path)
    monkeypatch.setattr(ebae_comparisons, "find_record", partial(find_record, folder=tmp_path))
    record = ebae_ablation.run(ebae_ablation.configure("comparisons")).record
    sphere = record.arms["sphere"].metrics
    assert sphere["difference"] == pytest.approx([-0.05, -0.10])  # No. 1 less No. 6
    assert sphere["distance"] == pytest.approx([0.05, 0.10])
    assert record.arms["memory"].metrics["saving"] == pytest.approx([100 / 60, 100 / 60])
    claimed = {
        (c.method, c.metric)
        for c in load_claims()
        if c.experiment == "ebae_ablation" and c.dataset == "comparisons"
    }
    assert claimed == {(m, k) for m, k in claimed if k in record.arms[m].metrics}
    assert {method for method, _ in claimed} == set(record.arms)
    with pytest.raises(InputError, match=r"config1 has no record with these"):
        ebae_ablation.run(ebae_ablation.configure("comparisons", seeds=3))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "config7"}, "dataset='config7': ebae_ablation knows config1"),
        ({"seeds": 0}, "seeds=0"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("ebae_ablation", **options)  # type: ignore[arg-type]


def test_the_speed_of_a_chain_is_that_of_the_benchmark() -> None:
    table = chain_speed()
    kept = json.loads((REPOSITORY / "results" / "benchmarks" / "chains.json").read_text())["batch"]
    assert list(table.columns) == [f"{batch} images" for batch in kept]
    one = kept["32"]
    shown = table["32 images"].astype(float)
    assert shown["fused, one replica"] == one["speedup"]
    assert shown["fused, three side by side"] == pytest.approx(
        one["speedup"] / one["three_side_by_side"], abs=0.006
    )
