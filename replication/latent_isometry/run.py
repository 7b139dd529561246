"""Trains RaDOGAGA and beta-VAEs on images, and measures their latent spaces and codes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.nn import gdn_pair
from rdo.training import Ensemble, History, Schedule, fit
from replication import ledger
from replication.kit import Outcome, Run
from replication.kit.image_training import groups, joined
from replication.kit.record import curves, describe
from replication.latent_isometry import coding
from replication.latent_isometry.comparison import PLAIN, compared
from replication.latent_isometry.config import (
    ARMS,
    DEVIATIONS,
    Arm,
    Config,
    together_with,
    trainings,
)
from replication.latent_isometry.data import Pictures
from replication.latent_isometry.measures import FIRST, latents_of, measures, traversal

__all__ = ["run"]

_Floats = npt.NDArray[np.float64]

_WATCHED = 200  # training images that an SSIM is told by while beta is moved
_MOST_MOVE = 4.0  # of beta, at once
_SHOWN = 6  # test images that pages show
_PCA_ROWS = 5_000


@dataclass(frozen=True)
class _Group:
    """Seeds that were trained in one loop."""

    seeds: tuple[int, ...]
    ensemble: Ensemble
    history: History


def one_minus_ssim_times(factor: float, x: Tensor, y: Tensor) -> Tensor:
    """RaDOGAGA's distortion of images, ``(B,)``."""
    return factor * one_minus_ssim(x, y)


def mean_square_times(factor: float, x: Tensor, y: Tensor) -> Tensor:
    """The mean over an image's values of the squared error, ``(B,)``."""
    return factor * (x - y).square().flatten(1).mean(1)


def make(arm: Arm, config: Config, shape: tuple[int, ...]) -> FactorisedRaDOGAGA | BetaVAE:
    """A model of an arm, its weights not yet drawn."""
    factor = config.distortion
    metric = partial(one_minus_ssim_times, factor)
    if arm.metric == "squared":
        metric = partial(mean_square_times, factor * config.squared)
    n_latent = config.few_latents if arm.few_latents else config.n_latent
    networks = partial(gdn_pair, shape, n_latent, config.width, bounded=config.bounded)
    if arm.method == "beta_vae":
        beta = config.beta * factor  # that of 1 - SSIM, in units of D
        return BetaVAE(*networks(heads=BetaVAE.heads), n_latent, beta=beta, metric=metric)
    weights: dict[str, Any] = {"lambda1": config.lambda1, "lambda2": config.lambda2}
    return FactorisedRaDOGAGA(
        *networks(), n_latent, **weights, h="d", metric=metric, bins=arm.bins
    )  # fmt: skip


def run(config: Config, run: Run) -> Outcome:
    """Train every arm for every seed, and measure.

    Each arm holds what :func:`replication.latent_isometry.measures.measures` gives;
    ``code_error``, the distance from 1 of an ideal code's length over the rate; ``coder_error``,
    that of a range coder's over an ideal code's; and what
    :func:`replication.latent_isometry.comparison.compared` adds. ``network_error``, of RaDOGAGA, is
    the distance from 1,024 of what the four printed convolutions leave of a 64 x 64 image.

    The arrays hold, by arm, the loss over the steps, the variances, D' and impacts, ``curve`` and
    ``kept``, the points of :mod:`replication.latent_isometry.coding`, and of the first seed some
    images, rebuilt, and the traversals of the first nine components; of PCA and JPEG the curves.
    """
    pictures = Pictures.load(run.part, config, run.seeds)
    trained: dict[str, list[_Group]] = {}
    for first in run.apart(trainings(config, run)):
        for name in together_with(first):
            trained[name] = _train(name, pictures, config, run, trained)
    plain = [_plain_codes(pictures, k, config) for k in range(len(run.seeds))]
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{name}_curve": np.stack([codes[k] for codes in plain]) for k, name in enumerate(PLAIN)
    }
    found: dict[str, dict[str, _Floats]] = {}
    for name in ARMS:
        found[name], shown = _measured(pictures, run, trained[name])
        arrays |= {f"{name}_{key}": value for key, value in shown.items()}
    for name, values in compared(found, arrays).items():
        found[name] |= values
    found["radogaga"]["network_error"] = np.full(len(run.seeds), _network_error())
    arms: dict[str, ledger.Arm] = {}
    for name, values in found.items():
        history = joined([group.history for group in trained[name]])
        arrays |= curves(name, history)
        arms[name] = run.arm(values, history, describe(make(ARMS[name], config, pictures.shape)))
    arrays["images"] = _as_bytes(pictures.images[pictures.test[0, :_SHOWN]])
    settings = {"deviations": list(DEVIATIONS[run.part, run.profile])}
    return Outcome(arms, pictures.data, arrays, settings)


