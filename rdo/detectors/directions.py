r"""Principal directions of scaled rows: how many a latent needs, and which a weight would lose."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Directions"]

Floats = npt.NDArray[np.float64]

_WORTH_KEEPING = 0.99  # share of the variance
_ROWS = 2_000  # at most, so that neither rows nor columns cost much
_NAMED = 3
_UNIT = 1 / 36  # variance of a column of normal values, as :mod:`rdo.detectors.scaling` has them


@dataclass(frozen=True)
class Directions:
    """The principal directions that hold 99 % of the variance together; see :meth:`of`."""

    variances: Floats
    """Of each, falling, ``(k,)``."""
    share: Floats
    """The same over the total variance, ``(k,)``."""
    loadings: npt.NDArray[np.int64]
    """The column with the largest weight in each, ``(k,)``."""
    total: float
    """Variance in all directions, positive."""

    @classmethod
    def of(cls, x: Floats) -> "Directions":
        """The directions of rows ``(n, M)``, of which evenly spaced ones are taken if many.

        Rows may be all alike though those that they were drawn from are not. They then have one
        direction, with the variance that columns are scaled to.

        Examples
        --------
        >>> import numpy as np
        >>> from rdo.detectors.directions import Directions
        >>> found = Directions.of(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [2.0, 1.0]]))
        >>> found.variances.round(6).tolist(), found.loadings.tolist()
        ([1.0, 0.25], [0, 1])
        """
        total = float(x.var(0).sum())
        x = x[:: -(-len(x) // _ROWS)]
        _, roots, axes = np.linalg.svd(x - x.mean(0), full_matrices=False)
        variances = roots**2 / len(x)
        if not (total > 0 and variances.sum() > 0):
            one = np.array([_UNIT])
            return cls(one, np.ones(1), np.zeros(1, dtype=np.int64), _UNIT * x.shape[1])
        share = variances / variances.sum()
        kept = 1 + int(np.searchsorted(np.cumsum(share), _WORTH_KEEPING * (1 - 1e-12)))
        return cls(variances[:kept], share[:kept], np.abs(axes[:kept]).argmax(1), total)

    def described(self, chosen: npt.NDArray[np.bool_], names: Sequence[str]) -> str:
        """Some of the directions by their columns and shares of the variance, the largest first."""
        numbers = np.flatnonzero(chosen)
        told = [
            f"{names[self.loadings[k]]}, {100 * self.share[k]:.2g} %"
            for k in numbers[:_NAMED].tolist()
        ]
        more = len(numbers) - _NAMED
        return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
