"""VAEs with observation noise on images: one setting made, trained and judged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import check_pictures
from rdo.diagnostics import FactorSummary, factor_summary
from rdo.errors import InputError
from rdo.models import NoiseVAE
from rdo.nn import Init, strided_pair
from rdo.noise import GaussianNoise, MixtureNoise, NetworkNoise, ObservationNoise
from rdo.training import Checkpoints, Ensemble, History, Observer, Schedule, fit
from rdo.training.draws import stream
from replication.kit.tensors import to_array

__all__ = [
    "NORMAL",
    "USED",
    "Judged",
    "Networks",
    "Setting",
    "blocks",
    "check_pixels",
    "judge",
    "learnt_noise",
    "make",
    "mixture_metrics",
    "share_idle",
    "together",
    "train_setting",
]

_Floats = npt.NDArray[np.float64]
_Images = npt.NDArray[np.float32]

_VALUES_AT_ONCE = 2**22  # pixels decoded at a time when judging

NORMAL, _INFLUENTIAL = 0.8, 0.5  # variance and nats above which a factor is counted

USED = 0.1
"""Nats of information above which the paper sees what a factor does (its Figure 6)."""


@dataclass(frozen=True)
class Networks:
    """What the VAEs of one data set have in common (Section 7.3.4)."""

    shape: tuple[int, int, int]
    """Of an image, (C, H, W)."""
    maps: tuple[int, ...]
    """Channels of the convolutions."""
    width: float
    """Factor on all printed widths."""
    start: Init


@dataclass(frozen=True)
class Setting:
    """One VAE: its noise and its divergence."""

    noise: Literal["fixed", "gaussian", "mixture", "network"]
    beta: float = 1.0
    variance: float = 0.1
    """That is fixed, or where a learned one starts; the first batch sets it."""
    n_latent: int = 128

    def observation(self) -> ObservationNoise:
        """The noise, at its start."""
        if self.noise == "mixture":
            return MixtureNoise((0.5, 0.5), (self.variance / 100, self.variance))
        if self.noise == "network":
            return NetworkNoise()
        return GaussianNoise(self.variance, learned=self.noise == "gaussian")


class Judged(NamedTuple):
    """What the test images say about trained replicas."""

    evlb: _Floats
    """The empirical variational lower bound of Eq. 5, mean over the images, nats, ``(R,)``."""
    squared_error: _Floats
    """Of the reconstruction from the posterior's mean, mean over images and pixels, ``(R,)``."""
    residual: _Floats
    """Mean square of x - G(z) at draws of the posterior, per pixel, ``(R,)``."""
    factors: FactorSummary
    """The indicators, ``(R,)``; of factors ``(R, N)``."""

    def evlb_under(self, variance: _Floats, pixels: int) -> _Floats:
        """EVLB of the same networks under Gaussian noise of another variance, ``(R,)``."""
        likelihood = -pixels / 2 * (np.log(2 * np.pi * variance) + self.residual / variance)
        return np.asarray(likelihood - self.factors.rate)

    def metrics(self) -> dict[str, _Floats]:
        """What the arm of a record holds of it, each ``(R,)``."""
        influence = self.factors.influence
        return {
            "evlb": self.evlb,
            "squared_error": self.squared_error,
            "rate": self.factors.rate,
            "information": self.factors.information,
            "kl": self.factors.divergence_of_fit,
            "normal_factors": self.factors.normal.astype(float),
            "influential_factors": self.factors.influential.astype(float),
            "used": (influence > USED).sum(-1).astype(float),
        }


def check_pixels(name: str, images: _Images) -> _Images:
    """Return images ``(n, C, H, W)`` with pixels in [0, 1], for which the noise's floor is meant.

    Raises
    ------
    InputError
        If they are something else, or a pixel is outside or not a number.
    """
    found = check_pictures(name, images)
    low, high = float(found.min()), float(found.max())
    if not 0 <= low <= high <= 1:
        raise InputError(f"{name} with pixels from {low:g} to {high:g}: give ones in [0, 1].")
    return np.asarray(found, dtype=np.float32)


def make(setting: Setting, networks: Networks) -> NoiseVAE:
    """The VAE of a setting, its weights not yet drawn."""
    noise = setting.observation()
    pair = strided_pair(
        networks.shape,
        networks.maps,
        setting.n_latent,
        networks.width,
        heads=NoiseVAE.heads,
        decoder_heads=noise.heads,
        start=networks.start,
    )
    return NoiseVAE(*pair, setting.n_latent, noise, beta=setting.beta)


def train_setting(
    setting: Setting,
    networks: Networks,
    images: _Images,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    device: str,
    label: str,
    checkpoints: Checkpoints | None,
    observer: Observer | None = None,
) -> tuple[Ensemble, History]:
    """Train a replica per seed, each on its own rows of the images.

    Parameters
    ----------
    images
        ``(n, C, H, W)``, pixels in [0, 1].
    rows
        The images that each replica trains on, ``(R, n_train)``.
    seeds, schedule, label, checkpoints, observer
        As for :func:`rdo.training.fit`.
    device
        Where to train.
    """
    ensemble = Ensemble.from_seeds(partial(make, setting, networks), seeds, device)
    data = torch.from_numpy(check_pixels("images", images))
    history = fit(
        ensemble, data, rows, seeds, schedule, label=label, checkpoints=checkpoints,
        observer=observer,
    )  # fmt: skip
    return ensemble, history


