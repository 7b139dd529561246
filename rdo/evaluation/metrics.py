"""The papers' threshold, and the metrics of the rows above it."""

import math
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, roc_auc_score

from rdo.errors import InputError

__all__ = ["count_flagged", "detection_metrics", "flag_top"]


def count_flagged(n: int, ratio: float) -> int:
    r"""Return how many of n distinct scores reach the 100 (1 - ratio) percentile.

    .. math:: k = n - \lceil (n - 1)(1 - r) \rceil

    The percentile lies at position (n - 1)(1 - r) of the sorted scores, counted from 0 and
    interpolated linearly (numpy's default), and a score equal to it is flagged.

    Parameters
    ----------
    n
        Number of scores, at least 1.
    ratio
        Share to flag, between 0 and 1, read as the decimal number it prints as.

    Raises
    ------
    InputError
        Either is out of range.
    """
    if n < 1:
        raise InputError(f"n={n} scores; at least one is needed")
    if not 0 < ratio < 1:
        raise InputError(f"ratio={ratio} must lie strictly between 0 and 1")
    # Exact: in floating point, (n - 1)(1 - ratio) can land just above a whole number.
    share = Fraction(str(float(ratio)))
    return n - math.ceil((n - 1) * (1 - share))


def flag_top(scores: npt.ArrayLike, ratio: float) -> npt.NDArray[np.bool_]:
    """Flag the `count_flagged` highest scores, the earlier row first among equals.

    A threshold by value would flag every tied row, and with it the fixed number that makes
    precision / recall a constant of the protocol would be lost.

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
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise InputError(f"scores has shape {values.shape}; it must be a vector, one per row")
    if np.isnan(values).any():
        raise InputError(
            f"scores is NaN in row {int(np.isnan(values).argmax()) + 1}; a model that diverged "
            "cannot be scored"
        )
    flagged = np.zeros(len(values), dtype=bool)
    flagged[np.argsort(-values, kind="stable")[: count_flagged(len(values), ratio)]] = True
    return flagged


def detection_metrics(
    y_true: npt.ArrayLike, scores: npt.ArrayLike, ratio: float
) -> dict[str, float]:
    r"""Return the metrics of Section 5.2 of RaDOGAGA, and two that need no threshold.

    .. math::
        P = \frac{TP}{k}, \qquad R = \frac{TP}{n_1}, \qquad F_1 = \frac{2\,TP}{k + n_1}

    with k rows flagged and :math:`n_1` anomalies, so that P / R is :math:`n_1 / k` whatever the
    scores.

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
        `precision`, `recall`, `f1`, `roc_auc`, `average_precision`, `prevalence` (share of
        anomalies), `n_flagged`, and `n_tied`: rows that score the same as the last one flagged,
        itself not counted, whose order is arbitrary.

    Raises
    ------
    InputError
        Unequal lengths, labels of one class only, or what `flag_top` refuses.
    """
    flagged = flag_top(scores, ratio)
    values = np.asarray(scores, dtype=np.float64)
    anomalous = np.asarray(y_true).astype(bool)
    if anomalous.shape != values.shape:
        raise InputError(
            f"y_true has shape {anomalous.shape} and scores {values.shape}; they must be equal"
        )
    n_anomalous, n_flagged = int(anomalous.sum()), int(flagged.sum())
    if n_anomalous in (0, len(anomalous)):
        raise InputError(
            f"y_true has {n_anomalous} anomalies in {len(anomalous)} rows; both classes are needed"
        )
    hits = int((flagged & anomalous).sum())
    # Both metrics depend on the order alone, and scikit-learn refuses infinite scores.
    order = rankdata(values, method="dense")
    return {
        "precision": hits / n_flagged,
        "recall": hits / n_anomalous,
        "f1": 2 * hits / (n_flagged + n_anomalous),
        "roc_auc": float(roc_auc_score(anomalous, order)),
        "average_precision": float(average_precision_score(anomalous, order)),
        "prevalence": n_anomalous / len(anomalous),
        "n_flagged": float(n_flagged),
        "n_tied": float((values == values[flagged].min()).sum() - 1),
    }
