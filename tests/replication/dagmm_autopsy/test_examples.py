"""Every example fails where it should, and the library does not."""

import math

import numpy as np
import pytest

from replication.dagmm_autopsy import examples
from replication.dagmm_autopsy.examples import EXAMPLES


def test_a_detached_loss_trains_nothing_and_the_librarys_trains_everything() -> None:
    shown = EXAMPLES["detached_loss"]()
    assert (shown.faulty, shown.right) == (0, 1)
    faulty, right = shown.arrays["faulty"], shown.arrays["right"]
    assert faulty[0] == right[0]
    assert right[-20:].mean() < 0.6 * right[:20].mean()
    assert faulty[-20:].mean() == pytest.approx(faulty[:20].mean(), rel=0.1)
    assert faulty.std() > 0


def test_a_double_root_halves_the_weight_of_the_energy() -> None:
    shown = EXAMPLES["halved_weight"]()
    assert shown.faulty == pytest.approx(0.5, rel=1e-9)


def test_the_floor_ties_rows_that_the_library_tells_apart() -> None:
    shown = EXAMPLES["floor"]()
    distance, faulty = shown.arrays["distance"], shown.arrays["faulty"]
    assert shown.right == len(distance) > shown.faulty
    expected = 0.5 * distance**2 + 0.5 * math.log(2 * math.pi)
    np.testing.assert_allclose(shown.arrays["right"], expected, rtol=1e-12)
    low = expected < 20
    np.testing.assert_allclose(faulty[low], expected[low], atol=1e-3)
    assert faulty.max() == pytest.approx(-math.log(1e-12), rel=1e-6)
    slope = EXAMPLES["floored_slope"]()
    assert slope.right == pytest.approx(10)
    assert slope.faulty < 1e-6


def test_the_last_batch_has_too_few_rows_for_a_mixture() -> None:
    shown = EXAMPLES["last_batch"]()
    # Of a standard normal in eight dimensions: its entropy.
    assert shown.right == pytest.approx(4 * (1 + math.log(2 * math.pi)), rel=0.02)
    assert shown.faulty > 1_000 * shown.right


def test_scores_repeat_unless_dropout_is_left_on() -> None:
    shown = EXAMPLES["dropout_while_scoring"]()
    assert shown.right == 0
    assert shown.faulty > 0.01


def test_float32_fails_on_correlated_columns_and_not_on_columns_of_different_size() -> None:
    assert EXAMPLES["single_precision"]().faulty == 1
    assert EXAMPLES["single_precision"]().right == 0
    assert examples.single_precision(correlated=False).faulty == 0
    in_one_pass = examples.single_precision(correlated=False, centre=1, one_pass=True)
    assert in_one_pass.faulty > 0.3
    assert in_one_pass.right == 0


def test_the_library_fits_a_gaussian_to_every_kind_of_table() -> None:
    assert set(examples.precision_table()["rdo fails"]) == {"0%"}