def _train(
    name: str, pictures: Pictures, config: Config, run: Run, before: dict[str, list[_Group]]
) -> list[_Group]:
    """An arm for all seeds, together on an accelerator and one by one on a CPU."""
    arm = ARMS[name]
    found = []
    for k, seeds in enumerate(groups(run.seeds, run.device)):
        own = slice(run.seeds.index(seeds[0]), run.seeds.index(seeds[0]) + len(seeds))
        rows = pictures.train[own]
        build = partial(make, arm, config, pictures.shape)
        ensemble = Ensemble.from_seeds(build, seeds, run.device)
        label = f"{name}, seed {seeds[0]}" if len(seeds) == 1 else name
        stage = f"{name}-{'-'.join(str(seed) for seed in seeds)}"
        target = before[arm.as_good_as][k].ensemble if arm.as_good_as else None
        start = _warm_up(ensemble, arm, pictures, rows, seeds, config, run, label, stage)
        history = _fit(ensemble, target, pictures, rows, seeds, config, run, label, stage)
        history.failures[:0] = start.failures
        history.seconds += start.seconds
        found.append(_Group(seeds, ensemble, history))
    return found


def _warm_up(
    ensemble: Ensemble,
    arm: Arm,
    pictures: Pictures,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    config: Config,
    run: Run,
    label: str,
    stage: str,
) -> History:
    """Train in place with the squared error as D, which tells an image from its negative."""
    if not config.warm_up_steps:
        return History()
    build = partial(make, replace(arm, metric="squared"), config, pictures.shape)
    plain = Ensemble.from_seeds(build, seeds, run.device)
    schedule = Schedule(config.warm_up_steps, config.batch_size, config.learning_rate)
    history = fit(
        plain, torch.from_numpy(pictures.images), rows, seeds, schedule, stage="warm-up",
        label=f"{label}, start", checkpoints=run.checkpoints(f"{stage}-start"),
    )  # fmt: skip
    ensemble.parameters = plain.parameters
    return history


def _fit(
    ensemble: Ensemble,
    target: Ensemble | None,
    pictures: Pictures,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    config: Config,
    run: Run,
    label: str,
    stage: str,
) -> History:
    r"""Train in stages; between those of the first half beta is moved, if there is a target.

    .. math:: \beta \leftarrow \beta\, \frac{1 - \mathrm{SSIM}_\text{target}}{1 - \mathrm{SSIM}}

    on the same training images, by a factor of four at most: at its best a beta-VAE loses half a
    beta for each latent that it uses.
    """
    data = torch.from_numpy(pictures.images)
    stages = config.stages if target is not None else 1
    lengths = np.diff(np.linspace(0, config.steps, stages + 1).astype(int))
    watched = pictures.of(rows[:, :_WATCHED], run.device)
    histories = []
    for k, length in enumerate(lengths):
        schedule = Schedule(max(1, int(length)), config.batch_size, config.learning_rate)
        histories.append(
            fit(
                ensemble, data, rows, seeds, schedule, stage=f"train {k}", label=label,
                checkpoints=run.checkpoints(f"{stage}-{k}"),
            )
        )  # fmt: skip
        if target is not None and k < stages // 2:
            wanted, now = (_dissimilarity(one, watched) for one in (target, ensemble))
            move = (wanted / now).clamp(1 / _MOST_MOVE, _MOST_MOVE)
            ensemble.buffers["beta"] = ensemble.buffers["beta"] * move.to(ensemble.parameters)
    return _one_after_another(histories, lengths)