def judge(
    ensemble: Ensemble, images: _Images, rows: npt.NDArray[np.int64], seeds: Sequence[int]
) -> Judged:
    """Judge every replica on its own images, at one draw of each posterior.

    Parameters
    ----------
    images
        ``(n, C, H, W)``.
    rows
        The images that each replica is judged on, ``(R, m)``.
    seeds
        Of the draws, one per replica.
    """
    bounds, errors, residuals, means, variances = [], [], [], [], []
    for x, noise in blocks(ensemble, images, rows, seeds):
        mean, variance = ensemble.map("posterior", x)
        bounds.append(to_array(ensemble.map("evidence_bound", x, noise)))
        residuals.append(_squares(x, ensemble.map("reconstruct", x, noise)))
        errors.append(_squares(x, ensemble.map("decode", mean)))
        means.append(to_array(mean))
        variances.append(to_array(variance))
    posteriors = np.concatenate(means, 1), np.concatenate(variances, 1)
    factors = _factors(*posteriors)
    bound, error, residual = (np.concatenate(one, 1).mean(1) for one in (bounds, errors, residuals))
    return Judged(bound, error, residual, factors)


def _factors(mean: _Floats, variance: _Floats) -> FactorSummary:
    """The indicators of posteriors ``(R, n, N)``; NaN where a replica has one without a density."""
    sound = (np.isfinite(mean) & np.isfinite(variance) & (variance > 0)).all((1, 2))
    where = np.reshape(sound, (-1, 1, 1))
    summary = factor_summary(np.where(where, mean, 0.0), np.where(where, variance, 1.0))
    spoilt: list[Any] = [
        np.where(np.reshape(sound, (-1, *[1] * (values.ndim - 1))), values, np.nan)
        for values in summary
    ]
    return FactorSummary(*spoilt)


def together(judged: Sequence[Judged]) -> Judged:
    """What is known of trainings of different seeds, as of one."""
    evlb, error, residual, summaries = zip(*judged, strict=True)
    columns: list[Any] = [np.concatenate(parts) for parts in zip(*summaries, strict=True)]
    stacked = FactorSummary(*columns)
    return Judged(np.concatenate(evlb), np.concatenate(error), np.concatenate(residual), stacked)


def share_idle(factors: FactorSummary) -> _Floats:
    """Of the factors of a variance above 0.8, the share with at most 0.5 nats; 0 for none."""
    normal = factors.variances > NORMAL
    idle = normal & (factors.influence <= _INFLUENTIAL)
    return np.asarray(idle.sum(-1) / np.maximum(normal.sum(-1), 1))


def learnt_noise(ensembles: Sequence[Ensemble]) -> dict[str, _Floats]:
    """Buffers of the noise after training, by name, of all replicas: ``(R, ...)``."""
    return {
        key.removeprefix("noise."): np.concatenate(
            [one.buffers[key].double().cpu().numpy() for one in ensembles]
        )
        for key in ensembles[0].buffers
        if key.startswith("noise.")
    }


def mixture_metrics(variances: _Floats, weights: _Floats) -> dict[str, _Floats]:
    """The components of least and greatest variance, each ``(R,)``, of mixtures ``(R, K)``."""
    order = variances.argsort(-1)
    found: dict[str, _Floats] = {}
    for values, label in ((variances, "sigma2"), (weights, "weight")):
        ordered = np.take_along_axis(values, order, -1)
        found |= {f"{label}_small": ordered[:, 0], f"{label}_large": ordered[:, -1]}
    return found


def _squares(x: Tensor, rebuilt: Tensor) -> _Floats:
    """Mean square over the pixels of each image, ``(R, b)``."""
    return to_array((x - rebuilt).square().flatten(2).mean(-1))


def blocks(
    ensemble: Ensemble, images: _Images, rows: npt.NDArray[np.int64], seeds: Sequence[int]
) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    """Each replica's images, some at a time, ``(R, b, C, H, W)``, with draws for the posterior.

    The arguments are those of :func:`judge`.
    """
    n_latent: int = ensemble.template.n_latent  # type: ignore[assignment]
    generators = [stream(seed, "judge", "noise") for seed in seeds]
    size = max(1, _VALUES_AT_ONCE // (images[0].size * len(rows)))
    for start in range(0, rows.shape[1], size):
        block = rows[:, start : start + size]
        draws = np.stack([g.random((block.shape[1], n_latent), np.float32) for g in generators])
        x = torch.from_numpy(images[block]).to(ensemble.device)
        yield x, {"latent": torch.from_numpy(draws).to(ensemble.device)}
