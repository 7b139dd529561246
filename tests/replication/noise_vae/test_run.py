"""The sweeps from configuration to record."""

import numpy as np
import pytest

from rdo.errors import InputError
from replication.kit import Result, run_experiment
from replication.ledger import load_claims
from replication.noise_vae import EXPERIMENT


def test_the_record_has_what_the_claims_and_the_tables_ask_for(result: Result) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "noise_vae"]
    assert claims
    arms = result.record.arms
    for claim in claims:
        # Which betas lie within the fixed variances a run this small cannot promise.
        if claim.method not in ("learnt", "scale_beta1", "scale_beta8"):
            assert claim.metric in arms[claim.method].metrics, claim.id
    for name in ("learnt_beta1", "fixed_0_1"):
        assert set(arms[name].metrics) >= set(EXPERIMENT.headings)


def test_everything_is_judged_on_images_that_were_not_trained_on(result: Result) -> None:
    from replication.noise_vae.config import Config
    from replication.noise_vae.run import _Task

    config = Config(images="digits", train_images=1_000, test_images=300)
    task = _Task.load(config, EXPERIMENT.plan("mnist")[1])
    for train, test in zip(task.train, task.test, strict=True):
        assert not set(train) & set(test)
        assert len(set(train)) == 1_000
    assert set(task.train[0]) != set(task.train[1])


def test_the_missing_images_are_those_of_the_arithmetic(result: Result) -> None:
    arms = result.record.arms
    assert arms["split_printed"].metrics["test_missing"] == [8_600, 8_600]
    # Of scikit-learn's 1,797 digits a fifth is 359.
    assert arms["split"].metrics["test_missing"] == [9_641, 9_641]


def test_normalised_variance_is_beta_times_the_learnt_one(result: Result) -> None:
    metrics = result.record.arms["learnt_beta8"].metrics
    expected = 8 * np.asarray(metrics["sigma2"], float)
    np.testing.assert_allclose(np.asarray(metrics["normalised_variance"], float), expected)
    fixed = result.record.arms["fixed_0_01"].metrics
    np.testing.assert_allclose(np.asarray(fixed["sigma2"], float), 0.01, rtol=1e-6)


def test_a_variance_fitted_afterwards_is_better_on_what_it_is_fitted_to(result: Result) -> None:
    metrics = result.record.arms["fixed_0_01"].metrics
    fitted, fixed = (np.asarray(metrics[name], float) for name in ("refitted_evlb", "evlb"))
    assert (fitted > fixed).all()


def test_definitions_4_and_5_are_one_number(result: Result) -> None:
    distance = result.record.arms["learnt_beta1"].metrics["definitions_distance"]
    assert np.asarray(distance, float) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"train_images": "2000"}, "train_images=2000: give at most"),
        ({"test_images": "2000"}, "test_images=2000: give at most"),
        ({"train_images": "50"}, "batch_size=100"),
    ],
)
def test_more_images_than_there_are_are_refused(options: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("noise_vae", seeds=1, options=options)
