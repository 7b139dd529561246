"""Walks of maps in closed form."""

import numpy as np
import pytest

from replication.kit import Result


def test_noise_that_does_not_fit_the_map_does_not_converge(mixture: Result) -> None:
    """With the training noise itself, the walk is at half the temperature of the data."""
    same = mixture.arrays["denoiser_same_divergence"]
    assert (np.diff(same) < 0).all()  # it grows as lambda falls
    squared = mixture.arrays["density"] ** 2
    expected, found = (x / x.sum() for x in (squared, mixture.arrays["denoiser_same_settled"]))
    assert np.abs(found - expected).max() < 0.2 * expected.max()


def test_forgetting_takes_steps_in_inverse_proportion_to_lambda(mixture: Result) -> None:
    steps, lams = (mixture.arrays[f"langevin_{name}"] for name in ("relaxation", "lams"))
    assert steps * lams == pytest.approx(np.full(len(lams), steps[0] * lams[0]), rel=0.02)


def test_an_arm_holds_the_smallest_and_the_largest_lambda(mixture: Result) -> None:
    for name, arm in mixture.record.arms.items():
        far, soon = (mixture.arrays[f"{name}_{what}"] for what in ("divergence", "ten_steps"))
        ends = [arm.metrics[m][0] for m in ("divergence", "largest_divergence")]
        assert ends == [far[0], far[-1]]
        assert arm.metrics["ten_steps_largest"] == [soon[-1]]
    assert mixture.arrays["langevin_printed_lams"].tolist() == [0.1, 0.2, 0.4]
