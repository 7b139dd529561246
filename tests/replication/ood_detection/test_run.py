"""The out-of-distribution experiment from configuration to record."""

import gzip
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy import stats

from rdo.datasets import load_images, locate
from rdo.errors import Failure, InputError
from rdo.training import History
from replication.kit.image_training import joined
from replication.kit.labels import LABELS
from replication.kit.record import Outcome
from replication.kit.tables import results_table
from replication.ood_detection import run as ood_detection
from replication.ood_detection.config import OOD_METHODS, configure, load_test_sets
from replication.ood_detection.figures import auc_strips, reconstructions
from replication.ood_detection.run import _measures

SETS = ("constant", "noise", "half", "chimera")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    config = replace(configure(seeds=2), steps=2, batch_size=8, test_images=12)
    return ood_detection.run(config)


def test_every_arm_is_judged_on_every_set_and_seed(outcome: Outcome) -> None:
    arms = outcome.record.arms
    assert set(arms) == {*OOD_METHODS, "pca", "untrained"} <= set(LABELS)
    kinds = ("auc", "relative", "error", "rebuilt")
    expected = {f"{kind}_{name}" for kind in kinds for name in SETS} | {"error_test"}
    for arm in arms.values():
        assert set(arm.metrics) == expected
        assert all(len(values) == 2 for values in arm.metrics.values())
        assert not arm.failures
    table = results_table(outcome.record, ood_detection.HEADINGS)
    assert list(table["seeds"]) == [2] * len(arms)


def test_the_record_names_what_was_tested_on(outcome: Outcome) -> None:
    config = outcome.record.config
    assert {name: size for name, (size, _) in config["test_sets"].items()} == dict.fromkeys(
        ("test", *SETS), 12
    )
    assert outcome.record.data.rows == 1_294
    assert outcome.record.arms["wasserstein"].config["weight"] == 7.84
    assert outcome.record.arms["dagmm"].config["score"] == "energy"
    assert outcome.record.arms["vae"].config["network"] == "Arch28"


def test_a_seed_gives_the_same_alone_and_in_company(
    outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ood_detection, "groups", lambda seeds, device: [tuple(seeds)])
    config = replace(configure(seeds=2), steps=2, batch_size=8, test_images=12)
    company = ood_detection.run(config).record.arms
    for name, arm in outcome.record.arms.items():
        for metric, values in arm.metrics.items():
            if metric.startswith("error"):
                assert company[name].metrics[metric] == pytest.approx(values, rel=1e-3)


def test_the_measures_are_those_of_their_definitions() -> None:
    rng = np.random.default_rng(0)
    sets = {name: rng.random((40, 1, 2, 2), dtype=np.float32) for name in ("test", "noise")}
    errors = {"test": rng.random(40), "noise": 0.2 + rng.random(40)}
    scores = {"test": rng.random(40), "noise": 0.3 + rng.random(40)}
    found = _measures(sets, errors, scores)
    assert found["error_noise"] == pytest.approx(errors["noise"].mean())
    u = stats.mannwhitneyu(scores["noise"], scores["test"]).statistic
    assert found["auc_noise"] == pytest.approx(u / 1600)
    relative = {k: errors[k] / (sets[k].astype(float) ** 2).sum((1, 2, 3)) for k in sets}
    u = stats.mannwhitneyu(relative["noise"], relative["test"]).statistic
    assert found["relative_noise"] == pytest.approx(u / 1600)
    # 95 % of 40 test errors: all but two.
    most = np.sort(errors["test"])[-3:-1]
    low, high = (np.mean(errors["noise"] < limit) for limit in most)
    assert low <= found["rebuilt_noise"] <= high


def test_a_score_that_is_no_number_is_no_auc() -> None:
    sets = {name: np.ones((2, 1, 2, 2), dtype=np.float32) for name in ("test", "noise")}
    errors = {"test": np.array([1.0, 2.0]), "noise": np.array([np.nan, 1.0])}
    assert np.isnan(_measures(sets, errors, errors)["auc_noise"])


