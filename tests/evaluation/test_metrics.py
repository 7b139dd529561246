import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from rdo.datasets import load
from rdo.errors import InputError
from rdo.evaluation import (
    count_flagged,
    detection_metrics,
    flag_top,
    split_halves,
    threshold_metrics,
)

# Rows and anomalies of the table; share flagged; anomalies and flags in every test half, which
# make up the constant precision / recall of Tables 1 and 4.
PROTOCOLS = {
    "thyroid": (3_772, 93, 0.025, 46, 48),
    "arrhythmia": (452, 66, 0.15, 33, 34),
    "kddcup": (494_021, 97_278, 0.2, 48_639, 49_402),
    "kddcup_rev": (121_597, 24_319, 0.2, 12_159, 12_160),
}
RATIOS = st.integers(1, 999).map(lambda thousandths: thousandths / 1000)


@pytest.mark.parametrize(
    ("n", "ratio", "flagged"),
    [(1885, 0.025, 48), (226, 0.15, 34), (247_010, 0.2, 49_402), (60_798, 0.2, 12_160)],
)
def test_counts_of_the_papers_tables(n: int, ratio: float, flagged: int) -> None:
    assert count_flagged(n, ratio) == flagged


@given(st.integers(1, 2000), RATIOS, st.integers(0, 2**32 - 1))
def test_count_is_of_scores_that_reach_numpys_percentile(n: int, ratio: float, seed: int) -> None:
    scores = np.random.default_rng(seed).permutation(n)
    # Neighbours differ by 1 and the percentile lies on a multiple of 0.001 between them, so the
    # margin forgives rounding and nothing else.
    threshold = np.percentile(scores, 100 * (1 - ratio)) - 1e-6
    assert count_flagged(n, ratio) == (scores >= threshold).sum()
    np.testing.assert_array_equal(flag_top(scores, ratio), scores >= threshold)


def test_count_is_free_of_rounding() -> None:
    """In floating point, 10 x (1 - 0.7) is 3.0000000000000004 and its ceiling 4."""
    assert count_flagged(11, 0.7) == 8
    assert count_flagged(11, float(np.float64(0.7))) == 8


@pytest.mark.parametrize(
    ("n", "ratio", "message"),
    [(0, 0.1, "n=0"), (9, 0, "ratio=0"), (9, 1, "ratio=1"), (9, float("nan"), "ratio=nan")],
)
def test_count_refuses(n: int, ratio: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        count_flagged(n, ratio)


@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, np.inf, -np.inf]), min_size=1), RATIOS)
def test_ties_never_change_the_number_flagged(scores: list[float], ratio: float) -> None:
    values = np.array(scores)
    flagged = flag_top(values, ratio)
    assert flagged.sum() == count_flagged(len(values), ratio)
    if not flagged.all():
        assert values[flagged].min() >= values[~flagged].max()
        tied = values == values[flagged].min()
        # Among equals the flagged come first.
        assert (np.diff(flagged[tied].astype(int)) <= 0).all()


