r"""Part ``known_noise``: what every noise model learns where the noise is known.

Networks, columns, rows and steps were chosen on the seeds 1,000 and 1,001, which no record has.
With few columns for each factor a network cannot tell a pixel's large noise from a change of the
factors. Of 12 columns and a mixture of 0.01 and 0.16 the smaller variance came out four fifths too
large, of 32 and one of 0.02 and 0.32 a fifth. Of 128 columns, with the mixture and the schedule
below, nothing was off by more than a twenty-fifth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.models import NoiseVAE
from rdo.nn import MLP
from rdo.noise import (
    GaussianNoise,
    GradientGaussianNoise,
    MixtureNoise,
    NetworkNoise,
    ObservationNoise,
)
from rdo.training import Ensemble, History
from rdo.training.draws import glorot_generator, stream
from replication.factor_indicators.config import MULTIPLES, KnownNoise
from replication.factor_indicators.three_factors import image
from replication.factor_indicators.training import row_numbers, train_on
from replication.kit import Outcome, Run
from replication.kit.grid import by_record_seed, replica_seeds
from replication.ledger import Arm, Data

__all__ = ["TRUTHS", "measure", "residuals"]

_Floats = npt.NDArray[np.float64]

_LATENTS, _COLUMNS = 2, 128
_LEVELS = {"low": 0.02, "mid": 0.08, "high": 0.32}
_WEIGHTS, _VARIANCES = np.array([0.6, 0.4]), np.array([0.08, 0.32])
_GROUPS = np.array([0.02, 0.05, 0.125, 0.32])
_PIXELS = np.repeat(_GROUPS, _COLUMNS // len(_GROUPS))
TRUTHS = {**_LEVELS, "mixture": float(_WEIGHTS @ _VARIANCES), "network": float(_PIXELS.mean())}
"""Kinds of noise, with the mean square of each."""

_ROUNDS = 100  # of EM at the end, on all rows
_DRAWS = 4  # of z, that a bound on fresh rows is the mean of
_AT_ONCE = 20  # replicas


@dataclass(frozen=True)
class _Cell:
    """A noise model on data of one kind of noise."""

    arm: str
    truth: str
    noise: ObservationNoise


def measure(config: KnownNoise, run: Run) -> Outcome:
    r"""Train VAEs on rows whose noise is known, with every noise model.

    Rows are the :func:`~replication.factor_indicators.three_factors.image` of two unit Gaussian
    factors in 128 columns, and noise: Gaussian of the variance 0.02, 0.08 or 0.32; a mixture of
    0.08 and 0.32, of the weights 0.6 and 0.4; or Gaussian of four variances, a quarter of the
    columns each. The arms ``gaussian_low``, ``gaussian_mid`` and ``gaussian_high`` learn the
    variance in closed form, ``gradient_...`` by gradient, ``mixture`` by EM, ``network`` from the
    decoder. They hold

    - ``variance_error``, the largest relative error of a variance (of ``network``: of the mean over
      the rows and over the columns that share one), and of ``mixture`` ``weight_error``, that of a
      weight;
    - ``over_fixed``, the bound on fresh rows less that of a VAE with a fixed Gaussian variance: the
      less of two such VAEs, of half and of twice the mean square of the noise, in nats.

    What closed forms learn is at the end fitted to all rows, by one step, or a hundred of EM: in
    training it is that of the last batch. The arrays hold the bounds by seed, ``learned_<arm>`` and
    ``fixed_<truth>``, ``(R, 2)``, and the variances, ``variance_<arm>``.
    """
    n = config.rows
    tables = {truth: _tables(truth, n + config.fresh, run.seeds) for truth in TRUTHS}
    data = np.concatenate([tables[truth][:, :n].reshape(-1, _COLUMNS) for truth in TRUTHS])
    measured: dict[str, _Measured] = {}
    for stage, cells in _stages().items():
        measured |= _train(config, run, stage, cells, data, tables)
    fixed = {
        truth: np.stack([measured[f"fixed_{truth}_{k}"].bound for k in range(len(MULTIPLES))], 1)
        for truth in TRUTHS
    }
    arms: dict[str, Arm] = {}
    arrays = {f"fixed_{truth}": bounds for truth, bounds in fixed.items()}
    for arm, one in measured.items():
        if arm.startswith("fixed"):
            continue
        over = one.bound[:, None] - fixed[one.truth]
        metrics = {**one.errors, "over_fixed": over.min(1)}
        arms[arm] = run.arm(metrics, one.history, {"hidden": list(config.hidden)})
        arrays[f"learned_{arm}"] = one.bound
        arrays[f"variance_{arm}"] = one.variances
    return Outcome(arms, Data.of(run.part, data), arrays)


def residuals(truth: str, n: int, rng: np.random.Generator) -> _Floats:
    """Noise of one kind, ``(n, 128)``."""
    deviation: _Floats | float
    if truth == "mixture":
        deviation = np.sqrt(_VARIANCES[rng.choice(2, (n, _COLUMNS), p=_WEIGHTS)])
    else:
        deviation = np.sqrt(_PIXELS if truth == "network" else _LEVELS[truth])
    return np.asarray(deviation * rng.normal(size=(n, _COLUMNS)))


@dataclass(frozen=True)
class _Measured:
    """What a cell has learned, by seed."""

    truth: str
    bound: _Floats
    variances: _Floats
    errors: dict[str, _Floats]
    history: History


def _tables(truth: str, n: int, seeds: Sequence[int]) -> npt.NDArray[np.float32]:
    """Rows of every seed, ``(R, n, 128)``."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng([seed, list(TRUTHS).index(truth)])
        clean = image(rng.normal(size=(n, _LATENTS)), _COLUMNS)
        found.append((clean + residuals(truth, n, rng)).astype(np.float32))
    return np.stack(found)


