from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_recall_curve

from rdo.errors import InputError
from rdo.evaluation import (
    PROTOCOLS,
    Split,
    count_flagged,
    detection_metrics,
    f1_at,
    judge,
    split_halves,
    threshold_metrics,
)
from rdo.evaluation.protocols import FALSE_ALARMS

SEEDS = st.integers(0, 2**32 - 1)
NAMES = st.sampled_from(sorted(PROTOCOLS))
RATIO = 0.15

Case = tuple[npt.NDArray[np.bool_], Split, npt.NDArray[np.float64]]


def case(seed: int, n: int = 90, n_anomalous: int = 14, levels: int | None = None) -> Case:
    """A table with its halves, and scores that tell something: normal, or a few levels that tie."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) < n_anomalous)
    scores = rng.normal(size=n) + y
    return y, split_halves(y, seed), scores if levels is None else np.floor(scores * levels)


@settings(max_examples=25)
@given(SEEDS, st.sampled_from([None, 1, 3]), st.sampled_from([0.025, 0.15, 0.2]))
def test_the_papers_protocol_is_that_of_the_tables(
    seed: int, levels: int | None, ratio: float
) -> None:
    y, split, scores = case(seed, levels=levels)
    expected = detection_metrics(y[split.test], scores[split.test], ratio)
    found = judge(PROTOCOLS["paper"], y, split, scores, ratio)
    assert {name: found[name] for name in expected if name != "n_tied"} == {
        name: value for name, value in expected.items() if name != "n_tied"
    }


@pytest.mark.parametrize(
    ("n", "n_anomalous", "protocol", "prevalence"),
    [
        (3_772, 93, "paper", 46 / 1_885),
        (3_772, 93, "all_normals", 46 / (3_679 + 46)),
        (3_772, 93, "all_anomalies", 93 / (1_839 + 93)),
        # What public code does with KDDCup: half of the attacks, and every normal connection.
        (494_021, 97_278, "public_dagmm", 97_278 / (198_371 + 97_278)),
    ],
)
def test_prevalence_of_the_test_sets(
    n: int, n_anomalous: int, protocol: str, prevalence: float
) -> None:
    y = np.arange(n) < n_anomalous
    scores = np.random.default_rng(0).normal(size=n)
    found = judge(PROTOCOLS[protocol], y, split_halves(y, 0), scores, RATIO)
    assert found["prevalence"] == prevalence


@settings(max_examples=25)
@given(SEEDS)
def test_test_sets_hold_what_they_say_and_no_row_twice(seed: int) -> None:
    y, split, _ = case(seed)
    rows = {name: protocol.test_rows(y, split) for name, protocol in PROTOCOLS.items()}
    for tested in rows.values():
        assert len(set(tested)) == len(tested)
        assert set(split.test) <= set(tested)
    assert set(rows["all_normals"]) - set(split.test) == set(split.train)
    assert set(rows["all_anomalies"]) == set(split.test) | set(np.flatnonzero(y))
    assert not set(split.train) & set(rows["all_anomalies"])


@pytest.mark.parametrize("name", ["all_normals", "all_anomalies"])
def test_added_rows_come_in_random_order(name: str) -> None:
    """Where all scores tie, the rows flagged are a random sample: F1 is that of chance."""
    found = []
    for seed in range(100):
        y, split, scores = case(seed, n=400, n_anomalous=80)
        found.append(judge(PROTOCOLS[name], y, split, 0 * scores, RATIO))
    expected = np.mean([each["prevalence"] for each in found])
    # Precision of about 40 flagged rows: a standard error of 0.007 over a hundred splits.
    assert np.mean([each["precision"] for each in found]) == pytest.approx(expected, abs=0.03)


@settings(max_examples=25)
@given(SEEDS, st.sampled_from([None, 1, 3]))
def test_the_best_f1_is_the_best_of_all_thresholds(seed: int, levels: int | None) -> None:
    y, split, scores = case(seed, n=40, levels=levels)
    found = judge(PROTOCOLS["best_f1"], y, split, scores, RATIO)
    anomalous, tested = y[split.test], scores[split.test]
    brute = [f1_score(anomalous, tested >= threshold) for threshold in tested]
    assert found["f1"] == pytest.approx(max(brute))
    precision, recall, _ = precision_recall_curve(anomalous, tested)
    curve = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    assert found["f1"] == pytest.approx(curve.max())


@settings(max_examples=25)
@given(SEEDS, NAMES)
def test_nothing_beats_the_best_threshold_on_the_same_rows(seed: int, name: str) -> None:
    y, split, scores = case(seed)
    protocol = PROTOCOLS[name]
    best = replace(protocol, flag=PROTOCOLS["best_f1"].flag)
    f1 = [judge(each, y, split, scores, RATIO)["f1"] for each in (protocol, best)]
    assert f1[0] <= f1[1]


@settings(max_examples=25)
@given(SEEDS, NAMES, st.sampled_from([None, 1, 3]))
def test_only_the_order_of_the_scores_counts(seed: int, name: str, levels: int | None) -> None:
    y, split, scores = case(seed, levels=levels)
    expected = judge(PROTOCOLS[name], y, split, scores, RATIO)
    for other in (
        np.exp(5 * scores),
        1e-3 * scores**3,
        np.where(scores == scores.max(), np.inf, scores),
    ):
        assert judge(PROTOCOLS[name], y, split, other, RATIO) == expected


@settings(max_examples=25)
@given(SEEDS, NAMES)
def test_precision_over_recall_is_anomalies_over_flags(seed: int, name: str) -> None:
    y, split, scores = case(seed)
    found = judge(PROTOCOLS[name], y, split, scores, RATIO)
    tested = len(PROTOCOLS[name].test_rows(y, split))
    n_anomalous = round(found["prevalence"] * tested)
    assert found["precision"] * found["n_flagged"] == pytest.approx(found["recall"] * n_anomalous)
    counts = {
        "paper": count_flagged(tested, RATIO),
        "all_normals": count_flagged(tested, RATIO),
        "all_anomalies": count_flagged(tested, RATIO),
        "true_count": n_anomalous,
        "default_share": count_flagged(tested, 0.1),
    }
    if name in counts:
        assert found["n_flagged"] == counts[name]


@settings(max_examples=25)
@given(SEEDS, st.sampled_from([None, 1, 3]), st.sampled_from(["pooled", "public_dagmm"]))
def test_the_pooled_threshold_is_numpys_percentile(
    seed: int, levels: int | None, name: str
) -> None:
    y, split, scores = case(seed, levels=levels)
    rows = PROTOCOLS[name].test_rows(y, split)
    together = np.concatenate([scores[split.train], scores[rows]])
    flagged = scores[rows] > np.percentile(together, 100 * (1 - RATIO))
    found = judge(PROTOCOLS[name], y, split, scores, RATIO)
    assert found["n_flagged"] == flagged.sum()
    assert found["f1"] == f1_score(y[rows], flagged)


def test_the_training_quantile_keeps_its_promise_on_new_normal_rows() -> None:
    found = []
    for seed in range(200):
        y, split, scores = case(seed, n=400, n_anomalous=40)
        found.append(
            judge(PROTOCOLS["training_quantile"], y, split, scores, RATIO)["false_alarm_rate"]
        )
    # Of 180 rows above the threshold of 180 others: a standard error of 0.0016 over 200 splits.
    assert np.mean(found) == pytest.approx(FALSE_ALARMS, abs=0.008)


def test_the_training_quantile_does_not_look_at_the_test_rows() -> None:
    y, split, scores = case(0)
    everywhere = scores.copy()
    everywhere[split.test] = scores[split.train].max() + 1
    found = judge(PROTOCOLS["training_quantile"], y, split, everywhere, RATIO)
    assert (found["recall"], found["false_alarm_rate"]) == (1, 1)
    everywhere[split.test] = scores[split.train].min()
    found = judge(PROTOCOLS["training_quantile"], y, split, everywhere, RATIO)
    assert (found["n_flagged"], found["precision"], found["f1"]) == (0, 0, 0)


@pytest.mark.parametrize("name", ["paper", "all_normals", "all_anomalies", "default_share"])
def test_chance_scores_the_harmonic_mean_of_prevalence_and_share(name: str) -> None:
    """Drawing k of n rows without replacement hits k n1 / n anomalies on average, so F1 follows."""
    y = np.arange(400) < 80
    split, rng = split_halves(y, 0), np.random.default_rng(1)
    found = [judge(PROTOCOLS[name], y, split, rng.normal(size=400), RATIO) for _ in range(150)]
    prevalence, n_flagged = found[0]["prevalence"], found[0]["n_flagged"]
    share = n_flagged / len(PROTOCOLS[name].test_rows(y, split))
    chance = 2 * prevalence * share / (prevalence + share)
    assert f1_at(prevalence, share, share) == pytest.approx(chance)
    f1 = [each["f1"] for each in found]
    assert np.mean(f1) == pytest.approx(chance, abs=5 * np.std(f1) / np.sqrt(len(f1)))


@settings(max_examples=25)
@given(SEEDS, NAMES)
def test_f1_follows_from_recall_false_alarms_and_prevalence(seed: int, name: str) -> None:
    y, split, scores = case(seed)
    found = judge(PROTOCOLS[name], y, split, scores, RATIO)
    predicted = f1_at(found["prevalence"], found["recall"], found["false_alarm_rate"])
    assert predicted == pytest.approx(found["f1"])


def test_roc_auc_stays_where_prevalence_moves_and_average_precision_does_not() -> None:
    """Every normal row four times over: no order between the classes has changed."""
    y, split, scores = case(3, n=600, n_anomalous=120)
    rows = np.concatenate([split.test, *3 * [split.test[~y[split.test]]]])
    once = PROTOCOLS["paper"]
    rarer = replace(once, test_rows=lambda y, split: rows)
    before, after = (judge(protocol, y, split, scores, RATIO) for protocol in (once, rarer))
    assert after["prevalence"] < before["prevalence"] / 3
    assert after["roc_auc"] == pytest.approx(before["roc_auc"], abs=1e-12)
    assert after["average_precision"] < before["average_precision"] - 0.1


@pytest.mark.parametrize("name", sorted(PROTOCOLS))
def test_perfect_scores_are_perfect_where_the_threshold_lets_them(name: str) -> None:
    y, split, _ = case(0)
    found = judge(PROTOCOLS[name], y, split, y + np.linspace(0, 0.1, len(y)), RATIO)
    assert found["roc_auc"] == 1
    assert found["average_precision"] == pytest.approx(1)
    assert found["precision"] == 1 or found["recall"] == 1
    if name in ("true_count", "best_f1"):
        assert found["f1"] == 1


@pytest.mark.parametrize(
    ("scores", "ratio", "message"),
    [
        (np.zeros(89), 0.1, r"scores has shape \(89,\) and y \(90,\)"),
        (np.full(90, np.nan), 0.1, "NaN in row 1"),
        (np.zeros(90), 0, "ratio=0"),
    ],
)
def test_unusable_input_is_refused(
    scores: npt.NDArray[np.float64], ratio: float, message: str
) -> None:
    y, split, _ = case(0)
    with pytest.raises(InputError, match=message):
        judge(PROTOCOLS["best_f1"], y, split, scores, ratio)


def test_flags_of_another_length_are_refused() -> None:
    with pytest.raises(InputError, match=r"\(2,\) and flagged \(3,\)"):
        threshold_metrics([0, 1], [True, False, True])


@pytest.mark.parametrize(
    "half", [np.array([], dtype=int), np.array([-3, 0]), np.array([0, 50]), np.array([0.5])]
)
@pytest.mark.parametrize("name", ["train", "test"])
def test_a_split_of_another_table_is_refused(name: str, half: npt.NDArray[np.int64]) -> None:
    y = np.arange(50) % 5 == 0
    split = replace(split_halves(y, 0), **{name: half})
    with pytest.raises(InputError, match=f"split.{name} has"):
        judge(PROTOCOLS["training_quantile"], y, split, np.arange(50.0), 0.2)
