"""Starts of training: a warm-up on the reconstruction term, and the gauge-fixed start.

Neither paper states its initialisation. Glorot's weights make the latent some hundred times
smaller than RaDOGAGA's Eq. 10 says. An invertible linear map of the latent changes no
reconstruction if the decoder undoes it, so it can be chosen before training: :func:`fix_gauge`.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from rdo.checks import check_tensor, check_type
from rdo.errors import InputError
from rdo.models import RateDistortion
from rdo.nn import MLP
from rdo.training.checkpoints import Checkpoints
from rdo.training.engine import fit
from rdo.training.ensemble import Ensemble
from rdo.training.history import History
from rdo.training.schedule import Schedule

__all__ = ["fix_gauge", "gauge_fixed_start", "warmed_up_start"]

_ROWS_FOR_GRAM = 2048
_FLOOR = 1e-6  # smallest eigenvalue of the mean Gram kept, relative to the largest


def _root(gram: Tensor) -> tuple[Tensor, Tensor]:
    """The symmetric root of a Gram matrix and its inverse, eigenvalues clamped from below."""
    values, vectors = torch.linalg.eigh(gram)
    # The second floor is for a decoder that ignores its latent altogether.
    root = values.clamp_min(_FLOOR * values[..., -1:]).clamp_min(1e-30).sqrt()
    left = vectors * root[..., None, :]
    inverse = vectors / root[..., None, :]
    return left @ vectors.mT, inverse @ vectors.mT


def fix_gauge(ensemble: Ensemble, x: Tensor) -> None:
    r"""Fix the gauge: change each latent linearly so that Eq. 10 holds on average.

    The *gauge* is the freedom to map the latent by any invertible matrix A and undo that in the
    decoder: no reconstruction changes. It is fixed by

    .. math::
        G = \mathrm{mean}_x\, 2 \lambda_2 \sigma^2 J^T J, \quad A = G^{1/2}, \quad
        z \leftarrow A z

    The encoder's last layer is multiplied by A and the decoder's first by its inverse; the Gram
    matrix becomes :math:`A^{-T} G A^{-1} = I`. An eigenvalue of G below a millionth of the largest,
    as of a direction that the decoder ignores, counts as that millionth.

    Parameters
    ----------
    ensemble
        Replicas of RaDOGAGA, changed in place.
    x
        Rows to average over, ``(R, B, M)``.

    Raises
    ------
    InputError
        If the model is not RaDOGAGA on networks of :func:`rdo.nn.mlp_pair`; or a mean Gram matrix
        has a negative eigenvalue, as of a metric that is no distance, or is not finite.
    """
    encoder_network = _encoder(ensemble)
    check_tensor("x", x, (len(ensemble), "B", "M"))
    gram = ensemble.map("gram", x).double().mean(1)
    if not gram.isfinite().all():
        raise InputError("x: the mean of G is not finite; give finite rows, and finite weights.")
    least = torch.linalg.eigvalsh(gram)
    if (least[:, 0] < -_FLOOR * least[:, -1].abs()).any():
        raise InputError(
            f"metric: the mean of G has the eigenvalue {float(least.min()):g}; give a distortion "
            "whose quadratic form is nowhere negative."
        )
    change, inverse = (a.to(ensemble.parameters.dtype) for a in _root(gram))
    named = ensemble.named()
    last = len(encoder_network.linear) - 1
    encoder, decoder = f"encoder.layers.{last}", "decoder.layers.0"
    named[f"{encoder}.weight"] = change @ named[f"{encoder}.weight"]
    named[f"{encoder}.bias"] = (change @ named[f"{encoder}.bias"][..., None])[..., 0]
    named[f"{decoder}.weight"] = named[f"{decoder}.weight"] @ inverse
    ensemble.parameters = ensemble.flatten(named)


def _encoder(ensemble: Ensemble) -> MLP:
    """The encoder of RaDOGAGA, if the gauge of its latent can be fixed."""
    model = check_type("ensemble", ensemble, Ensemble, "an Ensemble").template
    if not isinstance(model, RateDistortion):
        raise InputError(
            f"ensemble of {type(model).__name__}: Eq. 10 sets the scale of RaDOGAGA's latent alone."
        )
    encoder, decoder = model.encoder, model.decoder
    if not (isinstance(encoder, MLP) and isinstance(decoder, MLP)):
        raise InputError(
            f"ensemble with {type(encoder).__name__}: give networks of rdo.nn.mlp_pair, whose "
            "layers on both sides of the latent are linear."
        )
    return encoder


def warmed_up_start(
    ensemble: Ensemble,
    data: Tensor,
    rows: np.ndarray,
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    label: str = "warm-up",
    checkpoints: Checkpoints | None = None,
) -> History:
    """Train for reconstruction alone.

    Parameters
    ----------
    ensemble
        Replicas with a ``reconstruction`` term in their loss, changed in place.
    data, rows, seeds
        As for :func:`rdo.training.fit`.
    schedule
        Of the warm-up; about 1,000 steps do.
    label
        Text beside the progress bar.
    checkpoints
        Where the warm-up is saved and resumed.

    Raises
    ------
    InputError
        As :func:`rdo.training.fit` does; or if the loss has no such term.
    """
    return fit(
        ensemble,
        data,
        rows,
        seeds,
        schedule,
        stage="warm-up",
        terms=("reconstruction",),
        label=label,
        checkpoints=checkpoints,
    )


def gauge_fixed_start(
    ensemble: Ensemble,
    data: Tensor,
    rows: np.ndarray,
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    label: str = "gauge-fixed start",
    checkpoints: Checkpoints | None = None,
) -> History:
    """Train for reconstruction alone, then :func:`fix_gauge` on at most 2,048 rows per replica.

    Parameters
    ----------
    ensemble
        Replicas of RaDOGAGA at Glorot's start, changed in place.
    data, rows, seeds, schedule, label, checkpoints
        As for :func:`warmed_up_start`.

    Raises
    ------
    InputError
        As :func:`warmed_up_start` and :func:`fix_gauge` do.
    """
    _encoder(ensemble)
    warm_up = warmed_up_start(
        ensemble, data, rows, seeds, schedule, label=label, checkpoints=checkpoints
    )
    own = torch.as_tensor(rows, dtype=torch.int64)
    some = own[:, :: -(-own.shape[1] // _ROWS_FOR_GRAM)]  # evenly spaced: a table may be sorted
    fix_gauge(ensemble, data.to(ensemble.parameters)[some.to(ensemble.device)])
    return warm_up
