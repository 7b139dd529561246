"""Section 4 of the EBAE supplement: two squares in the plane, before and after EBAE training."""

from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.datasets import two_squares
from rdo.models import EBAE, Chains, EnergyAutoencoder
from rdo.nn import Network, ReLUNetwork
from rdo.sampling import Langevin
from rdo.training import Ensemble, Observer, Schedule, fit
from rdo.training.draws import stream, uniform
from replication.ebae_2d.config import NOISE, STEP, Config
from replication.ebae_2d.mass import CELLS, MARGIN, TEMPERATURES, grid, masses
from replication.kit import Outcome, Run
from replication.kit.record import curves, describe
from replication.ledger import Data

__all__ = ["chains", "run"]

_FEWER_CELLS = 100  # along a side of the grid, for curves over the steps
_CURVE = 401  # points on it
_EVALUATIONS = 10  # along the way

_Array = npt.NDArray[np.float64]


def chains(config: Config) -> Chains:
    """Section 4's chains, the latent kept within the range of its tanh."""
    return Chains(
        Langevin(STEP, NOISE, bounds=(-1.0, 1.0)),
        config.chain_steps,
        Langevin(STEP, NOISE),
        config.chain_steps,
        replay_share=0.0,
    )


def _networks() -> tuple[Network, Network]:
    return ReLUNetwork((2, 200, 200, 1), bounded=True), ReLUNetwork((1, 200, 200, 2))


def run(config: Config, run: Run) -> Outcome:
    """Train autoencoders, then their encoders by EBAE, and weigh both densities by quadrature.

    The record has two arms, ``autoencoder`` and ``ebae``, with ``outside_T`` and
    ``log_normaliser_T`` for each of :data:`~replication.ebae_2d.mass.TEMPERATURES`, and ``fall_T``,
    the mass outside before over that after. The arrays are the ``rows`` of every seed
    ``(R, 400, 2)``, the ``axis`` of the grid, both energies on it ``(R, n, n)``, the ``curve`` of
    all that the decoder can make, in the order of its latent ``(R, 401, 2)``, and where a batch of
    chains ends, ``(R, 128, 2)``: ``negatives_before`` and, of the same draws, ``negatives``.
    """
    seeds = run.seeds
    x = np.stack([two_squares(config.rows // 2, seed=seed) for seed in seeds])
    data = torch.from_numpy(x.reshape(-1, 2)).float()
    rows = np.arange(len(data)).reshape(len(seeds), -1)
    schedule = partial(Schedule, batch_size=config.batch_size, learning_rate=config.learning_rate)
    plain = Ensemble.from_seeds(lambda: EnergyAutoencoder(*_networks(), 1), seeds, run.device)
    before = fit(
        plain,
        data,
        rows,
        seeds,
        schedule(config.warm_up_steps),
        stage="warm-up",
        label="autoencoder",
        checkpoints=run.checkpoints("autoencoder"),
    )
    model = EBAE(*_networks(), 1, (2,), chains(config), freeze_decoder=True)
    ensemble = Ensemble([model] * len(seeds), run.device)
    ensemble.parameters = plain.parameters
    negatives_before = _negatives(ensemble, seeds, config.batch_size)
    _, coarse = grid(_FEWER_CELLS)
    after = fit(
        ensemble,
        data,
        rows,
        seeds,
        schedule(config.steps),
        label="EBAE",
        checkpoints=run.checkpoints("ebae"),
        observer=Observer(
            max(1, config.steps // _EVALUATIONS),
            lambda members: masses(_energies(members, coarse), coarse),
        ),
    )
    after.failures[:0] = before.failures

    axis, points = grid(CELLS)
    energies = {"autoencoder": _energies(plain, points), "ebae": _energies(ensemble, points)}
    mass_before, mass_after = (masses(energy, points) for energy in energies.values())
    for name in TEMPERATURES:
        outside = f"outside_{name}"
        mass_after[f"fall_{name}"] = mass_before[outside] / mass_after[outside]
    described = {**describe(model), "freeze_decoder": True, "chains": asdict(chains(config))}
    arms = {
        "autoencoder": run.arm(mass_before, before, describe(plain.template)),
        "ebae": run.arm(mass_after, after, described),
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "rows": x.astype(np.float32),
        "axis": axis,
        "curve": _curve(plain),
        "negatives_before": negatives_before,
        "negatives": _negatives(ensemble, seeds, config.batch_size),
        **curves("ebae", after),
    }
    for name, energy in energies.items():
        arrays[f"{name}_energy"] = energy.reshape(-1, CELLS, CELLS).astype(np.float32)
    settings = {
        "margin": MARGIN,
        "temperatures": dict(TEMPERATURES),
        "step": STEP,
        "noise": NOISE,
    }
    return Outcome(arms, Data.of(run.part, x[0]), arrays, settings)


def _energies(ensemble: Ensemble, grid: _Array) -> _Array:
    x = torch.from_numpy(grid).float().to(ensemble.device)
    shown = x.expand(len(ensemble), *x.shape)
    return np.asarray(ensemble.map_rows("energy", shown).double().cpu().numpy())


def _curve(ensemble: Ensemble) -> npt.NDArray[np.float32]:
    """What the decoder makes of latents from -1 to 1; EBAE training leaves it as it is."""
    z = torch.linspace(-1, 1, _CURVE, device=ensemble.device)[:, None]
    decoded = ensemble.map("decode", z.expand(len(ensemble), -1, -1))
    return np.asarray(decoded.cpu().numpy(), dtype=np.float32)


def _negatives(
    ensemble: Ensemble, seeds: tuple[int, ...], batch_size: int
) -> npt.NDArray[np.float32]:
    """Where the chains of every replica end now, for the pictures."""
    noise = {}
    for name, shape in ensemble.template.noise_shapes(batch_size).items():
        bits = [stream(seed, "picture", name).integers(2**24, size=shape) for seed in seeds]
        numbers = uniform(torch.from_numpy(np.stack(bits)), torch.float32)
        noise[name] = numbers.to(ensemble.device)
    samples, _ = ensemble.template.draw(ensemble.map, noise)
    return np.asarray(samples["negatives"].cpu().numpy(), dtype=np.float32)
