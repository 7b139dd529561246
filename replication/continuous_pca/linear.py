"""Continuous PCA with straight lines: RaDOGAGA's axes against those of PCA, on Gaussian data."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from scipy.linalg import subspace_angles
from torch import Tensor

from rdo.models import Architecture, FactorisedRaDOGAGA, RaDOGAGA, RateDistortion
from rdo.theory import H, LinearPCA
from rdo.training import Ensemble
from rdo.training.draws import glorot_generator
from replication.kit.grid import Measured, Plan, replica_seeds, train_and_settle
from replication.kit.record import arm
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["VARIANCES", "gram_deviation", "measure"]

_Floats = npt.NDArray[np.float64]

VARIANCES = (1.0, 0.5, 0.25, 0.02, 0.01, 0.005)
"""Of the data along its principal axes: three to keep, three to discard."""

_N_LATENT = 3
_LAMBDA1 = 20.0  # the third axis is at 5, where h(d) = d keeps nine tenths of it
_LAMBDA2 = 100.0
_ROWS = 4_096
_BOTH: tuple[H, ...] = ("d", "log")
_METRICS = ("subspace_angle", "axis_angle", "gram_deviation", "correlation")
_ARMS = {
    "factorised": ("factorised", _N_LATENT),
    "wide": ("factorised", len(VARIANCES)),
    "gaussian": ("gaussian", _N_LATENT),
}
"""Prior and latent dimension by the name of the arms."""


def measure(seeds: Sequence[int], plan: Plan, device: str, keep: Keep | None) -> Measured:
    r"""Train straight networks from six dimensions to three, under two priors and both h.

    Every arm holds, for each seed, in degrees the largest ``subspace_angle`` between the decoder's
    image and the span of the first three principal axes; the largest ``axis_angle`` between the
    decoder's column of the latent with the i-th largest variance and the i-th principal axis; the
    ``gram_deviation``, the root mean square of :math:`G - I` a dimension; and the ``correlation``,
    the largest size of one between two latents.

    ``factorised_d`` and ``factorised_log`` also hold the ``variance_error``, the largest relative
    error of the latents' variances against :class:`rdo.theory.LinearPCA`; and by how much a row of
    the encoder misses the column of the decoder, relatively and at most, as printed in
    ``rows_printed_error`` and times :math:`2 \lambda_2 \sigma^2 u_i`, the share kept, in
    ``rows_error``. ``wide_d`` and ``wide_log`` have as many latents as dimensions, and hold the
    ``energy_share`` of the three widest in the latent's variance alone. ``gaussian_d`` and
    ``gaussian_log``, the control, have one Gaussian with full covariance, fitted to each batch, as
    their prior: it has no axes of its own.

    The arrays hold the latent variances, largest first, ``(seeds, 3)``, those of the theory, and
    the size of the cosine of each latent's axis with each principal axis, ``(seeds, 3, 6)``.

    Parameters
    ----------
    seeds
        Seeds of the record.
    plan
        How the replicas are trained.
    device, keep
        As for :func:`replication.continuous_pca.run.run`.
    """
    rows, axes = _data()
    arms: dict[str, Arm] = {}
    arrays: dict[str, npt.NDArray[np.generic]] = {"variances": np.array(VARIANCES)}
    for name, (prior, n_latent) in _ARMS.items():
        models = []
        for seed in seeds:
            for h in _BOTH:
                model = _build(prior, n_latent, h)
                model.reset_parameters(glorot_generator(seed))
                models.append(model)
        ensemble = Ensemble(models, device)
        data = torch.from_numpy(rows).float()
        every = np.tile(np.arange(len(rows)), (len(models), 1))
        training = train_and_settle(
            ensemble,
            data,
            every,
            replica_seeds(seeds, len(_BOTH)),
            plan,
            gauge=True,
            label=f"{name}, {len(models)} replicas",
            part=name,
            keep=keep,
        )
        x = data.to(device).expand(len(models), -1, -1)
        for k, h in enumerate(_BOTH):
            replicas = slice(k, None, len(_BOTH))
            share = replace(training, seconds=training.seconds / len(_BOTH))
            kept = {"h": h, "prior": prior, "n_latent": n_latent}
            if name == "wide":
                metrics = {"energy_share": _energy_share(ensemble, x, replicas)}
                arms[f"{name}_{h}"] = arm(seeds, metrics, share, kept)
                continue
            found = _axes(ensemble, x, axes, replicas)
            metrics = {metric: found.pop(metric) for metric in _METRICS}
            theory = LinearPCA(_LAMBDA1, _LAMBDA2, VARIANCES, _N_LATENT)
            variances = theory.latent_variances(h)
            if name == "factorised":
                metrics["variance_error"] = np.abs(found["variances"] / variances - 1).max(1)
                scale = 2 * _LAMBDA2 / 12 * theory.kept(h)
                order = found["order"].astype(np.int64)
                metrics["rows_error"] = _rows_error(ensemble, replicas, order, scale)
                ones = np.ones_like(scale)
                metrics["rows_printed_error"] = _rows_error(ensemble, replicas, order, ones)
            del found["order"]
            arms[f"{name}_{h}"] = arm(seeds, metrics, share, kept)
            arrays |= {f"{name}_{h}_{key}": value for key, value in found.items()}
            arrays[f"theory_{h}"] = variances
    settings = {"lambda1": _LAMBDA1, "lambda2": _LAMBDA2, "sigma2": 1 / 12, "hidden": []}
    return Measured(arms, arrays, rows, settings)


def _data() -> tuple[_Floats, _Floats]:
    """Gaussian rows whose covariance is exact, ``(n, M)``, and its axes as columns, ``(M, M)``."""
    rng = np.random.default_rng(0)
    t = rng.normal(size=(_ROWS, len(VARIANCES)))
    t -= t.mean(0)
    t = np.linalg.solve(np.linalg.cholesky(t.T @ t / _ROWS), t.T).T
    axes = np.linalg.qr(rng.normal(size=(len(VARIANCES),) * 2))[0]
    return t * np.sqrt(VARIANCES) @ axes.T, axes


def _build(prior: str, n_latent: int, h: H) -> RateDistortion:
    if prior == "factorised":
        return FactorisedRaDOGAGA(
            len(VARIANCES), (), n_latent, lambda1=_LAMBDA1, lambda2=_LAMBDA2, h=h
        )
    architecture = Architecture(len(VARIANCES), (), n_latent, n_components=1)
    return RaDOGAGA(architecture, lambda1=_LAMBDA1, lambda2=_LAMBDA2, h=h)


def _axes(ensemble: Ensemble, x: Tensor, axes: _Floats, replicas: slice) -> dict[str, _Floats]:
    """Angles in degrees, Gram's deviation, correlations, variances and cosines, the widest latent
    first, and which latents these are.
    """  # noqa: D205
    own = ensemble.subset(replicas)
    z = own.map("encode", x[replicas]).double().cpu().numpy()
    gram = own.map("gram", x[replicas, :1]).double().cpu().numpy()[:, 0]
    columns = own.named()["decoder.layers.0.weight"].double().cpu().numpy()  # (R, M, N)
    variances = z.var(1)
    order = np.argsort(-variances, axis=1)
    columns = np.take_along_axis(columns, order[:, None], axis=2)
    unit = columns / np.linalg.norm(columns, axis=1, keepdims=True)
    cosines = np.abs(unit.transpose(0, 2, 1) @ axes).clip(max=1)  # (R, N, M)
    along = np.diagonal(cosines, axis1=1, axis2=2)
    span = axes[:, :_N_LATENT]
    return {
        "subspace_angle": np.array([np.degrees(subspace_angles(c, span)).max() for c in columns]),
        "axis_angle": np.degrees(np.arccos(along)).max(1),
        "gram_deviation": gram_deviation(gram),
        "correlation": np.array([np.abs(np.triu(np.corrcoef(one.T), 1)).max() for one in z]),
        "order": order,
        "variances": np.take_along_axis(variances, order, axis=1),
        "cosines": cosines,
    }


def _rows_error(
    ensemble: Ensemble, replicas: slice, order: npt.NDArray[np.integer], scale: _Floats
) -> _Floats:
    """The largest relative distance of the encoder's rows from the decoder's columns, scaled."""
    named = ensemble.subset(replicas).named()
    rows = named["encoder.layers.0.weight"].double().cpu().numpy()  # (R, N, M)
    columns = named["decoder.layers.0.weight"].double().cpu().numpy().transpose(0, 2, 1)
    rows, columns = (np.take_along_axis(one, order[..., None], 1) for one in (rows, columns))
    missed = np.linalg.norm(rows - scale[:, None] * columns, axis=2)
    return np.asarray((missed / np.linalg.norm(rows, axis=2)).max(1))


def _energy_share(ensemble: Ensemble, x: Tensor, replicas: slice) -> _Floats:
    """The share that the three widest latents have in the variance of all."""
    z = ensemble.subset(replicas).map("encode", x[replicas]).double().cpu().numpy()
    variances = np.sort(z.var(1), axis=1)
    return np.asarray(variances[:, -_N_LATENT:].sum(1) / variances.sum(1))


def gram_deviation(gram: _Floats) -> _Floats:
    r"""Size of :math:`G - I` a dimension, :math:`\lVert G - I \rVert_F / \sqrt{N}`: ``(...)``."""
    n = gram.shape[-1]
    return np.asarray(np.linalg.norm(gram - np.eye(n), axis=(-2, -1)) / np.sqrt(n))
