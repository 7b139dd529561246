"""Images and Gaussian points in the images' plane, from configuration to record and figure."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from rdo.datasets import Images, load_images
from rdo.errors import InputError
from replication.kit.catalogue import run_experiment
from replication.kit.record import Outcome
from replication.kit.tables import results_table
from replication.ledger import load_claims
from replication.principal_plane import run as principal_plane
from replication.principal_plane.figures import random_points
from replication.principal_plane.run import ARMS, DATASETS, configure, run, standardised


@pytest.fixture(scope="module")
def digits() -> Outcome:
    return run_experiment("principal_plane")


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def measured(outcome: Outcome, name: str = "random_points") -> dict[str, float]:
    found = {}
    for metric, values in outcome.record.arms[name].metrics.items():
        assert values[0] is not None
        found[metric] = values[0]
    return found


def seen(monkeypatch: pytest.MonkeyPatch, x: np.ndarray) -> Outcome:
    """What is measured if these are the images."""
    images = Images(x.astype(np.float32), np.zeros(len(x), dtype=np.int64))
    monkeypatch.setattr(principal_plane, "_training_images", lambda name: (images, "0" * 64))
    return run(configure(seeds=1))


def flat(rows: int, mean: tuple[float, float], deviations: tuple[float, float]) -> np.ndarray:
    """Images of 2 x 4 x 4 pixels that differ in two of them only: Gaussian, of known moments."""
    x = np.zeros((rows, 2, 4, 4))
    drawn = np.random.default_rng(5).standard_normal((rows, 2))
    x[:, 0, 1, 2], x[:, 1, 3, 0] = (np.array(mean) + np.array(deviations) * drawn).T
    return x


@pytest.mark.parametrize("mean", [(0.0, 0.0), (4.0, 3.0), (40.0, 30.0)])
def test_the_clouds_lie_where_their_moments_say(
    monkeypatch: pytest.MonkeyPatch, mean: tuple[float, float]
) -> None:
    # The plane is that of the two pixels, so that the noise has its centre at minus the mean.
    found = measured(seen(monkeypatch, flat(20_000, mean, (3.0, 2.0))))
    data_spread = np.sqrt(3.0**2 + 2.0**2)
    assert found["offset"] == pytest.approx(np.hypot(*mean) / data_spread, rel=0.05, abs=0.06)
    assert found["spread"] == pytest.approx(np.sqrt(2) / data_spread, rel=0.05)


def test_noise_is_told_by_its_place_by_its_density_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    apart = measured(seen(monkeypatch, flat(3_000, (40.0, 30.0), (1.0, 1.1))))
    assert (apart["separation"], apart["inside"]) == (1, 0)
    dense = measured(seen(monkeypatch, flat(3_000, (0.0, 0.0), (50.0, 40.0))))
    assert dense["separation"] > 0.95
    assert dense["inside"] == 1
    mixed = measured(seen(monkeypatch, flat(3_000, (0.0, 0.0), (1.0, 1.01))))
    assert mixed["separation"] == pytest.approx(0.5, abs=0.06)
    assert mixed["inside"] > 0.95


def test_the_hull_is_that_of_the_images_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    # The corners of a rectangle, 2 by 1; the noise is standard normal in the plane.
    x = np.zeros((40, 1, 4, 4))
    x[:, 0, 0, 0] = np.repeat([-1.0, 1.0], 20)
    x[:, 0, 3, 3] = np.tile([-0.5, 0.5], 20)
    outcome = seen(monkeypatch, x)
    noise = outcome.arrays["random_points_noise"]
    inside = (np.abs(noise) < [1.0, 0.5]).all(1).mean()
    assert measured(outcome)["inside"] == pytest.approx(inside, abs=2e-3)
    assert inside == pytest.approx(0.6827 * 0.3829, abs=0.05)


def test_pixels_are_standardised_by_channel() -> None:
    x = np.random.default_rng(0).random((50, 3, 4, 4)).astype(np.float32)
    x *= np.array([1, 5, 0.1], np.float32)[:, None, None]
    z = standardised(x)
    assert z.mean((0, 2, 3)) == pytest.approx(np.zeros(3), abs=1e-5)
    assert z.std((0, 2, 3)) == pytest.approx(np.ones(3), abs=1e-5)
    # Affine in each channel: an image's pixels keep their proportions.
    slopes = np.ptp(z[7], axis=(1, 2)) / np.ptp(x[7], axis=(1, 2))
    assert slopes == pytest.approx(1 / x.std((0, 2, 3)), rel=1e-4)


def test_either_arm_shows_the_same_images_and_points(digits: Outcome) -> None:
    grey = load_images("digits")
    record = digits.record
    assert record.data.rows == len(grey.train) + len(grey.validation)
    assert list(record.arms) == list(ARMS)
    first, second = (digits.arrays[f"{name}_data"] for name in ARMS)
    assert first.shape == (1_000, 2)
    assert digits.arrays["labels"].shape == (1_000,)
    # One channel is scaled as a whole, so that the plane stays and distances grow alike.
    deviation = np.concatenate([grey.train.x, grey.validation.x]).std(dtype=float)
    np.testing.assert_allclose(second, first / deviation, atol=1e-3)
    first, second = (digits.arrays[f"{name}_noise"] for name in ARMS)
    np.testing.assert_allclose(second - second.mean(0), first - first.mean(0), atol=1e-3)


def test_a_seed_draws_the_same_alone_or_in_company(digits: Outcome) -> None:
    alone = run(configure(seeds=1))
    assert measured(alone) == measured(digits)
    both = digits.record.arms["random_points"].metrics["separation"]
    assert both[0] != both[1]


def test_every_claim_is_about_an_arm_and_a_measure(digits: Outcome) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "principal_plane"]
    assert {claim.dataset for claim in claims} == {"mnist", "cifar10", "cifar100"}
    for claim in claims:
        assert claim.metric in digits.record.arms[claim.method].metrics, claim.id


def test_the_table_has_a_row_an_arm(digits: Outcome) -> None:
    table = results_table(digits.record, principal_plane.HEADINGS)
    assert list(table.index) == ["Gaussian noise", "Gaussian noise, pixels standardised"]
    assert len(table.columns) == len(principal_plane.HEADINGS) + 1


def test_the_figure_shows_a_column_a_set_and_a_row_an_arm(digits: Outcome) -> None:
    arrays = digits.arrays
    figure = random_points({"digits": arrays, "mnist": arrays})
    grid = np.array(figure.axes).reshape(2, 2)
    assert [axes.get_title() for axes in grid[0]] == ["digits", "MNIST"]
    for row, name in zip(grid, ARMS, strict=True):
        for axes in row:
            data, noise = axes.collections[:2]
            np.testing.assert_array_equal(data.get_offsets(), arrays[f"{name}_data"])
            np.testing.assert_array_equal(noise.get_offsets(), arrays[f"{name}_noise"])
            assert to_rgb(noise.get_facecolor()[0]) == (0, 0, 0)
            assert len(np.unique(np.asarray(data.get_facecolor()), axis=0)) == 10
    legend = grid[1, 0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [*map(str, range(10)), "noise"]


def test_classes_are_named_where_they_have_names() -> None:
    labels = np.repeat([54, 62, 70, 82, 92], 2)
    points = np.random.default_rng(0).random((10, 2))
    arrays = {f"{name}_{of}": points for name in ARMS for of in ("data", "noise")}
    figure = random_points({"cifar100_flowers": {**arrays, "labels": labels}})
    assert figure.axes[0].get_title() == "CIFAR-100 flowers"
    legend = figure.axes[1].get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["orchid", "poppy", "rose", "sunflower", "tulip", "noise"]


@pytest.mark.needs_data("cifar100_flowers")
def test_a_set_in_colour_says_what_of_it_is_missing() -> None:
    outcome = run(configure("cifar100_flowers", seeds=1))
    assert (outcome.record.data.rows, outcome.record.data.columns) == (2_500, 3_072)
    assert any("five classes" in deviation for deviation in outcome.record.config["deviations"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "cifar100"}, f"dataset='cifar100': .* knows {', '.join(DATASETS)}"),
        ({"profile": "quick"}, "profile='quick'"),
        ({"seeds": 0}, "seeds=0"),
        ({"start": "glorot"}, "start='glorot'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("principal_plane", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("profile", "seeds"), [("smoke", 2), ("reduced", 3), ("paper", 5)])
def test_profiles_differ_by_their_seeds(profile: str, seeds: int) -> None:
    config = configure("mnist", profile)
    assert (config.seeds, config.points) == (tuple(range(seeds)), 1_000)
