"""The models of Section 5.3, and how they are trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.nn import gdn_pair
from rdo.training import Ensemble, History, Schedule, fit
from replication.kit import Run
from replication.latent_isometry.config import ARMS, Arm, Config
from replication.latent_isometry.data import Pictures
from replication.latent_isometry.gauge import fix_principal_gauge, fix_scales

__all__ = [
    "WATCHED",
    "Trainer",
    "make",
    "mean_square_times",
    "one_after_another",
    "one_minus_ssim_times",
]

WATCHED = 200
"""Training images by which beta is moved, and which give the medians of codes."""

_GAUGED = 400  # training images by which RaDOGAGA's latent is turned and scaled, at least
_MOST_MOVE = 4.0  # of beta, at once
_SLOWER = 0.1  # the rate of the last steps, over that before


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
    networks = partial(
        gdn_pair, shape, n_latent, config.width, hidden=config.hidden, bounded=config.bounded
    )
    if arm.method == "beta_vae":
        beta = config.beta * factor  # that of 1 - SSIM, in units of D
        return BetaVAE(*networks(heads=BetaVAE.heads), n_latent, beta=beta, metric=metric)
    weights: dict[str, Any] = {
        "lambda1": config.lambda1,
        "lambda2": config.lambda2,
        "sigma2": config.sigma2,
        "prior_width": config.prior_width,
    }
    return FactorisedRaDOGAGA(*networks(), n_latent, **weights, h="d", metric=metric, bins=arm.bins)


@dataclass(frozen=True)
class Trainer:
    """What all trainings of a run have in common."""

    config: Config
    run: Run
    pictures: Pictures

    def train(self, name: str, goal: Ensemble | None) -> tuple[Ensemble, History]:
        """An arm, all seeds in one loop; with a goal its beta is moved to the goal's SSIM.

        First come steps that rebuild by the squared error, which tells an image from its negative;
        then stages of equal length, after each of which Adam starts anew, and beta is moved in the
        first half if there is a goal; last, steps at a tenth of the rate. RaDOGAGA's latent is
        turned before the stages, and its scales are set after each but the last, unless the arm
        goes by gradient steps alone.
        """
        arm, config = ARMS[name], self.config
        plain = self._ensemble(replace(arm, metric="squared"))
        parts = [self._fit(plain, name, "start", config.warm_up_steps, terms=("reconstruction",))]
        ensemble = self._ensemble(arm)
        ensemble.parameters = plain.parameters
        fixed = arm.method == "radogaga" and not arm.by_gradient
        rows = self.pictures.train[:, : max(_GAUGED, 2 * config.n_latent)]
        some = self.pictures.of(rows, self.run.device)
        ends = [k * config.steps // config.stages for k in range(config.stages + 1)]
        for k, (begin, end) in enumerate(pairwise(ends)):
            fix = partial(fix_scales if k else fix_principal_gauge, ensemble, some)
            before = fix if fixed else None
            parts.append(self._fit(ensemble, name, f"train-{k}", end - begin, before=before))
            if goal is not None and k < config.stages // 2:
                self._move_beta(ensemble, goal)
        parts.append(self._fit(ensemble, name, "settle", config.settle_steps, _SLOWER))
        return ensemble, one_after_another(parts)

    def _ensemble(self, arm: Arm) -> Ensemble:
        build = partial(make, arm, self.config, self.pictures.shape)
        return Ensemble.from_seeds(build, self.run.seeds, self.run.device)

    def _fit(
        self,
        ensemble: Ensemble,
        name: str,
        stage: str,
        steps: int,
        slower: float = 1.0,
        terms: tuple[str, ...] | None = None,
        before: Callable[[], object] | None = None,
    ) -> History:
        """Some steps in place; none if there are none.

        What is to be done before them is done unless they have a checkpoint, which holds it.
        """
        checkpoints = self.run.checkpoints(f"{name}-{stage}") if steps else None
        if before is not None and (checkpoints is None or checkpoints.latest() is None):
            before()
        if not steps:
            return History()
        config = self.config
        return fit(
            ensemble,
            torch.from_numpy(self.pictures.images),
            self.pictures.train,
            self.run.seeds,
            Schedule(steps, config.batch_size, slower * config.learning_rate),
            stage=stage,
            terms=terms,
            label=f"{name}, {stage}",
            checkpoints=checkpoints,
        )

    def _move_beta(self, ensemble: Ensemble, goal: Ensemble) -> None:
        r"""Bring the SSIM of a beta-VAE to that of its goal, replica by replica.

        .. math:: \beta \leftarrow \beta\, \frac{1 - \mathrm{SSIM}_\text{goal}}{1 - \mathrm{SSIM}}

        on the same training images, by a factor of four at most: at its best a beta-VAE loses half
        a beta for each latent that it uses.
        """
        x = self.pictures.of(self.pictures.train[:, :WATCHED], self.run.device)
        wanted, now = (_dissimilarity(one, x) for one in (goal, ensemble))
        move = (wanted / now).clamp(1 / _MOST_MOVE, _MOST_MOVE)
        ensemble.buffers["beta"] = ensemble.buffers["beta"] * move.to(ensemble.parameters)


def _dissimilarity(ensemble: Ensemble, x: Tensor) -> Tensor:
    """1 - SSIM of rebuilt images, a mean over those of each replica, ``(R,)``."""
    rebuilt = ensemble.map_rows("decode", ensemble.map_rows("encode", x))
    return one_minus_ssim(x, rebuilt).mean(1)


def one_after_another(parts: Sequence[History]) -> History:
    """Parts of a training as one: their losses over all its steps, failures and seconds."""
    whole = History()
    begin = 0
    for part in (one for one in parts if one.steps):
        whole.steps += [begin + step for step in part.steps]
        for name, values in part.terms.items():
            whole.terms.setdefault(name, []).extend(values)
        begin = whole.steps[-1] + 1
    whole.failures = [failure for part in parts for failure in part.failures]
    whole.seconds = sum(part.seconds for part in parts)
    whole.setup_seconds = sum(part.setup_seconds for part in parts)
    return whole
