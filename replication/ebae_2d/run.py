"""Section 4 of the EBAE supplement: two squares in the plane, before and after EBAE training."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.datasets import distance_to_squares, two_squares
from rdo.diagnostics import gibbs_weights, log_normaliser
from rdo.errors import InputError
from rdo.models import EBAE, Chains, EnergyAutoencoder
from rdo.nn import Network, ReLUNetwork
from rdo.sampling import Langevin
from rdo.training import Ensemble, Observer, Schedule, fit
from rdo.training.draws import stream, uniform
from replication.kit.anomaly.settings import describe
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep
from replication.ledger import Data

__all__ = [
    "EBAE2D",
    "HEADINGS",
    "MARGIN",
    "TEMPERATURES",
    "chains",
    "configure",
    "run",
    "yardstick",
]

_ROWS = 400  # of a seed; as printed, like the widths, the steps of the chains and the learning rate
_BATCH = 128
_RATE = 1e-3
_STEP, _CHAIN_STEPS = 0.1, 10
_NOISE = 0.05  # as for images: Section 4 prints none

_Array = npt.NDArray[np.float64]

MARGIN = 0.25
"""A point further than this from both squares, a quarter of a side, is outside; fixed before any
run."""

_SIDE = 6.0  # the grid covers [-6, 6] x [-6, 6]; at T = 1 less than 1e-4 of the mass is beyond it
_CELLS, _FEWER_CELLS = 300, 100  # along a side; the second for curves over the steps
_CURVE = 401  # points on it
_LOOKS = 10  # along the way

TEMPERATURES: Mapping[str, float] = {"own": _NOISE**2 / _STEP, "tenth": 0.1, "one": 1.0}
"""Where the model's mass is looked for: the chains' own temperature, and two others."""

HEADINGS = {
    "outside_own": "mass outside, T of the chains",
    "outside_tenth": "T = 0.1",
    "outside_one": "T = 1",
    "fall_own": "fell by a factor of",
}
"""The measures that tables show, by their name in the records."""


@dataclass(frozen=True)
class EBAE2D:
    """Configuration."""

    dataset: str
    profile: str
    seeds: tuple[int, ...]
    """One set of rows, weights, batches and noise each."""
    warm_up_steps: int
    """As a plain autoencoder: 200 epochs are 625 batches."""
    steps: int
    """With negatives; the supplement prints no number."""


def configure(dataset: str = "squares", profile: str = "smoke", seeds: int | None = None) -> EBAE2D:
    """The configuration of a profile.

    ``paper``: 10 seeds, 200 epochs as an autoencoder, then 1,000 steps (ours). ``reduced``: 5 seeds
    and as many steps. ``smoke``: 2 seeds, 200 and 40 steps.

    Parameters
    ----------
    dataset
        ``squares``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown or ``seeds`` is not a whole number of at least 1.
    """
    if dataset != "squares":
        raise InputError(f"dataset={dataset!r}: ebae_2d knows squares.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 5, "paper": 10})
    warm_up, steps = (200, 40) if profile == "smoke" else (200 * _ROWS // _BATCH, 1_000)
    return EBAE2D(dataset, profile, every, warm_up, steps)


def chains() -> Chains:
    """Section 4's chains: 10 steps each, the latent kept within the range of its tanh."""
    return Chains(
        Langevin(_STEP, _NOISE, bounds=(-1.0, 1.0)),
        _CHAIN_STEPS,
        Langevin(_STEP, _NOISE),
        _CHAIN_STEPS,
        replay_share=0.0,
    )


def _networks() -> tuple[Network, Network]:
    return ReLUNetwork((2, 200, 200, 1), bounded=True), ReLUNetwork((1, 200, 200, 2))