def _stages() -> dict[str, list[_Cell]]:
    """What is trained in one loop: all cells whose noise is of one class."""
    gaussian = [_Cell(f"gaussian_{level}", level, GaussianNoise()) for level in _LEVELS]
    gaussian += [
        _Cell(f"fixed_{truth}_{k}", truth, GaussianNoise(factor * square, learned=False))
        for truth, square in TRUTHS.items()
        for k, factor in enumerate(MULTIPLES)
    ]
    gradient = [_Cell(f"gradient_{level}", level, GradientGaussianNoise()) for level in _LEVELS]
    mixture = MixtureNoise((0.5, 0.5), (0.1, 1.0))
    return {
        "gaussian": gaussian,
        "gradient": gradient,
        "mixture": [_Cell("mixture", "mixture", mixture)],
        "network": [_Cell("network", "network", NetworkNoise())],
    }


def _train(
    config: KnownNoise,
    run: Run,
    stage: str,
    cells: Sequence[_Cell],
    data: npt.NDArray[np.float32],
    tables: Mapping[str, npt.NDArray[np.float32]],
) -> dict[str, _Measured]:
    n, own = config.rows, replica_seeds(run.seeds, len(cells))
    models = []
    for _ in run.seeds:
        for cell in cells:
            encoder = MLP((_COLUMNS, *config.hidden, 2 * _LATENTS))
            decoder = MLP((_LATENTS, *reversed(config.hidden), cell.noise.heads * _COLUMNS))
            models.append(NoiseVAE(encoder, decoder, _LATENTS, cell.noise))
    for seed, model in zip(own, models, strict=True):
        model.reset_parameters(glorot_generator(seed))
    ensemble = Ensemble(models, run.device)
    places = [(list(TRUTHS).index(c.truth), r) for r in range(len(run.seeds)) for c in cells]
    of_tables = [kind * len(run.seeds) + r for kind, r in places]
    history = train_on(run, ensemble, data, row_numbers(of_tables, n), own, config, stage)
    history.failures = by_record_seed(history.failures)
    share = replace(history, seconds=history.seconds / len(cells))

    kinds, found = list(TRUTHS), []
    for start in range(0, len(own), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        x = torch.from_numpy(np.stack([tables[kinds[kind]][r] for kind, r in places[part]]))
        generators = [stream(seed, "judge", "noise") for seed in own[part]]
        found.append(_learned(ensemble.subset(part), x.to(run.device), n, generators))
    by_seed = [
        np.concatenate(parts).reshape(len(run.seeds), len(cells), *parts[0].shape[1:])
        for parts in zip(*found, strict=True)
    ]
    measured = {}
    for k, cell in enumerate(cells):
        bound, variances, weights = (values[:, k] for values in by_seed)
        errors = {"variance_error": _off(variances, _truth(cell.truth))}
        if cell.truth == cell.arm == "mixture":
            errors["weight_error"] = _off(weights, _WEIGHTS)
        measured[cell.arm] = _Measured(cell.truth, bound, variances, errors, share)
    return measured


def _truth(kind: str) -> _Floats:
    """The variances: one, of two components, or of four groups of columns."""
    if kind in _LEVELS:
        return np.array([_LEVELS[kind]])
    return _VARIANCES if kind == "mixture" else _GROUPS


def _off(found: _Floats, truth: _Floats) -> _Floats:
    return np.asarray(np.abs(found / truth - 1).max(-1))


def _learned(
    members: Ensemble, x: Tensor, n: int, generators: Sequence[np.random.Generator]
) -> tuple[_Floats, _Floats, _Floats]:
    """The bound on the rows after the first n, ``(R,)``; variances and weights, ``(R, K)``.

    Components are in the order of their variances; noise of one component has the weight 1.
    """
    noise = members.template.noise
    rounds = _ROUNDS if isinstance(noise, MixtureNoise) else 1
    draws = _draws(members, x[:, :n], generators)
    for _ in range(rounds):
        _, memory = members.map("loss_and_memory", x[:, :n], draws)
        members.buffers = {**members.buffers, **memory}
    fresh = x[:, n:]
    bounds = [
        members.map("evidence_bound", fresh, _draws(members, fresh, generators)).double().mean(1)
        for _ in range(_DRAWS)
    ]
    if isinstance(noise, NetworkNoise):
        decoded, _ = members.map("sampled", fresh, _draws(members, fresh, generators))
        logs = decoded.tensor_split(2, dim=-1)[1].maximum(noise.floor.log())
        variances = logs.exp().mean(1).unflatten(1, (len(_GROUPS), -1)).mean(-1)
    elif isinstance(noise, MixtureNoise):
        variances = members.buffers["noise.variances"]
    elif isinstance(noise, GaussianNoise):
        variances = members.buffers["noise.variance"][:, None]
    else:
        variances = (2 * members.named()["noise.log_sigma"]).exp()
    weights = members.buffers.get("noise.weights", torch.ones_like(variances))
    if isinstance(noise, MixtureNoise):
        variances, order = variances.sort(1)
        weights = weights.gather(1, order)
    bound, *rest = (
        values.double().cpu().numpy()
        for values in (torch.stack(bounds).mean(0), variances, weights)
    )
    return bound, rest[0], rest[1]


def _draws(
    members: Ensemble, x: Tensor, generators: Sequence[np.random.Generator]
) -> dict[str, Tensor]:
    """For the posteriors of each replica's rows, from a generator of its own."""
    shape = x.shape[1], _LATENTS
    draws = np.stack([generator.random(shape, np.float32) for generator in generators])
    return {"latent": torch.from_numpy(draws).to(members.device)}
