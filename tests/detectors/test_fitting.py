"""Training: the least held-out loss is kept, and training stops when it no longer falls."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rdo.detectors.fitting import Plan, keep_best, train
from rdo.errors import InputError
from rdo.models import DAGMM, Architecture
from rdo.priors import Mixture
from rdo.training import Ensemble, warmed_up_start
from tests.draws import uniform


def error(ensemble: Ensemble, mixture: Mixture, x: Tensor, noise: Tensor) -> Tensor:
    """A held-out loss that does not depend on the mixture."""
    found: Tensor = ensemble.map("reconstruction_error", x).mean(1)
    return found


PLAN = Plan(
    build=lambda: DAGMM(Architecture(4, (8,), 2, 2, residual_features=True)),
    start=warmed_up_start,
    loss=error,
    seeds=(5, 6, 7),
    max_steps=12,
    batch_size=16,
    learning_rate=1e-3,
    patience=4,
    device="cpu",
    label="",
)


def trained(**changes: Any) -> Any:
    generator = np.random.default_rng(0)
    return train(replace(PLAN, **changes), uniform(60, 4), uniform(20, 4, seed=1), generator)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.floats(0.1, 10))
def test_half_and_the_best_are_kept_whatever_the_unit(losses: list[float], unit: float) -> None:
    values = np.round(np.array(losses), 3)
    kept = keep_best(values)
    assert kept[values.argmin()]
    assert kept.sum() >= (len(values) + 1) // 2
    assert np.array_equal(keep_best(2.0**7 * values), kept)
    assert kept[~kept].size == 0 or values[~kept].min() > values[kept].max()
    assert not keep_best(np.append(values, np.nan))[-1]


def test_the_replicas_are_those_of_the_least_loss_that_was_measured() -> None:
    result = trained(max_steps=24, learning_rate=0.1)  # so high that the loss rises again
    observed = result.history["held_out"]
    assert observed.shape == (len(result.history["held_out_at"]), 3)
    np.testing.assert_array_equal(result.losses, observed.min(0))
    held_out = uniform(20, 4, seed=1).expand(3, -1, -1)
    now = error(result.ensemble, Mixture(*[torch.empty(0)] * 3), held_out, held_out)
    np.testing.assert_allclose(now, result.losses, rtol=1e-5)


def test_training_stops_where_nothing_falls() -> None:
    assert trained(learning_rate=1e-12).steps == PLAN.patience
    assert trained().steps == PLAN.max_steps  # the loss is still falling
    assert trained(patience=100).steps == PLAN.max_steps


def test_the_history_counts_steps_across_stages() -> None:
    result = trained()
    assert result.history["steps"].tolist() == list(range(12))
    at = [*range(5), *range(4, 9), *range(8, 13)]  # before a stage, and after each quarter of it
    assert result.history["held_out_at"].tolist() == at
    assert result.history["energy"].shape == (12, 3)
    assert not torch.equal(result.untrained.parameters, result.ensemble.parameters)


def test_the_same_seeds_give_the_same_replicas() -> None:
    assert torch.equal(trained().ensemble.parameters, trained().ensemble.parameters)


def test_no_finite_loss_is_one_sentence() -> None:
    with pytest.raises(InputError, match="every replica diverged"):
        keep_best(np.full(3, np.nan))
