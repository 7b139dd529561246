"""The papers' threshold, and detection metrics with a threshold and without."""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, roc_auc_score

from rdo.checks import as_array, check_labels, check_number, check_whole
from rdo.errors import InputError

__all__ = [
    "check_scores",
    "count_flagged",
    "detection_metrics",
    "flag_highest",
    "flag_top",
    "ranking_metrics",
    "threshold_metrics",
]


def count_flagged(n: int, ratio: float | np.floating) -> int:
    r"""Return how many of n distinct scores reach the 100 (1 - ratio) percentile.

    .. math:: k = n - \lceil (n - 1)(1 - r) \rceil

    The percentile lies at position (n - 1)(1 - r) of the sorted scores, counted from 0 and
    interpolated linearly (numpy's default), and a score equal to it is flagged.

    Parameters
    ----------
    n
        Number of scores, at least 1.
    ratio
        Share to flag, between 0 and 1. The decimal number is meant: 0.025 is exactly 1/40.

    Raises
    ------
    InputError
        Either is out of range.

    Examples
    --------
    >>> from rdo.evaluation.metrics import count_flagged
    >>> count_flagged(1000, 0.025)  # of 1,000 rows, 2.5 %
    25
    """
    n = check_whole("n", n, 1)
    # Exact: in floating point, (n - 1)(1 - ratio) can land just above a whole number.
    check_number("ratio", ratio, 0, 1, above=True, below=True)
    share = Fraction(str(ratio))  # as it prints in its own type
    return n - math.ceil((n - 1) * (1 - share))


