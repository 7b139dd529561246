"""Between which values a metric lies whatever is measured, where its name says so."""

__all__ = ["range_of"]

_SHARES = (
    "accuracy",
    "auc",
    "average_precision",
    "captured",
    "caught",
    "f1",
    "precision",
    "prevalence",
    "recall",
    "roc_auc",
)
_CORRELATIONS = ("correlation", "em_correlation", "tendency")


def range_of(metric: str, *, minus: bool = False) -> tuple[float, float] | None:
    """Least and largest value of a metric, or of a difference of two; None if it may be any.

    Examples
    --------
    >>> range_of("f1"), range_of("f1", minus=True), range_of("correlation"), range_of("error")
    ((0.0, 1.0), (-1.0, 1.0), (-1.0, 1.0), None)
    """
    if metric in _SHARES or metric.startswith("auc_"):
        low = 0.0
    elif metric in _CORRELATIONS:
        low = -1.0
    else:
        return None
    return (low - 1.0, 1.0 - low) if minus else (low, 1.0)