def run(config: EBAE2D, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train autoencoders, then their encoders by EBAE, and weigh both densities by quadrature.

    The record has two arms, ``autoencoder`` and ``ebae``, with ``outside_T`` and
    ``log_normaliser_T`` for each of :data:`TEMPERATURES`, and ``fall_T``, the mass outside before
    over that after. The arrays are the ``rows`` of every seed ``(R, 400, 2)``, the ``axis`` of the
    grid, both energies on it ``(R, n, n)``, the ``curve`` of all that the decoder can make, in the
    order of its latent ``(R, 401, 2)``, and where a batch of chains ends, ``(R, 128, 2)``:
    ``negatives_before`` and, of the same draws, ``negatives``.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin("ebae_2d", config.dataset, config, device)
    seeds = config.seeds
    x = np.stack([two_squares(_ROWS // 2, seed=seed) for seed in seeds])
    data = torch.from_numpy(x.reshape(-1, 2)).float()
    rows = np.arange(len(data)).reshape(len(seeds), -1)

    def schedule(steps: int) -> Schedule:
        return Schedule(steps, _BATCH, _RATE)

    plain = Ensemble.from_seeds(lambda: EnergyAutoencoder(*_networks(), 1), seeds, device)
    before = fit(
        plain,
        data,
        rows,
        seeds,
        schedule(config.warm_up_steps),
        stage="warm-up",
        label="autoencoder",
        checkpoints=keep.part("autoencoder") if keep else None,
    )
    model = EBAE(*_networks(), 1, (2,), chains(), freeze_decoder=True)
    ensemble = Ensemble([model] * len(seeds), device)
    ensemble.parameters = plain.parameters
    negatives_before = _negatives(ensemble, seeds)
    _, coarse = _grid(_FEWER_CELLS)
    after = fit(
        ensemble,
        data,
        rows,
        seeds,
        schedule(config.steps),
        label="EBAE",
        checkpoints=keep.part("ebae") if keep else None,
        observer=Observer(
            max(1, config.steps // _LOOKS),
            lambda members: _weigh(_energies(members, coarse), coarse),
        ),
    )
    after.failures[:0] = before.failures

    axis, grid = _grid(_CELLS)
    energies = {"autoencoder": _energies(plain, grid), "ebae": _energies(ensemble, grid)}
    metrics = {name: _weigh(energy, grid) for name, energy in energies.items()}
    for name in TEMPERATURES:
        metrics["ebae"][f"fall_{name}"] = (
            metrics["autoencoder"][f"outside_{name}"] / metrics["ebae"][f"outside_{name}"]
        )
    plain_config = describe(EnergyAutoencoder(*_networks(), 1))
    config_after = {**describe(model), "freeze_decoder": True, "chains": asdict(chains())}
    arms = {
        "autoencoder": arm(seeds, metrics["autoencoder"], before, plain_config),
        "ebae": arm(seeds, metrics["ebae"], after, config_after),
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "rows": x.astype(np.float32),
        "axis": axis,
        "curve": _curve(plain),
        "negatives_before": negatives_before,
        "negatives": _negatives(ensemble, seeds),
        **{
            f"{name}_energy": energy.reshape(-1, _CELLS, _CELLS).astype(np.float32)
            for name, energy in energies.items()
        },
        **curves("ebae", after),
    }
    settings = {
        "margin": MARGIN,
        "temperatures": dict(TEMPERATURES),
        "step": _STEP,
        "noise": _NOISE,
        "chain_steps": _CHAIN_STEPS,
        "batch_size": _BATCH,
        "learning_rate": _RATE,
    }
    return Outcome(draft.record(arms, Data.of(config.dataset, x[0]), **settings), arrays)


def yardstick() -> dict[str, float]:
    r"""Mass outside for an autoencoder that sends every point to the nearest one of the squares.

    .. math:: E(x) = \tfrac12 \min_{y \in \text{squares}} \lVert x - y \rVert^2

    Its data come back without an error, which no path from one latent through a square can do, and
    yet what is near them comes back nearly as well: to do better, a model must rebuild a point near
    the data as one further away.

    Returns
    -------
    dict
        By the names of :data:`TEMPERATURES`.
    """
    _, grid = _grid(_CELLS)
    measured = _weigh(distance_to_squares(grid) ** 2 / 2, grid)
    return {name: float(measured[f"outside_{name}"]) for name in TEMPERATURES}


def _grid(cells: int) -> tuple[_Array, _Array]:
    """The middles of the cells along an axis, and all of them, ``(cells^2, 2)``; y comes first."""
    axis = np.asarray((np.arange(cells) + 0.5) * (2 * _SIDE / cells) - _SIDE, dtype=np.float64)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    return axis, np.stack([x.ravel(), y.ravel()], axis=1)


def _energies(ensemble: Ensemble, grid: _Array) -> _Array:
    x = torch.from_numpy(grid).float().to(ensemble.device)
    shown = x.expand(len(ensemble), *x.shape)
    return np.asarray(ensemble.map_rows("energy", shown).double().cpu().numpy())


def _curve(ensemble: Ensemble) -> npt.NDArray[np.float32]:
    """What the decoder makes of latents from -1 to 1; EBAE training leaves it as it is."""
    z = torch.linspace(-1, 1, _CURVE, device=ensemble.device)[:, None]
    decoded = ensemble.map("decode", z.expand(len(ensemble), -1, -1))
    return np.asarray(decoded.cpu().numpy(), dtype=np.float32)


def _weigh(energy: _Array, grid: _Array) -> dict[str, _Array]:
    """Mass outside and the log of the normaliser at every temperature, one per replica."""
    cell = (2 * _SIDE) ** 2 / len(grid)
    outside = distance_to_squares(grid) > MARGIN
    measured = {}
    for name, temperature in TEMPERATURES.items():
        weights = gibbs_weights(energy, cell, temperature)
        measured[f"outside_{name}"] = weights[..., outside].sum(-1)
        measured[f"log_normaliser_{name}"] = log_normaliser(energy, cell, temperature)
    return measured


def _negatives(ensemble: Ensemble, seeds: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """Where the chains of every replica end now, for the pictures."""
    shapes = ensemble.template.noise_shapes(_BATCH)
    noise = {
        name: torch.stack(
            [
                uniform(
                    torch.from_numpy(stream(seed, "picture", name).integers(2**24, size=shape)),
                    torch.float32,
                )
                for seed in seeds
            ]
        ).to(ensemble.device)
        for name, shape in shapes.items()
    }
    samples, _ = ensemble.template.draw(ensemble.map, noise)
    return np.asarray(samples["negatives"].cpu().numpy(), dtype=np.float32)
