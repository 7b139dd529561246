"""What each column adds to a row's score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import check_whole
from rdo.compiler import load_compiler
from rdo.detectors.scaling import Scaling
from rdo.detectors.scorer import Scorer, residual_surprise
from rdo.detectors.validation import Table
from rdo.priors import mixture_energy

if TYPE_CHECKING:  # the library needs no matplotlib
    from matplotlib.figure import Figure

__all__ = ["Explanation", "explain_scores"]

Floats = npt.NDArray[np.float64]

_POINTS = 64  # of the path from a typical row
_LEAST_SHOWN = 1e-3  # of both bars of a column together, relative to the largest
_CELLS = 2**21  # of rows on the path in memory at once


@dataclass(frozen=True)
class Explanation:
    r"""Each row's score as a sum over columns, ``score = residual.sum(1) + latent.sum(1)``.

    .. math::
        c_j = (x_j - b_j) \int_0^1 \frac{\partial s}{\partial x_j}
            \left(b + t (x - b)\right) dt

    (Integrated gradients, Sundararajan et al. 2017, in scaled columns.) Each row x has a start b of
    its own: of up to 512 training rows, all from the more normal half, the one most like x, by the
    sum of absolute differences. So a column in which x is as usual contributes little, and the path
    from b to x is short: it does not cross from one level of a category to another unless no
    typical row has the level that x has. The gradient has two parts: through the latent in the
    energy, and through all that tells how the reconstruction misses the row, by columns and in the
    energy. The integral is a sum over 64 points; what it misses of the score, and the score of b
    itself, is spread over the contributions in proportion to their sizes, so that they add up.

    A negative contribution says that the column's value, as it enters this model, makes the row
    less normal than b along the straight path between them. It does not say what
    caused the value, nor by how much the score would change if that value alone were put right:
    columns act together, and the path may cross regions where no row was seen. The residual part
    of a column that was constant in training is what a new value in it costs.
    """

    residual: Floats
    """``(B, M)``"""
    latent: Floats
    """``(B, M)``"""
    score: Floats
    """As ``score_samples``, ``(B,)``."""
    columns: tuple[str, ...]
    """Names of the M columns."""

    def plot(self, row: int = 0, *, most: int = 15) -> "Figure":
        """What each column adds to one row's score, as bars, the largest on top.

        Columns whose two bars have less than a thousandth of the largest column's are left out.

        Parameters
        ----------
        row
            Which of the B rows.
        most
            Columns shown at most.

        Raises
        ------
        InputError
            If there is no such row.
        ImportError
            If matplotlib is not installed.
        """
        check_whole("row", row, 0, len(self.score) - 1)
        check_whole("most", most, 1)
        try:
            import matplotlib.pyplot as plt
        except ImportError as error:
            raise ImportError("plot needs matplotlib: pip install matplotlib.") from error
        total = self.residual[row] + self.latent[row]
        sizes = np.abs(self.residual[row]) + np.abs(self.latent[row])
        shown = np.argsort(-np.abs(total), kind="stable")
        shown = shown[sizes[shown] >= _LEAST_SHOWN * sizes.max()][:most][::-1]
        figure, axes = plt.subplots(figsize=(6, 1 + 0.3 * len(shown)), layout="constrained")
        at = np.arange(len(shown))
        axes.barh(at + 0.2, self.residual[row, shown], 0.4, label="residual")
        axes.barh(at - 0.2, self.latent[row, shown], 0.4, label="latent")
        axes.set_yticks(at, [self.columns[k] for k in shown])
        axes.axvline(0, color="0.5", linewidth=0.8)
        axes.set_xlabel(f"contribution to the score, {self.score[row]:.3g}")
        axes.legend()
        return figure


def explain_scores(
    scorer: Scorer,
    scaling: Scaling,
    table: Table,
    scores: Floats,
    penalty: float,
    names: Sequence[str],
) -> Explanation:
    """The explanation of rows whose scores are known.

    Parameters
    ----------
    scorer, scaling, penalty
        Of the fitted detector.
    table
        Rows, ``(B, M)``.
    scores
        Theirs, ``(B,)``.
    names
        Of the M columns.
    """
    x = scaling.apply(table)
    n_points = max(1, _CELLS // (_POINTS * x.shape[1]))
    with torch.inference_mode(False):  # under which nothing has a slope
        blocks = [
            _integrated(scorer, x[start : start + n_points]) for start in range(0, len(x), n_points)
        ]
    parts = np.concatenate(blocks, axis=1)  # (2, B, M')
    fixed = penalty * scaling.changed(table)
    missing = scores + fixed.sum(1) - parts.sum((0, 2))
    sizes = np.abs(parts)
    total = sizes.sum((0, 2))
    even = np.full_like(sizes, 1 / (2 * x.shape[1]))
    shares = np.where((total > 0)[:, None], sizes / np.where(total > 0, total, 1)[:, None], even)
    parts = parts + shares * missing[:, None]
    full = np.zeros((2, *table.values.shape))
    full[:, :, scaling.columns] = parts
    full[0][:, scaling.constant] -= fixed
    latent, residual = full[1], full[0]
    return Explanation(residual, latent, scores, tuple(names))


def _integrated(scorer: Scorer, x: Floats) -> Floats:
    """Integrated gradients of the score, through residual and latent: ``(2, B, M')``."""
    load_compiler()
    device = scorer.ensemble.device
    rows = torch.from_numpy(np.ascontiguousarray(x)).to(device)
    nearest = torch.cdist(rows, scorer.typical, p=1).argmin(1)
    start = scorer.typical[nearest]
    step = rows - start
    times = (torch.arange(_POINTS, dtype=torch.float64, device=device) + 0.5) / _POINTS
    path = (start + times[:, None, None] * step).flatten(0, 1)
    encode, decode, features = map(scorer.ensemble.method, ("encode", "decode", "features"))
    n_latent = int(scorer.ensemble.template.n_latent)  # type: ignore[arg-type]
    total = torch.zeros(2, *rows.shape, dtype=torch.float64, device=device)
    for parameters, buffers, mixture, residual, spread in scorer.replicas():
        with torch.enable_grad():
            path.requires_grad_()
            z = encode(parameters, buffers, path)
            x_hat = decode(parameters, buffers, z)
            seen: Tensor = features(parameters, buffers, path, z, x_hat)
            energy = mixture_energy(seen, mixture).sum()
            (slope,) = torch.autograd.grad(energy, seen, retain_graph=True)
            whole = energy + residual_surprise(path, x_hat, residual).sum()
            (both,) = torch.autograd.grad(whole, path, retain_graph=True)
            (latent,) = torch.autograd.grad(z, path, slope[:, :n_latent])
            for k, part in enumerate((both - latent, latent)):
                total[k] -= part.unflatten(0, (_POINTS, -1)).mean(0) * step / spread
    result: Floats = (total / len(scorer.ensemble)).cpu().numpy()
    return result
