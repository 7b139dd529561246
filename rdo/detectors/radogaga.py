"""The detector that trains RaDOGAGA."""

import warnings
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import check_choice, check_weight
from rdo.detectors.base import MixtureDetector, Weights
from rdo.detectors.directions import Directions
from rdo.models import Architecture, MixtureAutoencoder, RaDOGAGA
from rdo.priors import Mixture
from rdo.training import (
    Ensemble,
    History,
    Schedule,
    fix_gauge,
    gauge_fixed_start,
    warmed_up_start,
)

__all__ = ["RaDOGAGADetector"]

Floats = npt.NDArray[np.float64]

_CONDITION = 2.0  # of Appendix D: lambda1 times the variance of a direction, at least
_MARGIN = 5.0  # times that; the reconstruction then keeps 95 % of the least direction
_LOG_WEIGHT = 100.0  # without a unit; that of most rows of Table 2
_GAUGE_NUMBERS, _GAUGE_ROWS, _GAUGE_LEAST = 2**28, 2048, 32
_NOISE = 0.01  # variance of the latent noise in the data's space, over that of a latent


def _gauge_fixed(
    ensemble: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    label: str,
) -> History:
    """As :func:`rdo.training.gauge_fixed_start`, on fewer rows where the decoder is wide.

    Every row's Jacobian takes a copy of the decoder's last layer for each latent.
    """
    model: Any = ensemble.template
    copy = model.n_latent * model.decoder.linear[-1].weight.numel()
    fits = _GAUGE_NUMBERS // (len(ensemble) * copy)
    if fits >= _GAUGE_ROWS:
        return gauge_fixed_start(ensemble, data, rows, seeds, schedule, label=label)
    history = warmed_up_start(ensemble, data, rows, seeds, schedule, label=label)
    some = data[:: -(-len(data) // max(_GAUGE_LEAST, fits))]
    fix_gauge(ensemble, some.expand(len(ensemble), *some.shape))
    return history


class RaDOGAGADetector(MixtureDetector):
    r"""Outlier detector that trains RaDOGAGA: rate-distortion optimisation of an autoencoder.

    .. math::
        L = -\log P_{z,\psi}(z) + \lambda_1 h(D(x, \hat x)) + \lambda_2 D(\hat x, \breve x)

    (Eq. 5 of the RaDOGAGA paper.) The score falls with a row's energy under the mixture of
    the training rows' features (Eqs. 18 to 20), and with each column's residual: see
    :meth:`score_samples`. Rows should be normal, for the most part; no label is used.

    What is None is chosen from the table, after its columns are scaled as
    :mod:`rdo.detectors.scaling` says. With :math:`\sigma_i^2` the variances along the principal
    directions and S their sum,

    .. math::
        \lambda_1 = 10 / \sigma_k^2 \;\text{ for } h(d) = d, \quad 100 \;\text{ for } \log d,
        \qquad \lambda_2 = 50\, N / S

    k is the last of the directions that hold 99 % of S. Appendix D has a solution for
    :math:`h(d) = d` only where :math:`\lambda_1 \sigma_i^2 \ge 2`; here all k have, five times
    over. A logarithm has no unit, and so has its weight. The latent noise then has a hundredth of
    the variance that a latent has on average, :math:`1 / (2 \lambda_2) = 0.01\, S / N`.

    Parameters
    ----------
    h
        ``"d"`` or ``"log"``.
    lambda1, lambda2
        Weights of the reconstruction and of the scaling term, for columns in [0, 1]; None: chosen.
    n_latent, hidden, n_components
        Latents, widths of the hidden layers from column to latent, components of the mixture; None:
        chosen from the shape of the table, see :mod:`rdo.detectors.shape`.
    n_replicas
        Networks that are trained. Those whose held-out loss is near the best are kept.
    max_steps
        Steps of the optimiser at most, after a start of half as many (at most 1,000).
    batch_size
        Rows of a step, or all that there are.
    learning_rate
        Of Adam.
    validation_fraction
        Share of the training rows that are held out, for their loss to say when to stop.
    patience
        Steps after which training stops if no replica's held-out loss fell. From 2,000 on the
        steps are compiled.
    contamination
        Share of the training rows that are flagged at most, in [0, 0.5]; fewer only where rows tie.
        0 says that they are clean: none is. ``"auto"`` is 0.05. Of new normal rows more are
        flagged, the more so the fewer rows there were for the columns, for networks fit what they
        see: ``report_.held_out_flagged``.
    random_state
        A seed, or numpy's RandomState. None: other networks each time; numpy's global generator is
        neither asked nor moved.
    device
        ``"cpu"``, ``"cuda"``, or ``"auto"``: the GPU where there is one.
    verbose
        Whether progress bars are shown on a terminal.

    Attributes
    ----------
    n_features_in_ : int
        Columns seen by ``fit``.
    feature_names_in_ : ndarray
        Their names, if all are texts.
    offset_ : float
        Scores below it are flagged.
    penalty_ : float
        What a new value in a column that was constant takes off a score.
    training_scores_ : ndarray
        What ``score_samples`` says of the training rows.
    labels_ : ndarray
        What ``predict`` says of them.
    n_iter_ : int
        Steps that were trained.
    history_ : dict
        Losses along the way.
    losses_ : ndarray
        Each replica's least held-out loss.
    kept_ : ndarray
        Whether that was near enough to the best for the replica to score.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.detectors import RaDOGAGADetector
    >>> X = np.random.default_rng(0).normal(size=(200, 3))
    >>> detector = RaDOGAGADetector(n_replicas=2, max_steps=50, random_state=0).fit(X)
    >>> detector.predict([[0.0, 0.0, 0.0], [9.0, -9.0, 9.0]]).tolist()
    [1, -1]
    """

    _start = staticmethod(_gauge_fixed)

    def __init__(
        self,
        *,
        h: Literal["d", "log"] = "log",
        lambda1: float | None = None,
        lambda2: float | None = None,
        n_latent: int | None = None,
        hidden: tuple[int, ...] | None = None,
        n_components: int | None = None,
        n_replicas: int = 3,
        max_steps: int = 1_000,
        batch_size: int = 512,
        learning_rate: float = 2e-3,
        validation_fraction: float = 0.1,
        patience: int = 250,
        contamination: float | Literal["auto"] = "auto",
        random_state: Any = None,
        device: str = "auto",
        verbose: bool = False,
    ) -> None:
        self.h = h
        self.lambda1 = lambda1
        self.lambda2 = lambda2
        super().__init__(
            n_latent=n_latent,
            hidden=hidden,
            n_components=n_components,
            n_replicas=n_replicas,
            max_steps=max_steps,
            batch_size=batch_size,
            learning_rate=learning_rate,
            validation_fraction=validation_fraction,
            patience=patience,
            contamination=contamination,
            random_state=random_state,
            device=device,
            verbose=verbose,
        )

    def _check_own(self) -> None:
        check_choice("h", self.h, ("d", "log"))
        for name in ("lambda1", "lambda2"):
            if getattr(self, name) is not None:
                check_weight(name, getattr(self, name))

    def _choose_weights(self, directions: Directions, architecture: Architecture) -> Weights:
        """lambda1 and lambda2, given or chosen from the training rows' directions."""
        lambda1, lambda2 = self.lambda1, self.lambda2
        if lambda2 is None:
            lambda2 = architecture.n_latent / (2 * _NOISE * directions.total)
        if lambda1 is None:
            least = 1.0 if self.h == "log" else directions.variances[-1]
            lambda1 = _LOG_WEIGHT if self.h == "log" else _MARGIN * _CONDITION / least
        return float(lambda1), float(lambda2)

    def _build(self, architecture: Architecture, weights: Weights) -> MixtureAutoencoder:
        lambda1, lambda2 = weights
        return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h=self.h)

    def _held_out_loss(
        self, ensemble: Ensemble, mixture: Mixture, x: Tensor, uniform: Tensor
    ) -> Tensor:
        """Eq. 5 of held-out rows, the rate under the mixture of training rows: ``(R,)``."""
        z = ensemble.map("encode", x)
        x_hat = ensemble.map("decode", z)
        x_breve = ensemble.map("decode", z + ensemble.map("epsilon", uniform))
        rate = ensemble.map("energy", x, mixture).mean(1)
        reconstruction = ensemble.map("scaled", ensemble.map("distortion", x, x_hat)).mean(1)
        scaling = ensemble.map("distortion", x_hat, x_breve).mean(1)
        weighted: Tensor = (
            ensemble.buffers["lambda1"] * reconstruction + ensemble.buffers["lambda2"] * scaling
        )
        return torch.as_tensor(rate + weighted)

    def _check_condition(self, directions: Directions, names: list[str], weights: Weights) -> str:
        """What lambda1 loses, in words; warns where a given one loses some."""
        if self.h == "log":
            return ""  # Appendix D has no condition on lambda1 then
        lost = weights[0] * directions.variances < _CONDITION
        if not lost.any():
            return (
                f"lambda1: by itself it loses none of {len(lost)} principal directions (RaDOGAGA, "
                "Appendix D)"
            )
        told = directions.described(lost, names)
        needed = _CONDITION / directions.variances[-1]
        warnings.warn(
            f"lambda1={weights[0]:g} is too small for h(d) = d to keep "
            f"{int(lost.sum())} of {len(lost)} principal directions ({told}): give at least "
            f"{needed:.3g}, or None (RaDOGAGA, Appendix D).",
            stacklevel=3,
        )
        return (
            f"lambda1: too small to keep {int(lost.sum())} of {len(lost)} principal directions, "
            f"{told} (RaDOGAGA, Appendix D)"
        )
