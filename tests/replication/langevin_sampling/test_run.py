"""Algorithm 1 on images, from configuration to record."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rdo.errors import DivergenceError
from replication.kit import Result, run_experiment
from replication.kit.checkpoint_store import CheckpointStore
from replication.langevin_sampling import EXPERIMENT
from replication.langevin_sampling.networks import trained
from replication.langevin_sampling.walks import Networks
from replication.ledger import load_claims


def test_every_claim_on_mnist_is_about_a_measure_that_is_recorded(result: Result) -> None:
    arms = result.record.arms
    for claim in load_claims():
        if claim.experiment == "langevin_sampling":
            assert claim.metric in arms[claim.method].metrics, claim.id


def test_the_record_has_what_was_set_and_what_follows(result: Result) -> None:
    config = result.record.config
    assert (config["walks"], config["steps"], config["sweep_pairs"]) == (30, 4, 270)
    assert result.record.provenance.command.startswith("rdo run langevin_sampling --dataset digits")
    assert "-o walks=30" in result.record.provenance.command


def test_the_arrays_hold_every_step_of_every_seed(result: Result) -> None:
    arrays = result.arrays
    assert arrays["walks_shown"].shape == (8, 5, 28, 28)
    assert arrays["walks_distance"].shape == (1, 5)
    assert arrays["sweep_accuracy"].shape == (1, 2)


def test_a_seed_is_the_same_in_company(result: Result, short: dict[str, Any]) -> None:
    both = run_experiment("langevin_sampling", options=short)
    for name, arm in result.record.arms.items():
        for metric, values in arm.metrics.items():
            together = both.record.arms[name].metrics[metric]
            assert together[0] == pytest.approx(values[0], rel=1e-3, abs=5e-3), (name, metric)
    np.testing.assert_allclose(
        both.arrays["sweep_accuracy"][0], result.arrays["sweep_accuracy"][0], atol=5e-3
    )


def test_a_killed_run_goes_on_where_it_was(
    result: Result, short: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, run = EXPERIMENT.plan(seeds=1, options=short)
    run = replace(run, store=CheckpointStore(tmp_path, {"experiment": EXPERIMENT.name}))

    def kill(*args: object, name: str, **options: object) -> object:
        if name == "student_real_0":
            raise KeyboardInterrupt
        return trained(*args, name=name, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("replication.langevin_sampling.walks.trained", kill)
        with pytest.raises(KeyboardInterrupt):
            EXPERIMENT.run(config, run)
    kept = {folder.name for folder in tmp_path.iterdir()}
    assert {"walks", "teacher", "student_noise_0"} <= kept
    assert "student_real_0" not in kept
    resumed = EXPERIMENT.run(config, run)
    for name, arm in result.record.arms.items():
        assert resumed.arms[name].metrics == arm.metrics


def test_a_seed_that_diverges_is_named_and_left_out(
    barely: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = Networks.measure

    def diverged(self: Networks, seed: int) -> object:
        if seed == 1:
            raise DivergenceError("at step 2, 1 of 30 walks turned non-finite")
        return measure(self, seed)

    monkeypatch.setattr(Networks, "measure", diverged)
    found = run_experiment("langevin_sampling", options=barely)
    assert np.isfinite(found.arrays["walks_distance"][0]).all()
    assert np.isnan(found.arrays["walks_distance"][1]).all()
    assert np.isnan(found.arrays["sweep_accuracy"][1]).all()
    arms = found.record.arms
    assert arms["walks"].metrics["entropy"][0] is not None
    assert arms["walks"].metrics["entropy"][1] is None
    assert [(f.seed, f.cause) for f in arms["walks"].failures] == [
        (1, "at step 2, 1 of 30 walks turned non-finite")
    ]


def test_no_seed_left_is_an_error_with_the_first_cause(barely: dict[str, Any]) -> None:
    config, run = EXPERIMENT.plan(seeds=1, options=barely)
    with pytest.raises(DivergenceError, match=r"no seed stayed finite, .* cross_entropy"):
        EXPERIMENT.run(replace(config, learning_rate=1e30), run)
