"""Algorithm 1 on images, from configuration to record, and its measures."""

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from rdo.errors import DivergenceError, InputError
from rdo.models import Classifier
from rdo.nn import MLP
from rdo.sampling import ShortWalks
from replication.kit.catalogue import run_experiment
from replication.kit.record import Outcome
from replication.kit.train import Keep
from replication.langevin_sampling import run as langevin_sampling
from replication.langevin_sampling import walks as langevin_networks
from replication.langevin_sampling.config import configure, labelled, trained
from replication.langevin_sampling.figures import along_the_walk, settings_swept, walks
from replication.langevin_sampling.measures import Cells, nearest, separation
from replication.ledger import load_claims

SHORT = replace(
    configure(seeds=1, steps=4, walks=30),
    hidden=32,
    autoencoder_steps=150,
    classifier_steps=150,
    student_steps=60,
    sweep=((2, 0.1),),
    sweep_pairs=270,
)


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return langevin_sampling.run(SHORT)


def test_walks_come_nearer_and_real_images_teach_best(outcome: Outcome) -> None:
    of = {name: arm.metrics for name, arm in outcome.record.arms.items()}
    for name in ("walks", "walks_denoising"):
        assert of[name]["distance_ratio"][0] == pytest.approx(
            of[name]["distance_last"][0] / of[name]["distance_start"][0]  # type: ignore[operator]
        )
        assert of[name]["distance_last"][0] < of[name]["distance_start"][0]  # type: ignore[operator]
    assert of["teacher"]["accuracy"][0] > 0.85  # type: ignore[operator]
    for prefix in ("student", "tanh"):
        accuracy = {what: of[f"{prefix}_{what}"]["accuracy"][0] for what in ("synthetic", "noise")}
        margin = accuracy["synthetic"] - accuracy["noise"]  # type: ignore[operator]
        assert of[f"{prefix}_synthetic"]["margin"][0] == pytest.approx(margin)
        assert of[f"{prefix}_real"]["accuracy"][0] > accuracy["noise"]  # type: ignore[operator]


def test_every_claim_on_mnist_is_about_a_measure_that_is_recorded(outcome: Outcome) -> None:
    arms = outcome.record.arms
    for claim in load_claims():
        if claim.experiment == "langevin_sampling":
            assert claim.metric in arms[claim.method].metrics, claim.id


def test_the_arrays_hold_every_step_of_every_seed(outcome: Outcome) -> None:
    arrays = outcome.arrays
    assert arrays["walks_shown"].shape == (8, 5, 28, 28)
    assert arrays["walks_distance"].shape == (1, 5)
    assert arrays["sweep_accuracy"].shape == (1, 2)


def test_the_figures_show_what_was_measured(outcome: Outcome) -> None:
    arrays = outcome.arrays
    assert len(walks(arrays).axes) == 2 * 4 * 5
    near, sure = along_the_walk(outcome.record, arrays).axes
    drawn = np.asarray(near.lines[0].get_ydata(), dtype=float)
    np.testing.assert_allclose(drawn, arrays["walks_distance"].mean(0), rtol=1e-6)
    assert len(sure.lines) == 1
    steps, _ = settings_swept(arrays).axes
    drawn = np.asarray(steps.lines[0].get_ydata(), dtype=float)
    np.testing.assert_allclose(drawn, arrays["sweep_accuracy"].mean(0)[::-1], rtol=1e-6)
    plt.close("all")


def test_a_seed_is_the_same_in_company(outcome: Outcome) -> None:
    both = langevin_sampling.run(replace(SHORT, seeds=(0, 1)))
    for name, arm in outcome.record.arms.items():
        for metric, values in arm.metrics.items():
            together = both.record.arms[name].metrics[metric]
            assert together[0] == pytest.approx(values[0], rel=1e-3, abs=5e-3), (name, metric)
    np.testing.assert_allclose(
        both.arrays["sweep_accuracy"][0], outcome.arrays["sweep_accuracy"][0], atol=5e-3
    )


