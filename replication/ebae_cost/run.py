"""Times a step of training with chains of several lengths, and scores; trains a small VAE."""

import math
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from rdo.datasets import load_images
from rdo.models import Autoencoder, BetaVAE, Chains
from rdo.nn import Init, arch28
from rdo.sampling import Langevin
from rdo.training import Ensemble, History, Schedule, fit
from replication.ebae_cost.config import PRINTED, Config, Counts
from replication.kit import Outcome, Run
from replication.kit.ebae import autoencoder_before_ebae, chains, ebae
from replication.kit.image_training import all_rows
from replication.ledger import Data

__all__ = ["one_pass_variation", "passes", "run"]

_Images = npt.NDArray[np.float32]

_SCORES = 15  # times that scores are computed, the two models by turns
_START: Init = "he"


def run(config: Config | Counts, run: Run) -> Outcome:
    r"""Measure what the supplement says of time and of passes.

    ``ebae`` holds ``transitions``, how many Section 3 prints for a draw, both chains together. Of
    MNIST it holds as well

    - ``passes``, the most that encoder or decoder are passed through for a score;
    - ``inference_ratio``, the time of a score over that of a plain autoencoder's, medians of 15;
    - ``chain_share``, the share of a training step's time that a step without chains does not take;
    - ``transition_ratio``, :math:`|\log_2|` of a transition's time over that of a training step of
      a plain autoencoder;
    - ``hours``, of the printed epochs at the time of a step here, for an image.

    ``fifty_over_ten.time_ratio`` is the time of a step with 50 transitions in the latent chain over
    that with 10, without a replay buffer. ``vae.one_pass_variation`` is the deviation over its mean
    of the squared error of an image from one draw of the latent, a mean over the images.
    """
    printed = PRINTED[run.part]
    transitions = printed.latent_steps + printed.visible_steps
    counted = {"transitions": run.same(transitions)}
    if isinstance(config, Counts):
        arms = {"ebae": run.arm(counted)}
        return Outcome(arms, Data.of(run.part, np.array([printed])))
    data = load_images(config.images)
    x, shown = data.train.x, data.test.x[: config.scored]
    found: dict[str, list[float]] = {}
    for seed in run.seeds:
        seconds = {
            name: _seconds_a_step(build, config, x, seed) for name, build in _timed(config).items()
        }
        transition = (seconds["ten_replayed"] - seconds["none"]) / transitions
        per_image = seconds["ten_replayed"] / config.batch_size
        values = {
            "chain_share": 1 - seconds["none"] / seconds["ten_replayed"],
            "transition_ratio": abs(math.log2(transition / seconds["plain"])),
            "hours": per_image * printed.epochs * printed.images / 3600,
            "time_ratio": seconds["fifty"] / seconds["ten"],
            "inference_ratio": _inference_ratio(config, shown, seed),
        }
        for name, value in values.items():
            found.setdefault(name, []).append(value)
    vae, history = _trained_vae(config, run, x)
    own = _timed(config)["ten_replayed"]()
    metrics = {name: values for name, values in found.items() if name != "time_ratio"}
    arms = {
        "ebae": run.arm({**counted, "passes": run.same(passes(own, shown[:2])), **metrics}),
        "fifty_over_ten": run.arm({"time_ratio": found["time_ratio"]}),
        "vae": run.arm(
            {"one_pass_variation": one_pass_variation(vae, shown, config.draws)}, history
        ),
    }
    return Outcome(arms, Data(data.name, data.sha256, len(x), x[0].size))


def _timed(config: Config) -> dict[str, Callable[[], Autoencoder]]:
    """Models whose steps are timed: EBAE by its latent chain, and a plain autoencoder."""
    still = Langevin(20.0, 0.05, clip=0.01, bounds=(0.0, 1.0))
    none = Chains(Langevin(0.4, 0.05, sphere=True), 0, still, 0, replay_share=0.0)
    by_chains = {
        "none": none,
        "ten": chains(10, replay=False),
        "fifty": chains(50, replay=False),
        "ten_replayed": chains(),
    }
    models: dict[str, Callable[[], Autoencoder]] = {
        name: partial(ebae, config.n_latent, config.width, _START, own)
        for name, own in by_chains.items()
    }
    return {
        "plain": partial(autoencoder_before_ebae, config.n_latent, config.width, _START),
        **models,
    }


def _seconds_a_step(
    build: Callable[[], Autoencoder], config: Config, x: _Images, seed: int
) -> float:
    ensemble = Ensemble.from_seeds(build, [seed])
    schedule = Schedule(config.steps, config.batch_size, 1e-5)
    rows = all_rows(x, [seed])
    history = fit(ensemble, torch.from_numpy(x), rows, [seed], schedule, label="timed")
    return (history.seconds - history.setup_seconds) / config.steps


def _inference_ratio(config: Config, x: _Images, seed: int) -> float:
    """Median time of EBAE's scores over that of a plain autoencoder's."""
    models = _timed(config)
    ensembles = [Ensemble.from_seeds(models[name], [seed]) for name in ("ten_replayed", "plain")]
    shown = torch.from_numpy(x)[None]
    seconds: list[list[float]] = [[], []]
    for _ in range(_SCORES + 1):
        for own, ensemble in zip(seconds, ensembles, strict=True):
            started = time.perf_counter()
            ensemble.map_rows("energy", shown)
            own.append(time.perf_counter() - started)
    first, second = (float(np.median(own[1:])) for own in seconds)  # the first sets up
    return first / second


def passes(model: Autoencoder, x: _Images) -> int:
    """The most that encoder or decoder are passed through for the score of a batch."""
    counts = {"encoder": 0, "decoder": 0}

    def counted(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def count(_: nn.Module, __: tuple[Tensor, ...], ___: Tensor) -> None:
            counts[name] += 1

        return count

    hooks = [getattr(model, name).register_forward_hook(counted(name)) for name in counts]
    with torch.no_grad():
        model.score(torch.from_numpy(x))
    for hook in hooks:
        hook.remove()
    return max(counts.values())


def _trained_vae(config: Config, run: Run, x: _Images) -> tuple[Ensemble, History]:
    networks = partial(arch28, config.n_latent, config.vae_width, heads=2, start=_START)

    def build() -> BetaVAE:
        return BetaVAE(*networks(), config.n_latent, beta=config.vae_beta)

    ensemble = Ensemble.from_seeds(build, run.seeds, run.device)
    schedule = Schedule(config.vae_steps, config.batch_size, config.vae_rate)
    rows = all_rows(x, run.seeds)
    history = fit(ensemble, torch.from_numpy(x), rows, run.seeds, schedule, label="VAE")
    return ensemble, history


def one_pass_variation(vae: Ensemble, x: _Images, draws: int) -> npt.NDArray[np.float64]:
    """Deviation over its mean of an image's squared error from one draw, a mean over images."""
    shown = torch.from_numpy(x).to(vae.device).expand(len(vae), *x.shape)
    mean, variance = vae.map("posterior", shown)
    generator = torch.Generator().manual_seed(0)
    errors = []
    for _ in range(draws):
        noise = torch.randn(mean.shape[1:], generator=generator).to(mean)
        rebuilt = vae.map_rows("decode", mean + variance.sqrt() * noise)
        errors.append((rebuilt - shown).square().flatten(2).sum(2).double())
    drawn = torch.stack(errors)
    variation: npt.NDArray[np.float64] = (drawn.std(0) / drawn.mean(0)).mean(1).cpu().numpy()
    return variation
