"""Evaluation protocols found in papers and public code, to judge the same scores under each.

A protocol decides two things: which rows are tested, and which of those are flagged. Neither is a
property of the detector, so two numbers that differ under two protocols may come from one and the
same set of scores (Fourure et al. 2021).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rdo.checks import check_array, check_labels, check_number, check_type
from rdo.errors import InputError
from rdo.evaluation.metrics import (
    check_scores,
    flag_highest,
    flag_top,
    ranking_metrics,
    threshold_metrics,
)
from rdo.evaluation.splits import Split

__all__ = ["FALSE_ALARMS", "PROTOCOLS", "Protocol", "Scores", "f1_at", "judge"]

FALSE_ALARMS = 0.05
"""Share of normal rows that `training_quantile` is ready to flag."""

_DEFAULT_SHARE = 0.1

_Rows = npt.NDArray[np.int64]
_Flags = npt.NDArray[np.bool_]


class Scores(NamedTuple):
    """What a threshold may be made from; an honest one leaves ``anomalous`` alone."""

    train: npt.NDArray[np.float64]
    """Scores of the training rows, all of them normal."""
    test: npt.NDArray[np.float64]
    """Scores of the test rows."""
    anomalous: _Flags
    """Labels of the test rows."""
    ratio: float
    """Share of anomalies in the whole table, as the papers give it."""


@dataclass(frozen=True)
class Protocol:
    """Which rows are tested, and which of those are flagged."""

    label: str
    """As pages name it."""
    test_rows: Callable[[_Flags, Split], _Rows]
    """Row numbers of the test set, from the labels of all rows and their halves."""
    flag: Callable[[Scores], _Flags]
    """True for the test rows that are called anomalies."""


def held_out(y: _Flags, split: Split) -> _Rows:
    """Half of each class, none of it seen in training (RaDOGAGA Section 5.2.1)."""
    return split.test


def all_normals(y: _Flags, split: Split) -> _Rows:
    """Half of the anomalies and all normal rows, those of the training half among them."""
    return _mixed(split, split.train)


def all_anomalies(y: _Flags, split: Split) -> _Rows:
    """Half of the normal rows and all anomalies, as none of them was needed for training.

    So did Bergman and Hoshen (2020), and so do public DAGMM implementations in PyTorch.
    """
    return _mixed(split, np.setdiff1d(np.flatnonzero(y), split.test))


def known_share(scores: Scores) -> _Flags:
    """The share of anomalies in the whole table, of the test rows (RaDOGAGA Section 5.2.1)."""
    return flag_top(scores.test, scores.ratio)


def true_count(scores: Scores) -> _Flags:
    """As many test rows as there are anomalies among them, so that precision equals recall.

    The rule of Bergman and Hoshen (2020). It reads one number off the test labels.
    """
    return flag_highest(scores.test, int(scores.anomalous.sum()))


def pooled_share(scores: Scores) -> _Flags:
    """Test rows above the percentile of training and test scores taken together.

    As in public DAGMM implementations in PyTorch. The share of anomalies in the whole table is
    flagged over both, and how many of those are test rows depends on the scores.
    """
    together = np.concatenate([scores.train, scores.test])
    return scores.test > _percentile(together, scores.ratio)


def default_share(scores: Scores) -> _Flags:
    """A tenth of the test rows, whatever the data."""
    return flag_top(scores.test, _DEFAULT_SHARE)


def training_quantile(scores: Scores) -> _Flags:
    """Test rows above the percentile of the training scores that leaves a share of 5 % above it.

    It needs no test row and no label but "normal". Of new normal rows it flags about that share,
    as far as the detector scores them like those it was fitted to.
    """
    return scores.test > _percentile(scores.train, FALSE_ALARMS)


def best_f1(scores: Scores) -> _Flags:
    r"""The threshold with the highest F1 that the test labels allow.

    .. math:: \max_t \frac{2\,TP(t)}{k(t) + n_1}

    over every score t that occurs, k(t) rows being at or above it; the highest such t among equals.
    """
    descending = np.argsort(-scores.test, kind="stable")
    values = scores.test[descending]
    # A threshold lies between two different scores: after the last row of each value.
    last = np.flatnonzero(np.append(values[1:] != values[:-1], True))
    hits = np.cumsum(scores.anomalous[descending])[last]
    f1 = 2 * hits / (last + 1 + scores.anomalous.sum())
    highest: np.float64 = values[last[f1.argmax()]]
    return scores.test >= highest


PROTOCOLS = {
    "paper": Protocol("the papers' protocol", held_out, known_share),
    "all_normals": Protocol("all normal rows tested", all_normals, known_share),
    "all_anomalies": Protocol("all anomalies tested", all_anomalies, known_share),
    "true_count": Protocol("all anomalies, true number flagged", all_anomalies, true_count),
    "pooled": Protocol("threshold from training and test", held_out, pooled_share),
    "public_dagmm": Protocol("all anomalies, threshold from both", all_anomalies, pooled_share),
    "default_share": Protocol("a tenth flagged", held_out, default_share),
    "training_quantile": Protocol("threshold from training alone", held_out, training_quantile),
    "best_f1": Protocol("best threshold by test labels", held_out, best_f1),
}
"""Protocols by the name they have in records."""


def judge(
    protocol: Protocol, y: npt.ArrayLike, split: Split, scores: npt.ArrayLike, ratio: float
) -> dict[str, float]:
    """Judge one set of scores under a protocol.

    Parameters
    ----------
    protocol
        One of :data:`PROTOCOLS`, or another :class:`Protocol`.
    y
        True (or 1) for an anomaly, all n rows of the table.
    split
        From `split_halves`; the detector was fitted to ``split.train``.
    scores
        Of all n rows, higher for anomalies.
    ratio
        Share of anomalies in the table, between 0 and 1, for the protocols that flag it.

    Returns
    -------
    dict
        What `threshold_metrics` and `ranking_metrics` give for the protocol's test set, and
        `false_alarm_rate`, the share of its normal rows that are flagged.

    Raises
    ------
    InputError
        Labels that are neither 0 nor 1; scores that are not a vector as long as y, or hold NaN; a
        ratio out of range; or the split of another table.

    Examples
    --------
    F1 and false-alarm rate of the same scores under four protocols:

    >>> import numpy as np
    >>> from rdo.datasets import load
    >>> from rdo.evaluation import PROTOCOLS, judge, split_halves
    >>> data = load("breast_cancer")
    >>> split = split_halves(data.y, seed=0)
    >>> scores = np.abs((data.X - data.X[split.train].mean(0)) / data.X[split.train].std(0)).mean(1)
    >>> for name in ("paper", "all_anomalies", "training_quantile", "best_f1"):
    ...     metrics = judge(PROTOCOLS[name], data.y, split, scores, data.anomaly_ratio)
    ...     print(name, round(metrics["f1"], 2), round(metrics["false_alarm_rate"], 2))
    paper 0.87 0.08
    all_anomalies 0.78 0.03
    training_quantile 0.87 0.1
    best_f1 0.88 0.08
    """
    check_type("protocol", protocol, Protocol, "one of PROTOCOLS, or another Protocol")
    check_type("split", split, Split, "the Split that split_halves returns")
    labels, values = check_labels("y", y), check_scores(scores)
    if values.shape != labels.shape:
        raise InputError(
            f"scores has shape {values.shape} and y {labels.shape}; every row of the table, "
            "training rows too, needs its score"
        )
    ratio = check_number("ratio", ratio, 0, 1, above=True, below=True)
    for name, half in (("train", split.train), ("test", split.test)):
        if half.ndim != 1 or not len(half) or half.dtype.kind not in "iu":
            raise InputError(
                f"split.{name} has shape {half.shape} and type {half.dtype}; give row numbers"
            )
        if half.min() < 0 or half.max() >= len(labels):
            raise InputError(
                f"split.{name} has row {half.min()} to {half.max()}, and y has {len(labels)} rows, "
                "from 0 on; give y's own split"
            )
    rows = protocol.test_rows(labels, split)
    anomalous, tested = labels[rows], values[rows]
    flagged = protocol.flag(Scores(values[split.train], tested, anomalous, ratio))
    return {
        **threshold_metrics(anomalous, flagged),
        "false_alarm_rate": float(flagged[~anomalous].mean()),
        **ranking_metrics(anomalous, tested),
    }


def f1_at(prevalence: npt.ArrayLike, recall: float, false_alarm_rate: float) -> npt.ArrayLike:
    r"""F1 of a fixed threshold as a function of the prevalence of anomalies.

    .. math:: F_1 = \frac{2 \pi t}{\pi (1 + t) + (1 - \pi) f}

    Recall t and false-alarm rate f each concern one class alone, so they do not change with the
    prevalence :math:`\pi`; precision does, and F1 with it. Where a row is flagged by chance,
    t = f and F1 is the harmonic mean of :math:`\pi` and the share flagged.

    Parameters
    ----------
    prevalence
        Share of anomalies among the rows tested, in (0, 1].
    recall
        Share of the anomalies that are flagged.
    false_alarm_rate
        Share of the normal rows that are flagged.

    Returns
    -------
    numpy.ndarray
        Of the shape of ``prevalence``.

    Raises
    ------
    InputError
        If a share is out of its range.

    Examples
    --------
    A detector that finds 90 % of the anomalies at a false-alarm rate of 5 %, where one row in a
    hundred, one in ten, and one in two is an anomaly:

    >>> from rdo.evaluation import f1_at
    >>> f1_at([0.01, 0.1, 0.5], recall=0.9, false_alarm_rate=0.05).round(2)
    array([0.26, 0.77, 0.92])
    """
    share = check_array("prevalence", prevalence, (...,))
    if not ((share > 0) & (share <= 1)).all():
        raise InputError(f"prevalence holds {share.min()} to {share.max()}; give shares in (0, 1]")
    recall = check_number("recall", recall, 0, 1)
    false_alarm_rate = check_number("false_alarm_rate", false_alarm_rate, 0, 1)
    return 2 * share * recall / (share * (1 + recall) + (1 - share) * false_alarm_rate)


def _mixed(split: Split, more: _Rows) -> _Rows:
    """The test half and more rows, in an order that the split decides."""
    # Shuffled, or a tie broken by position would favour the part that comes first.
    return np.random.default_rng(split.test).permutation(np.concatenate([split.test, more]))


def _percentile(scores: npt.NDArray[np.float64], ratio: float) -> np.float64:
    """The score at position (n - 1)(1 - ratio) of the sorted ones, or the next below it.

    The same rows lie above it as above numpy's, which interpolates; but it does not move with the
    scale of the scores, and infinite ones make it no NaN.
    """
    # Exact, as in `count_flagged`.
    position = math.floor((len(scores) - 1) * (1 - Fraction(str(float(ratio)))))
    return np.float64(np.partition(scores, position)[position])