def test_a_killed_run_goes_on_where_it_was(
    outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Keep(tmp_path, {"experiment": "langevin_sampling"})

    def kill(*args: object, part: str, **options: object) -> object:
        if part == "student_real_0":
            raise KeyboardInterrupt
        return trained(*args, part=part, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(langevin_networks, "trained", kill)
    with pytest.raises(KeyboardInterrupt):
        langevin_sampling.run(SHORT, keep=keep)
    kept = {folder.name for folder in tmp_path.iterdir()}
    assert {"walks", "teacher", "student_noise_0"} <= kept
    assert "student_real_0" not in kept
    monkeypatch.setattr(langevin_networks, "trained", trained)
    resumed = langevin_sampling.run(SHORT, keep=keep)
    for name, arm in outcome.record.arms.items():
        assert resumed.record.arms[name].metrics == arm.metrics


def test_a_seed_that_diverges_is_named_and_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = langevin_networks.Networks.measure

    def lost(self: langevin_networks.Networks, seed: int) -> object:
        if seed == 1:
            raise DivergenceError("at step 2, 1 of 30 walks turned non-finite")
        return measure(self, seed)

    monkeypatch.setattr(langevin_networks.Networks, "measure", lost)
    found = langevin_sampling.run(replace(SHORT, seeds=(0, 1)))
    assert np.isfinite(found.arrays["walks_distance"][0]).all()
    assert np.isnan(found.arrays["walks_distance"][1]).all()
    assert np.isnan(found.arrays["sweep_accuracy"][1]).all()
    arms = found.record.arms
    assert arms["walks"].metrics["entropy"][0] is not None
    assert arms["walks"].metrics["entropy"][1] is None
    assert [(f.seed, f.cause) for f in arms["walks"].failures] == [
        (1, "at step 2, 1 of 30 walks turned non-finite")
    ]


def test_no_seed_left_is_an_error_with_the_first_cause() -> None:
    with pytest.raises(DivergenceError, match=r"no seed stayed finite, .* cross_entropy"):
        langevin_sampling.run(replace(SHORT, learning_rate=1e30))


def test_walks_and_chain_are_compared_on_as_many_states(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    collect = ShortWalks.collect

    def spy(self: ShortWalks, *args: object, **options: object) -> object:
        found = collect(self, *args, **options)  # type: ignore[arg-type]
        asked.append((self.steps, found.labels.numel()))
        return found

    monkeypatch.setattr(ShortWalks, "collect", spy)
    langevin_sampling.run(replace(SHORT, sweep=()))
    assert asked == [(4, 90), (91, 90), (4, 270)]  # walks, one chain, and the sweep's own setting
    of = {name: arm.metrics for name, arm in outcome.record.arms.items()}
    for metric, sign in (("entropy", 1), ("cells", 1), ("oversampling", -1)):
        gain = sign * (of["walks"][metric][0] - of["chain"][metric][0])  # type: ignore[operator]
        assert of["walks"][f"{metric}_gain"][0] == pytest.approx(gain)
    sure = outcome.arrays["walks_confidence"][0]
    assert of["walks"]["confidence_gain"][0] == pytest.approx(sure[-1] - sure[0])
    near = outcome.arrays["walks_distance"][0]
    assert of["walks"]["drift_ratio"][0] == pytest.approx(near[-1] / near[1])


def test_the_yardsticks_are_in_their_order(outcome: Outcome) -> None:
    of = {name: arm.metrics for name, arm in outcome.record.arms.items()}
    black, mean, test = (of["yardsticks"][f"distance_{n}"][0] for n in ("black", "mean", "test"))
    assert 0 < test < min(black, mean)  # type: ignore[operator,type-var]
    first = of["walks"]["distance_first"][0]
    assert of["walks"]["first_over_black"][0] == pytest.approx(first / black)  # type: ignore[operator]


def test_a_classifier_learns_the_last_column() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(600, 2, generator=generator)
    known = (x[:, 0] > 0).long() + 2 * (x[:, 1] > 0)
    config = replace(configure(), batch_size=100, learning_rate=0.02)
    ensemble, training = trained(
        lambda: Classifier(MLP((2, 16, 4))),
        labelled(x, known),
        np.arange(600)[None],
        [0],
        300,
        config,
        stage="test",
        part="test",
        keep=None,
    )
    assert not training.failures
    model = ensemble.replica(0)
    assert isinstance(model, Classifier)
    assert (model.scores(x).argmax(1) == known).float().mean() > 0.95


def test_nearest_is_the_mean_of_the_least_distances() -> None:
    data = torch.tensor([[0.0, 0.0], [10.0, 0.0]])
    assert nearest(torch.tensor([[3.0, 4.0], [10.0, 1.0]]), data) == pytest.approx(3.0)


def test_cells_count_what_is_reached_and_what_is_oversampled() -> None:
    rng = np.random.default_rng(0)
    data = np.repeat(np.arange(4.0), 50)[:, None] * 100 + rng.normal(0, 0.1, (200, 1))
    cells = Cells(data, 0)
    even = cells.spread(data, np.repeat(np.arange(4), 50))
    assert even["entropy"] == pytest.approx(np.log(4))
    assert even["oversampling"] == pytest.approx(0, abs=1e-12)
    one = cells.spread(data[:1], np.zeros(1, dtype=int))
    assert (one["entropy"], one["cells"]) == (0, 1)
    assert one["oversampling"] > even["oversampling"] + np.log(4) - 0.01
    assert even["visited"] == pytest.approx(1)
    own = cells._shares[cells._means.predict(data[:1])[0]]
    assert one["visited"] == pytest.approx(own / (cells._shares**2).sum())


def test_sets_apart_are_told_and_one_set_is_not() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((2, 1_000, 2))
    assert separation(first, second + 20) == 1
    assert separation(first, second) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "cifar100"}, "dataset='cifar100': langevin_sampling knows digits, mnist"),
        ({"walks": 0}, "walks=0: give at least 1"),
        ({"noise": -1.0}, "noise=-1.0: give a finite number"),
        ({"steps": 1}, "steps=1: the first 1 are not collected; give at least 2"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        configure(**options)  # type: ignore[arg-type]


def test_a_start_is_not_for_this_experiment() -> None:
    with pytest.raises(InputError, match="start='glorot'"):
        run_experiment("langevin_sampling", start="glorot")