def check_scores(scores: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return scores as a vector of float64.

    Raises
    ------
    InputError
        Scores that are not a vector of numbers, or hold NaN; infinite is allowed, for an energy
        can be.
    """
    values = as_array("scores", scores).astype(np.float64)
    if values.ndim != 1 or not len(values):
        raise InputError(f"scores has shape {values.shape}; it must be a vector, one per row")
    if np.isnan(values).any():
        raise InputError(
            f"scores is NaN in row {int(np.isnan(values).argmax()) + 1}; a model that diverged "
            "cannot be scored"
        )
    return values


def flag_highest(scores: npt.ArrayLike, count: int) -> npt.NDArray[np.bool_]:
    """Flag the ``count`` highest scores, the earlier row first among equals.

    A threshold by value would flag every tied row, and with it the fixed number that makes
    precision / recall a constant of the protocol would be lost.

    Parameters
    ----------
    scores
        Higher is more anomalous, shape (n,).
    count
        Number to flag, from 0 to n.

    Raises
    ------
    InputError
        A count out of range, or what `check_scores` refuses.
    """
    values = check_scores(scores)
    count = check_whole("count", count, 0, len(values))
    flagged = np.zeros(len(values), dtype=bool)
    flagged[np.argsort(-values, kind="stable")[:count]] = True
    return flagged


def flag_top(scores: npt.ArrayLike, ratio: float) -> npt.NDArray[np.bool_]:
    """Flag the `count_flagged` highest scores, as `flag_highest` does.

    Parameters
    ----------
    scores
        Higher is more anomalous, shape (n,); infinite is allowed (an energy can be), NaN is not.
    ratio
        Share to flag, between 0 and 1.

    Raises
    ------
    InputError
        Scores that are not a vector or hold NaN, or a ratio out of range.

    Examples
    --------
    >>> from rdo.evaluation import flag_top
    >>> flag_top([0.1, 7.0, 0.3, 0.2, 5.0], ratio=0.4)
    array([False,  True, False, False,  True])
    """
    values = check_scores(scores)
    return flag_highest(values, count_flagged(len(values), ratio))


def threshold_metrics(y_true: npt.ArrayLike, flagged: npt.ArrayLike) -> dict[str, float]:
    r"""Return precision, recall and F1 of flagged rows, their number, and the prevalence.

    .. math::
        P = \frac{TP}{k}, \qquad R = \frac{TP}{n_1}, \qquad F_1 = \frac{2\,TP}{k + n_1}, \qquad
        \frac{P}{R} = \frac{n_1}{k}

    with k rows flagged and :math:`n_1` anomalies.

    Parameters
    ----------
    y_true
        True (or 1) for an anomaly, shape (n,), both classes present.
    flagged
        True where a row is called an anomaly, shape (n,).

    Returns
    -------
    dict
        `precision` (0 where nothing is flagged), `recall`, `f1`, `prevalence` (share of
        anomalies), `n_flagged`.

    Raises
    ------
    InputError
        Unequal lengths, labels of one class only, or labels or flags that are neither 0 nor 1, as
        scores are.

    Examples
    --------
    >>> from rdo.evaluation.metrics import threshold_metrics
    >>> threshold_metrics([1, 1, 0, 0], [1, 0, 1, 0])
    {'precision': 0.5, 'recall': 0.5, 'f1': 0.5, 'prevalence': 0.5, 'n_flagged': 2.0}
    """
    anomalous, called = check_labels("y_true", y_true), check_labels("flagged", flagged)
    _check_classes(anomalous, called, "flagged")
    n_anomalous, n_flagged = int(anomalous.sum()), int(called.sum())
    hits = int((called & anomalous).sum())
    return {
        "precision": hits / n_flagged if n_flagged else 0.0,
        "recall": hits / n_anomalous,
        "f1": 2 * hits / (n_flagged + n_anomalous),
        "prevalence": n_anomalous / len(anomalous),
        "n_flagged": float(n_flagged),
    }


def ranking_metrics(y_true: npt.ArrayLike, scores: npt.ArrayLike) -> dict[str, float]:
    """Return `roc_auc` and `average_precision`, which need no threshold.

    Parameters
    ----------
    y_true
        True (or 1) for an anomaly, shape (n,), both classes present.
    scores
        Higher is more anomalous, shape (n,).

    Raises
    ------
    InputError
        Unequal lengths, labels that are neither 0 nor 1 or of one class only, or what
        `check_scores` refuses.

    Examples
    --------
    One of the three normal rows scores higher than the anomaly:

    >>> from rdo.evaluation.metrics import ranking_metrics
    >>> metrics = ranking_metrics([0, 0, 0, 1], [0.1, 0.9, 0.2, 0.8])
    >>> {name: round(value, 3) for name, value in metrics.items()}
    {'roc_auc': 0.667, 'average_precision': 0.5}
    """
    anomalous, values = check_labels("y_true", y_true), check_scores(scores)
    _check_classes(anomalous, values, "scores")
    # Both metrics depend on the order alone, and scikit-learn refuses infinite scores.
    order = rankdata(values, method="dense")
    return {
        "roc_auc": float(roc_auc_score(anomalous, order)),
        "average_precision": float(average_precision_score(anomalous, order)),
    }


def detection_metrics(
    y_true: npt.ArrayLike, scores: npt.ArrayLike, ratio: float
) -> dict[str, float]:
    """Return precision, recall and F1 (RaDOGAGA Section 5.2), and two metrics without a threshold.

    The number flagged is fixed by the ratio, so that precision / recall is a constant of the
    protocol, whatever the scores.

    Parameters
    ----------
    y_true
        True (or 1) for an anomaly, shape (n,), both classes present.
    scores
        Higher is more anomalous, shape (n,).
    ratio
        Share to flag, between 0 and 1.

    Returns
    -------
    dict
        What `threshold_metrics` and `ranking_metrics` give, and `n_tied`: the number of other rows
        with the score of the last one flagged, among which the choice is arbitrary.

    Raises
    ------
    InputError
        What `ranking_metrics` and `flag_top` refuse.

    Examples
    --------
    Malignant tumours, scored by their distance from the mean of the benign ones:

    >>> import numpy as np
    >>> from rdo.datasets import load, scale_minmax
    >>> from rdo.evaluation import detection_metrics
    >>> data = load("breast_cancer")
    >>> X = scale_minmax(data.X)
    >>> scores = np.linalg.norm(X - X[~data.y].mean(0), axis=1)
    >>> metrics = detection_metrics(data.y, scores, data.anomaly_ratio)
    >>> round(metrics["f1"], 2), round(metrics["roc_auc"], 2)
    (0.83, 0.94)
    """
    flagged = flag_top(scores, ratio)
    values = check_scores(scores)
    ranking = ranking_metrics(y_true, values)
    tied = float((values == values[flagged].min()).sum() - 1)
    return {**threshold_metrics(y_true, flagged), **ranking, "n_tied": tied}


def _check_classes(
    anomalous: npt.NDArray[np.bool_], other: npt.NDArray[np.generic], name: str
) -> None:
    if anomalous.shape != other.shape:
        raise InputError(
            f"y_true has shape {anomalous.shape} and {name} {other.shape}; they must be equal"
        )
    if (n_anomalous := int(anomalous.sum())) in (0, len(anomalous)):
        raise InputError(
            f"y_true has {n_anomalous} anomalies in {len(anomalous)} rows; both classes are needed"
        )
