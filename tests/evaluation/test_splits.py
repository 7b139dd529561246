import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.errors import InputError
from rdo.evaluation import split_halves

# Rows, anomalies, and the test half of each class, of the papers' four tables.
TABLES = {
    "thyroid": (3_772, 93, 1_839, 46),
    "arrhythmia": (452, 66, 193, 33),
    "kddcup": (494_021, 97_278, 198_371, 48_639),
    "kddcup_rev": (121_597, 24_319, 48_639, 12_159),
}


def labels(n_normal: int, n_anomalous: int, seed: int = 0) -> np.ndarray:
    y = np.arange(n_normal + n_anomalous) < n_anomalous
    return np.random.default_rng(seed).permutation(y)


@given(st.integers(2, 60), st.integers(2, 60), st.integers(0, 2**32 - 1))
def test_each_class_is_halved_and_nothing_is_in_both(
    n_normal: int, n_anomalous: int, seed: int
) -> None:
    y = labels(n_normal, n_anomalous)
    split = split_halves(y, seed)
    assert not y[split.train].any()
    assert len(split.train) == n_normal - n_normal // 2
    assert y[split.test].sum() == n_anomalous // 2
    assert (~y[split.test]).sum() == n_normal // 2
    together = np.concatenate([split.train, split.test])
    assert len(set(together)) == len(together)


@pytest.mark.parametrize("table", TABLES)
def test_sizes_of_the_papers_tables(table: str) -> None:
    n, n_anomalous, test_normal, test_anomalous = TABLES[table]
    y = labels(n - n_anomalous, n_anomalous)
    for seed in range(3):
        test = split_halves(y, seed).test
        assert (y[test].sum(), (~y[test]).sum()) == (test_anomalous, test_normal)


def test_seed_decides() -> None:
    y = labels(50, 10)
    first, again, other = split_halves(y, 1), split_halves(y, 1), split_halves(y, 2)
    np.testing.assert_array_equal(first.train, again.train)
    np.testing.assert_array_equal(first.test, again.test)
    assert set(first.train) != set(other.train)
    assert set(first.test[y[first.test]]) != set(other.test[y[other.test]])


def test_every_row_is_tested_about_half_of_the_time() -> None:
    y = labels(20, 6)
    counts = np.zeros(len(y))
    for seed in range(400):
        counts[split_halves(y, seed).test] += 1
    # Six standard errors of 400 coin tosses.
    assert np.abs(counts / 400 - 0.5).max() < 6 * 0.5 / 20


def test_test_rows_come_in_random_order() -> None:
    """An anomaly's mean position is the middle, so that ties favour neither class."""
    y = labels(100, 20)
    positions = [np.flatnonzero(y[split_halves(y, seed).test]).mean() for seed in range(200)]
    assert np.mean(positions) == pytest.approx((60 - 1) / 2, abs=2)


def test_integer_labels_serve() -> None:
    y = labels(10, 4)
    np.testing.assert_array_equal(split_halves(y.astype(int), 0).test, split_halves(y, 0).test)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([False] * 9, "9 normal rows and 0 anomalies"),
        ([True] * 9, "0 normal rows and 9 anomalies"),
        ([False] * 9 + [True], "9 normal rows and 1 anomalies"),
        ([], "no axis empty"),
        ([0, 1, 2, 0, 1], "y holds 2 in row 3"),
        ([[0, 1], [1, 0]], r"shape \(2, 2\)"),
    ],
)
def test_unusable_labels(y: list[int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        split_halves(y, 0)
