"""Section 5.1 from configuration to record."""

import numpy as np
import pytest

from rdo.errors import Failure
from rdo.training import History
from replication.kit import Outcome, Result
from replication.kit.labels import METHODS
from replication.kit.train import train
from replication.toy_density import EXPERIMENT
from replication.toy_density.config import trainings

TRAINED = (*METHODS, "dagmm_warm", "beta_vae")
BRIEF = {"steps": 8, "warm_up_steps": 8}


def outcome_of(part: str, start: str = "gauge") -> Outcome:
    return EXPERIMENT.run(*EXPERIMENT.plan(part, "smoke", 2, start, BRIEF))


def test_the_controls_show_what_a_linear_image_gives_for_free(result: Result) -> None:
    arms = result.record.arms
    assert set(arms) == {*TRAINED, "pca_em", "random_em", "untrained_em"}
    assert arms["random_em"].by_seed("correlation").min() > 0.99
    assert arms["pca_em"].by_seed("correlation").min() > 0.995
    untrained = arms["untrained_em"].by_seed("correlation")
    assert untrained.min() > 0.8
    assert untrained[0] != untrained[1]


def test_only_an_estimation_network_can_be_in_a_local_optimum(result: Result) -> None:
    assert "caught" not in result.record.arms["beta_vae"].metrics
    for method in METHODS:
        arm = result.record.arms[method]
        np.testing.assert_array_equal(arm.by_seed("caught"), arm.by_seed("excess_energy") > 0.1)


def test_log_d_is_compared_with_d_seed_by_seed(result: Result) -> None:
    arms = result.record.arms
    log, d = (arms[f"radogaga_{h}"].by_seed("correlation") for h in ("log", "d"))
    assert arms["radogaga_log"].by_seed("correlation_gain") == pytest.approx(log - d)


def test_a_seed_that_fails_with_d_leaves_a_record_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def spoilt(*arguments: object, stage: str, **options: object) -> History:
        history = train(*arguments, stage=stage, **options)  # type: ignore[arg-type]
        if stage == "radogaga_d":
            history.failures.append(Failure(0, 3, "the loss is not finite"))
        return history

    monkeypatch.setattr("replication.toy_density.run.train", spoilt)
    config, run = EXPERIMENT.plan("toy", "smoke", 2, "glorot", BRIEF)
    arm = EXPERIMENT.run(config, run).arms["radogaga_log"]
    assert [(f.seed, f.cause) for f in arm.failures] == [(0, "correlation_gain is not finite")]
    assert arm.metrics["correlation"][1] is not None


def test_figures_have_their_arrays(result: Result) -> None:
    assert result.arrays["density"].shape == (2000,)
    for method in TRAINED:
        assert result.arrays[f"{method}_z"].shape == (2000, 3)
        assert result.arrays[f"{method}_estimated"].max() <= 1


def test_the_start_from_glorots_weights_concerns_radogaga_alone() -> None:
    outcome = outcome_of("toy", "glorot")
    assert set(outcome.arms) == {"radogaga_d", "radogaga_log"}
    asked = EXPERIMENT.plan("bent_85_light", start="glorot")
    assert trainings(*asked) == ("radogaga_light",)


def test_what_may_explain_the_others_is_trained_by_itself() -> None:
    arms = outcome_of("bent_85_light").arms
    assert set(arms) == {"radogaga_light", "autoencoder_em"}
    plain = arms["autoencoder_em"].metrics
    assert plain["correlation"] == plain["em_correlation"]
    assert "caught" not in plain
    assert "gram_diagonal" in arms["radogaga_light"].metrics
