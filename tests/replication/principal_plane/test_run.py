"""Images and Gaussian points in the images' plane, from configuration to record."""

import numpy as np
import pytest

from rdo.datasets import Images, load_images
from replication.kit import Outcome, Result
from replication.kit.tables import results_table
from replication.ledger import Record, load_claims
from replication.principal_plane import EXPERIMENT
from replication.principal_plane.run import cloud_measures, standardised


def measured(outcome: Outcome | Record, name: str = "random_points") -> dict[str, float]:
    found = {}
    for metric, values in outcome.arms[name].metrics.items():
        assert values[0] is not None
        found[metric] = values[0]
    return found


def seen(monkeypatch: pytest.MonkeyPatch, x: np.ndarray) -> Outcome:
    """What is measured if these are the images."""
    images = Images(x.astype(np.float32), np.zeros(len(x), dtype=np.int64))
    monkeypatch.setattr(
        "replication.principal_plane.run._training_images", lambda name: (images, "0" * 64)
    )
    return EXPERIMENT.run(*EXPERIMENT.plan(seeds=1))


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
    data_deviation = np.sqrt(3.0**2 + 2.0**2)
    assert found["offset"] == pytest.approx(np.hypot(*mean) / data_deviation, rel=0.05, abs=0.06)
    assert found["spread"] == pytest.approx(np.sqrt(2) / data_deviation, rel=0.05)


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


def test_either_arm_shows_the_same_images_and_points(digits: Result) -> None:
    grey = load_images("digits")
    record = digits.record
    assert record.data.rows == len(grey.train) + len(grey.validation)
    assert list(record.arms) == list(EXPERIMENT.labels)
    first, second = (digits.arrays[f"{name}_data"] for name in EXPERIMENT.labels)
    assert first.shape == (1_000, 2)
    assert digits.arrays["labels"].shape == (1_000,)
    # One channel is scaled as a whole, so that the plane stays and distances grow alike.
    deviation = np.concatenate([grey.train.x, grey.validation.x]).std(dtype=float)
    np.testing.assert_allclose(second, first / deviation, atol=1e-3)
    first, second = (digits.arrays[f"{name}_noise"] for name in EXPERIMENT.labels)
    np.testing.assert_allclose(second - second.mean(0), first - first.mean(0), atol=1e-3)


def test_a_seed_draws_the_same_alone_or_in_company(digits: Result) -> None:
    alone = EXPERIMENT.run(*EXPERIMENT.plan(seeds=1))
    assert measured(alone) == measured(digits.record)
    both = digits.record.arms["random_points"].metrics["separation"]
    assert both[0] != both[1]


def test_every_claim_is_about_an_arm_and_a_measure(digits: Result) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "principal_plane"]
    assert {claim.dataset for claim in claims} == {"mnist", "cifar10", "cifar100"}
    for claim in claims:
        assert claim.metric in digits.record.arms[claim.method].metrics, claim.id


def test_the_table_has_a_row_per_arm(digits: Result) -> None:
    table = results_table(digits.record, EXPERIMENT.headings)
    assert list(table.index) == ["Gaussian noise", "Gaussian noise, pixels standardised"]
    assert len(table.columns) == len(EXPERIMENT.headings) + 1


@pytest.mark.needs_data("cifar100_flowers")
def test_photographs_are_rows_of_three_channels() -> None:
    data = EXPERIMENT.run(*EXPERIMENT.plan("cifar100_flowers", seeds=1)).data
    assert (data.rows, data.columns) == (2_500, 3_072)


def test_sets_apart_are_told_and_one_set_is_not() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((2, 1_000, 2))
    assert cloud_measures(first, second + 20)["separation"] == 1
    assert cloud_measures(first, second)["separation"] == pytest.approx(0.5, abs=0.05)