def test_trainings_of_two_seeds_lie_side_by_side() -> None:
    one, two = (
        History(
            steps=[0, 5],
            terms={"reconstruction": [np.array([k]), np.array([k + 1.0])]},
            observed_at=[0],
            observed={"error": [np.array([10.0 + k])]},
            failures=[Failure(k, 3, "why")],
            seconds=1.0 + k,
        )
        for k in range(2)
    )
    both = joined([one, two])
    np.testing.assert_array_equal(both.terms["reconstruction"], [[0, 1], [1, 2]])
    np.testing.assert_array_equal(both.observed["error"], [[10, 11]])
    assert [failure.seed for failure in both.failures] == [0, 1]
    assert both.seconds == 3.0
    assert both.steps == [0, 5]


def test_the_outliers_are_made_from_the_test_images() -> None:
    config = replace(configure(), test_images=20)
    data = load_images("digits")
    sets = load_test_sets(config, data)
    assert list(sets) == ["test", *SETS]
    np.testing.assert_array_equal(sets["test"], data.test.x[:20])
    np.testing.assert_array_equal(sets["half"][0, 0, 14:], data.test.x[0, 0, 14:])
    np.testing.assert_array_equal(sets["chimera"][0, 0, 17:], data.test.x[0, 0, 17:])
    other = load_test_sets(replace(config, data_seed=1), data)
    assert (sets["noise"] != other["noise"]).any()


@pytest.mark.needs_data("fashion_mnist_train_images", "fashion_mnist_test_images")
def test_mnist_is_told_from_clothes_too() -> None:
    mnist = replace(load_images("digits"), name="mnist")  # what is trained on plays no part
    sets = load_test_sets(replace(configure("mnist"), test_images=20), mnist)
    published = gzip.decompress(locate("fashion_mnist_test_images").read_bytes())
    first = np.frombuffer(published, np.uint8, count=20 * 784, offset=16)
    found = np.round(255 * sets["fashion_mnist"]).astype(np.uint8)
    np.testing.assert_array_equal(found.ravel(), first)


def test_the_paper_profile_has_the_printed_epochs_and_the_published_rates() -> None:
    config = configure("mnist", "paper")
    assert (config.width, config.batch_size, config.steps) == (1.0, 128, 100 * 422)
    assert (config.learning_rate, config.ebae_learning_rate) == (1e-4, 1e-5)
    assert config.ebae_steps == 50 * 422


def test_the_short_profile_takes_longer_steps_by_as_much_as_it_has_fewer() -> None:
    paper, reduced = configure("mnist", "paper"), configure("mnist", "reduced")
    for steps, rate in (("steps", "learning_rate"), ("ebae_steps", "ebae_learning_rate")):
        way = [getattr(config, steps) * getattr(config, rate) for config in (paper, reduced)]
        assert way[1] == pytest.approx(way[0], rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cifar10", "smoke"), "dataset='cifar10': ood_detection knows digits, mnist"),
        (("digits", "quick"), "profile='quick'"),
        (("digits", "smoke", 0), "seeds=0"),
    ],
)
def test_what_cannot_be_run_is_refused(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        configure(*arguments)  # type: ignore[arg-type]


def test_figures_show_every_set_and_arm(outcome: Outcome) -> None:
    figure = reconstructions(outcome.arrays)
    assert len(figure.axes) == (1 + len(outcome.record.arms)) * 2 * (1 + len(SETS))
    figure = auc_strips(outcome.record)
    assert [axes.get_title() for axes in figure.axes] == ["Constant", "Noise", "Half", "Chimera"]
    points = [len(np.asarray(part.get_offsets())) for part in figure.axes[0].collections]
    assert points == [2] * len(outcome.record.arms)
    plt.close("all")
