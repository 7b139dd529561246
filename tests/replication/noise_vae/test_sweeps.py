"""Two sweeps beside each other."""

import numpy as np
import pytest

from replication.noise_vae.sweeps import at_same_variance, compare_sweeps, error_share, fixed_range

FIXED = {
    0.01: {"evlb": [0.0, 0.0], "refitted_evlb": [10.0, 10.0], "kl": [8.0, 8.0]},
    1.0: {"evlb": [2.0, 4.0], "refitted_evlb": [14.0, 14.0], "kl": [4.0, 4.0]},
}
LEARNT = {
    1.0: {"evlb": [2.0, 1.0], "kl": [6.0, 9.0], "normalised_variance": [0.1, 0.1]},
    2.0: {"evlb": [3.0, 2.0], "kl": [1.0, 1.0], "normalised_variance": [1.0, 5.0]},
}


def sweep(given: dict[float, dict[str, list[float]]]) -> dict[float, dict[str, np.ndarray]]:
    more = {"normal_factors": [1.0, 1.0], "information": [0.0, 0.0]}
    return {
        at: {
            name: np.array(values)
            for name, values in {**more, "information": [-at, at], **measures}.items()
        }
        for at, measures in given.items()
    }


def test_between_two_variances_a_measure_goes_with_the_logarithm() -> None:
    found = at_same_variance(sweep(FIXED), "evlb", np.array([0.1, 0.1]))
    np.testing.assert_allclose(found, [1.0, 2.0])
    outside = at_same_variance(sweep(FIXED), "evlb", np.array([0.001, 2.0]))
    assert np.isnan(outside).all()


def test_learnt_is_compared_at_its_own_normalised_variance() -> None:
    found = compare_sweeps(sweep(FIXED), sweep(LEARNT))
    # At 0.1 the fixed ones have 1 and 2; at 1.0 the first has 2, and 5.0 is outside.
    np.testing.assert_allclose(found["evlb_share"], [1.0, 0.0])
    np.testing.assert_allclose(found["kl_under_fixed"], [(0 - 3) / 2, 3.0])
    np.testing.assert_allclose(found["normal_over_fixed"], [0, 0])
    np.testing.assert_allclose(found["refitted_distance"], [11.0, 11.0])
    np.testing.assert_allclose(found["kl_distance"], [0.75, 0.5])
    np.testing.assert_allclose(found["information_trend"], [-1, 1])
    np.testing.assert_allclose(found["variance_trend"], [1, 1])


def test_without_a_common_variance_only_trends_are_left() -> None:
    far = {0.001: FIXED[0.01], 0.002: FIXED[1.0]}
    assert set(compare_sweeps(sweep(far), sweep(LEARNT))) == {"information_trend", "variance_trend"}
    one = {1.0: LEARNT[1.0]}
    assert "variance_trend" not in compare_sweeps(sweep(FIXED), sweep(one))


def test_the_share_counts_fixed_variances_that_rebuild_worse() -> None:
    fixed = {at: {"squared_error": np.array([at, 1.0])} for at in (0.1, 0.2, 0.3, 0.4)}
    np.testing.assert_allclose(error_share(fixed, np.array([0.25, 1.0])), [0.5, 0.0])
    failed = {**fixed, min(fixed): {"squared_error": np.array([np.nan, 0.5])}}
    assert np.isnan(error_share(failed, np.array([0.25, 1.0]))).tolist() == [True, False]
    assert np.isnan(error_share(fixed, np.array([np.nan, 1.0]))).tolist() == [True, False]


def test_the_range_is_from_the_least_to_the_largest() -> None:
    assert fixed_range(sweep(FIXED)) == pytest.approx([2.0, 4.0])
