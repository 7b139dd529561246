"""Part ``gaussian``: linear networks, whose axes are held against those of PCA."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.linalg import subspace_angles
from torch import Tensor

from rdo.models import Architecture, RaDOGAGA, RateDistortion
from rdo.theory import LinearPCA
from rdo.training import Ensemble
from replication.continuous_pca.config import StraightNetworks
from replication.continuous_pca.replicas import BOTH, factorised, gram_deviation, of_both
from replication.kit import Outcome, Run
from replication.kit.grid import train_in_stages
from replication.ledger import Arm, Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_ROWS = 4_096


def measure(config: StraightNetworks, run: Run) -> Outcome:
    r"""Train linear networks from six dimensions to three, under two priors and both h.

    Every arm holds, for each seed, in degrees the largest ``subspace_angle`` between the decoder's
    image and the span of the first three principal axes; the largest ``axis_angle`` between the
    decoder's column of the latent with the i-th largest variance and the i-th principal axis; the
    ``gram_deviation``, the size of :math:`G - I` per dimension; and the ``correlation``, the
    largest size of one between two latents.

    ``factorised_d`` and ``factorised_log`` also hold the ``variance_error``, the largest relative
    error of the latents' variances against :class:`rdo.theory.LinearPCA`; and by how much a row of
    the encoder misses the column of the decoder, relatively and at most, as printed in
    ``rows_printed_error`` and times :math:`2 \lambda_2 \sigma^2 u_i`, the share kept, in
    ``rows_error``. ``wide_d`` and ``wide_log`` have as many latents as dimensions, and hold the
    ``energy_share`` of the three widest in the latent's variance alone. ``gaussian_d`` and
    ``gaussian_log``, the control, have one Gaussian with full covariance, fitted to each batch, as
    their prior: it has no axes of its own.

    The arrays hold the latent variances, largest first, ``(R, 3)``, those of the theory, and
    the size of the cosine of each latent's axis with each principal axis, ``(R, 3, 6)``.
    """
    rows, axes = _data(config.variances)
    arms: dict[str, Arm] = {}
    theory = LinearPCA(config.lambda1, config.lambda2, config.variances, config.n_latent)
    arrays = {f"theory_{h}": theory.latent_variances(h) for h in BOTH}
    arrays["variances"] = np.array(config.variances)
    m, n = len(config.variances), config.n_latent
    builds: dict[str, Callable[..., RateDistortion]] = {
        "factorised": factorised(m, (), n),
        "wide": factorised(m, (), m),
        "gaussian": partial(RaDOGAGA, Architecture(m, (), n, n_components=1)),
    }
    for name, build in builds.items():
        replicas = of_both(build, config, run, rows)
        label = f"{name}, {len(replicas.seeds)} replicas"
        history = train_in_stages(run, *replicas, config, gauge=True, label=label, stage=name)
        share = replace(history, seconds=history.seconds / len(BOTH))
        for k, h in enumerate(BOTH):
            own = slice(k, None, len(BOTH))
            members, x = replicas.ensemble.subset(own), replicas.x[own]
            if name == "wide":
                metrics = {"energy_share": _energy_share(members, x, n)}
            else:
                metrics, order, found = _axes(members, x, axes)
                arrays |= {f"{name}_{h}_{key}": values for key, values in found.items()}
            if name == "factorised":
                over = found["variances"] / arrays[f"theory_{h}"]
                scale = 2 * config.lambda2 / 12 * theory.kept(h)
                metrics["variance_error"] = np.abs(over - 1).max(1)
                metrics["rows_error"] = _rows_error(members, order, scale)
                metrics["rows_printed_error"] = _rows_error(members, order, np.ones_like(scale))
            prior = "gaussian" if name == "gaussian" else "factorised"
            settings = {"h": h, "prior": prior, "n_latent": members.template.n_latent}
            arms[f"{name}_{h}"] = run.arm(metrics, share, settings)
    return Outcome(arms, Data.of(run.part, rows), arrays, {"sigma2": 1 / 12, "hidden": []})


def _data(variances: tuple[float, ...]) -> tuple[_Floats, _Floats]:
    """Gaussian rows whose covariance is exact, ``(n, M)``, and its axes as columns, ``(M, M)``."""
    rng = np.random.default_rng(0)
    t = rng.normal(size=(_ROWS, len(variances)))
    t -= t.mean(0)
    t = np.linalg.solve(np.linalg.cholesky(t.T @ t / _ROWS), t.T).T
    axes = np.linalg.qr(rng.normal(size=(len(variances),) * 2))[0]
    return t * np.sqrt(variances) @ axes.T, axes


def _axes(
    ensemble: Ensemble, x: Tensor, axes: _Floats
) -> tuple[dict[str, _Floats], npt.NDArray[np.int64], dict[str, _Floats]]:
    """The metrics of every replica; its latents in order, the widest first; and their arrays.

    These are their variances, ``(R, N)``, and the size of the cosine of the decoder's columns with
    the principal axes, ``(R, N, M)``.
    """
    z = ensemble.map("encode", x).double().cpu().numpy()
    gram = ensemble.map("gram", x[:, :1]).double().cpu().numpy()[:, 0]
    columns = ensemble.named()["decoder.layers.0.weight"].double().cpu().numpy()  # (R, M, N)
    n, variances = z.shape[-1], z.var(1)
    order = np.argsort(-variances, axis=1)
    columns = np.take_along_axis(columns, order[:, None], axis=2)
    unit = columns / np.linalg.norm(columns, axis=1, keepdims=True)
    cosines = np.abs(unit.transpose(0, 2, 1) @ axes).clip(max=1)
    along = np.diagonal(cosines, axis1=1, axis2=2)
    metrics = {
        "subspace_angle": np.degrees([subspace_angles(c, axes[:, :n]).max() for c in columns]),
        "axis_angle": np.degrees(np.arccos(along)).max(1),
        "gram_deviation": gram_deviation(gram),
        "correlation": np.array([np.abs(np.triu(np.corrcoef(one.T), 1)).max() for one in z]),
    }
    variances = np.take_along_axis(variances, order, axis=1)
    return metrics, order, {"variances": variances, "cosines": cosines}


def _rows_error(ensemble: Ensemble, order: npt.NDArray[np.int64], scale: _Floats) -> _Floats:
    """The largest relative distance of the encoder's rows from the decoder's columns, scaled."""
    named = ensemble.named()
    rows = named["encoder.layers.0.weight"].double().cpu().numpy()  # (R, N, M)
    columns = named["decoder.layers.0.weight"].double().cpu().numpy().transpose(0, 2, 1)
    rows, columns = (np.take_along_axis(one, order[..., None], 1) for one in (rows, columns))
    missed = np.linalg.norm(rows - scale[:, None] * columns, axis=2)
    return np.asarray((missed / np.linalg.norm(rows, axis=2)).max(1))


def _energy_share(ensemble: Ensemble, x: Tensor, n: int) -> _Floats:
    """The share that the n widest latents have in the variance of all."""
    z = ensemble.map("encode", x).double().cpu().numpy()
    variances = np.sort(z.var(1), axis=1)
    return np.asarray(variances[:, -n:].sum(1) / variances.sum(1))