def _dissimilarity(ensemble: Ensemble, x: Tensor) -> Tensor:
    """1 - SSIM of rebuilt images, a mean over those of each replica, ``(R,)``."""
    rebuilt = ensemble.map_rows("decode", ensemble.map_rows("encode", x))
    return one_minus_ssim(x, rebuilt).mean(1)


def _one_after_another(histories: Sequence[History], lengths: npt.NDArray[np.int64]) -> History:
    """Stages of one training as one."""
    begins = (np.cumsum(lengths) - lengths).tolist()
    along = zip(begins, histories, strict=True)
    return History(
        steps=[begin + step for begin, one in along for step in one.steps],
        terms={
            name: [value for one in histories for value in one.terms[name]]
            for name in histories[0].terms
        },
        failures=[failure for one in histories for failure in one.failures],
        seconds=sum(one.seconds for one in histories),
        setup_seconds=sum(one.setup_seconds for one in histories),
    )  # fmt: skip


def _measured(
    pictures: Pictures, run: Run, trained: Sequence[_Group]
) -> tuple[dict[str, _Floats], dict[str, npt.NDArray[Any]]]:
    """Metrics ``(R,)`` of an arm, and its arrays."""
    metrics: list[dict[str, _Floats]] = []
    shown: list[dict[str, _Floats]] = []
    for group in trained:
        first = run.seeds.index(group.seeds[0])
        own = slice(first, first + len(group.seeds))
        x = pictures.of(pictures.test[own], run.device)
        train = pictures.of(pictures.train[own, :_WATCHED], run.device)
        values, arrays = measures(group.ensemble, x)
        taken, ideal = coding.coded_bits(group.ensemble, x, train)
        values["code_bits"] = ideal
        values["code_error"] = np.abs(ideal * np.log(2) / values["rate"] - 1)
        values["coder_error"] = np.abs(taken / ideal - 1)
        metrics.append(values)
        arrays["curve"] = coding.learned_curve(group.ensemble, x, train)
        arrays["kept"] = coding.kept_curve(group.ensemble, x, train)
        if "beta" in group.ensemble.buffers:
            values["beta"] = group.ensemble.buffers["beta"].double().cpu().numpy()
        shown.append(arrays)
    found = {key: np.concatenate([one[key] for one in metrics]) for key in metrics[0]}
    drawn = {key: np.concatenate([one[key] for one in shown]) for key in shown[0]}
    return found, drawn | _pictures_of(trained[0].ensemble, pictures)


def _pictures_of(ensemble: Ensemble, pictures: Pictures) -> dict[str, npt.NDArray[np.uint8]]:
    """Of the first seed: test images rebuilt, and traversals of nine components, as bytes."""
    one = ensemble.subset([0]).double()
    x = pictures.of(pictures.test[:1], str(ensemble.device)).double()
    found = latents_of(one, x)
    rows = [traversal(one, found, found.order[:, k])[0] for k in range(FIRST)]
    rebuilt = one.map("decode", found.z[:, :_SHOWN])[0]
    return {
        "rebuilt": _as_bytes(rebuilt.cpu().numpy()),
        "traversal": _as_bytes(torch.stack(rows).cpu().numpy()),
    }


def _plain_codes(pictures: Pictures, seed: int, config: Config) -> tuple[_Floats, _Floats]:
    """Curves of PCA and JPEG on the test images of one seed."""
    x, train = (pictures.images[rows[seed]] for rows in (pictures.test, pictures.train))
    return coding.pca_curve(x, train[:_PCA_ROWS], config.n_latent), coding.jpeg_curve(x)


def _network_error() -> float:
    """Distance of the printed FC layer's inputs from what the printed convolutions leave."""
    encoder, _ = gdn_pair((3, 64, 64), 256)
    widest = max(
        layer.in_features for layer in encoder.layers if isinstance(layer, torch.nn.Linear)
        and layer.out_features == 8192
    )  # fmt: skip
    return abs(widest - 1024)


def _as_bytes(pixels: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    return np.asarray(np.round(255 * np.clip(pixels, 0, 1)), dtype=np.uint8)