@pytest.mark.parametrize(
    ("scores", "message"), [([0.0, np.nan], "NaN in row 2"), ([[1.0], [2.0]], r"shape \(2, 1\)")]
)
def test_unusable_scores(scores: list[float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        flag_top(scores, 0.5)


@pytest.mark.parametrize("levels", [1, 3, None], ids=["all equal", "three values", "distinct"])
@pytest.mark.parametrize("table", PROTOCOLS)
def test_precision_over_recall_is_the_papers_constant(table: str, levels: int | None) -> None:
    n, n_anomalous, ratio, test_anomalies, flags = PROTOCOLS[table]
    for seed in range(3):
        rng = np.random.default_rng(seed)
        y = rng.permutation(np.arange(n) < n_anomalous)
        test = split_halves(y, seed).test
        scores = (
            rng.normal(size=len(test)) if levels is None else rng.integers(levels, size=len(test))
        )
        flagged = flag_top(scores, ratio)
        assert (y[test].sum(), flagged.sum()) == (test_anomalies, flags)
        metrics = detection_metrics(y[test], scores, ratio)
        hits = int((flagged & y[test]).sum())
        assert metrics["precision"] == hits / flags
        assert metrics["recall"] == hits / test_anomalies


@pytest.mark.parametrize(
    "table", [pytest.param(table, marks=pytest.mark.needs_data(table)) for table in PROTOCOLS]
)
def test_constants_hold_on_the_data_themselves(table: str) -> None:
    _, _, _, test_anomalies, flags = PROTOCOLS[table]
    data = load(table)
    test = split_halves(data.y, 0).test
    # Plenty of ties: distance to the origin of rows rounded to whole numbers.
    scores = np.abs(np.round(data.X[test])).sum(axis=1)
    assert data.y[test].sum() == test_anomalies
    assert flag_top(scores, data.anomaly_ratio).sum() == flags


@given(st.integers(0, 2**32 - 1), st.integers(4, 80), RATIOS, st.booleans())
def test_metrics_match_scikit_learn(seed: int, n: int, ratio: float, tied: bool) -> None:
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) < rng.integers(1, n))
    scores = rng.integers(4, size=n).astype(float) if tied else rng.normal(size=n)
    metrics = detection_metrics(y, scores, ratio)
    flagged = flag_top(scores, ratio)
    assert metrics["precision"] == pytest.approx(precision_score(y, flagged))
    assert metrics["recall"] == pytest.approx(recall_score(y, flagged))
    assert metrics["f1"] == pytest.approx(f1_score(y, flagged))
    assert metrics["roc_auc"] == pytest.approx(roc_auc_score(y, scores))
    assert metrics["average_precision"] == pytest.approx(average_precision_score(y, scores))
    assert metrics["prevalence"] == y.mean()
    assert metrics["n_flagged"] == flagged.sum()
    assert all(type(value) is float for value in metrics.values())


def test_infinite_energies_rank_above_all_finite_ones() -> None:
    metrics = detection_metrics([0, 1, 0, 1], [1e300, np.inf, -np.inf, np.inf], 0.5)
    assert metrics["roc_auc"] == metrics["average_precision"] == metrics["f1"] == 1


def test_ties_are_counted() -> None:
    y = [1, 0, 0, 0, 0]
    assert detection_metrics(y, [5, 4, 3, 2, 1], 0.4)["n_tied"] == 0
    assert detection_metrics(y, [5, 4, 4, 4, 1], 0.4)["n_tied"] == 2
    assert detection_metrics(y, [7, 7, 7, 7, 7], 0.4)["n_tied"] == 4


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1]])
def test_one_class_has_no_metrics(y: list[int]) -> None:
    with pytest.raises(InputError, match="both classes"):
        detection_metrics(y, [1.0, 2.0, 3.0], 0.5)


def test_lengths_must_agree() -> None:
    with pytest.raises(InputError, match=r"\(2,\) and scores \(3,\)"):
        detection_metrics([0, 1], [1.0, 2.0, 3.0], 0.5)


def test_scores_are_no_flags() -> None:
    with pytest.raises(InputError, match=r"flagged holds 0\.5 in row 1: labels are 0 .* and 1"):
        threshold_metrics([0, 1], [0.5, 0.9])


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([1, 1, -1], r"y_true holds -1 in row 3: .* where -1 is an anomaly, give y_true == -1"),
        ([2, 0, 1], "y_true holds 2 in row 1"),
        ([0, np.nan, 1], "y_true holds nan in row 2"),
        (["0", "0", "1"], "y_true has type <U1"),
    ],
)
def test_labels_of_other_libraries_are_refused(y: list[object], message: str) -> None:
    for measure in (
        lambda: detection_metrics(y, [0.1, 0.2, 0.3], 0.4),  # type: ignore[arg-type]
        lambda: threshold_metrics(y, [0, 0, 1]),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError, match=message):
            measure()


def test_a_ratio_of_single_precision_is_the_number_that_it_prints() -> None:
    for ratio in (0.1, 0.3, 0.7):
        assert count_flagged(11, np.float32(ratio)) == count_flagged(11, ratio)
