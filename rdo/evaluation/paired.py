"""Whether one method beats another on the same splits and seeds."""

import numpy as np
import numpy.typing as npt
from scipy.stats import wilcoxon

from rdo.checks import as_array
from rdo.errors import InputError

__all__ = ["paired_p_value"]


def paired_p_value(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    r"""Return the p-value of the one-sided signed-rank test that a exceeds b.

    .. math::
        W^+ = \sum_{i:\, a_i > b_i} \mathrm{rank}(|a_i - b_i|), \qquad
        p = \Pr(W^+ \ge w^+ \mid \text{signs of } a - b \text{ are coin tosses})

    Wilcoxon's test rather than Student's: scores of a few seeds are skewed and sometimes split in
    two groups (a stuck mixture), while their order under the null hypothesis is free of any shape.
    F1 takes few values, so equal pairs do occur. They keep their place in the ranking, half of
    it to either side (`zsplit`): of scipy's treatments the one whose normal approximation, used
    for more than 13 pairs with ties, stays nearest to the exact probability.

    Parameters
    ----------
    a, b
        Scores of the two methods, shape (n,), the i-th of each from the same seed. Pairs with NaN
        or an infinity in either, runs that diverged, are left out.

    Returns
    -------
    float
        1 if every pair is equal; NaN if no pair is left, as there is nothing to test.

    Raises
    ------
    InputError
        The two are not vectors of one length.

    Examples
    --------
    Higher on each of ten seeds, of probability :math:`2^{-10}` under the null hypothesis:

    >>> import numpy as np
    >>> from rdo.evaluation import paired_p_value
    >>> rng = np.random.default_rng(0)
    >>> b = rng.random(10)
    >>> round(paired_p_value(b + 0.1 * rng.random(10), b), 4), paired_p_value(b, b)
    (0.001, 1.0)
    """
    first, second = (as_array(k, v).astype(np.float64) for k, v in (("a", a), ("b", b)))
    if first.ndim != 1 or first.shape != second.shape:
        raise InputError(
            f"a has shape {first.shape} and b {second.shape}; they must be vectors of one length, "
            "paired by seed"
        )
    usable = np.isfinite(first) & np.isfinite(second)
    if not usable.any():
        return float("nan")
    first, second = first[usable], second[usable]
    if max(np.abs(first).max(), np.abs(second).max()) > 1e300:  # ranks are free of the unit
        first, second = first / 4, second / 4
    difference = first - second
    if not difference.any():
        return 1.0
    return float(wilcoxon(difference, alternative="greater", zero_method="zsplit").pvalue)
