"""Each fault as the smallest example that shows it, beside what the library makes of the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor

from rdo.models import DAGMM, Architecture
from rdo.priors import EstimationNetwork, Mixture, mixture_energy, mixture_statistics
from replication.dagmm_autopsy import faults

__all__ = ["EXAMPLES", "Example", "precision_table"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One number, by the faulty formula and by the library."""

    fault: str
    measured: str
    """What the number is."""
    faulty: float
    right: float
    arrays: Mapping[str, Array] = field(default_factory=dict)
    """What a figure needs."""


def detached_loss(steps: int = 150) -> Example:
    """Two hundred rows, Adam at 1e-3: a loss in a new leaf against the loss itself.

    The arrays hold the loss of every step, which moves in both cases: batches and dropout differ.
    """

    def train(wrap: Callable[[Tensor], Tensor]) -> tuple[float, Array]:
        generator = torch.Generator().manual_seed(0)
        model = DAGMM(Architecture(8, (16,), 2, 2, residual_features=True))
        model.reset_parameters(generator)
        x = torch.rand(200, 8, generator=generator)
        adam = torch.optim.Adam(model.parameters(), lr=1e-3)
        losses = []
        for _ in range(steps):
            batch = x[torch.randperm(200, generator=generator)[:64]]
            uniform = torch.rand(model.noise_shapes(64)["dropout"], generator=generator)
            loss = torch.stack(list(model.loss(batch, {"dropout": uniform}).values())).sum()
            adam.zero_grad()
            wrap(loss).backward()
            adam.step()
            losses.append(loss.item())
        with_gradient = [parameter.grad is not None for parameter in model.parameters()]
        return float(np.mean(with_gradient)), np.array(losses)

    faulty, flat = train(faults.detached)
    right, falling = train(lambda loss: loss)
    arrays = {"faulty": flat, "right": falling}
    return Example("detached loss", "share of parameters with a gradient", faulty, right, arrays)


def double_root() -> Example:
    """A narrow and a wide component on the line: the integral of the density.

    The arrays hold both densities along the line.
    """
    mixture = _mixture([[-1.0], [1.0]], [0.1, 3.0])
    z = torch.linspace(-30, 30, 60_001, dtype=torch.float64)
    faulty = (-faults.double_root_energy(z[:, None], mixture)).exp()
    right = (-mixture_energy(z[:, None], mixture)).exp()
    areas = torch.trapezoid(faulty, z).item(), torch.trapezoid(right, z).item()
    arrays = _numpy({"z": z, "faulty": faulty, "right": right})
    return Example("double square root", "integral of the density", *areas, arrays)


def halved_weight() -> Example:
    """One component: the slope of the mean energy, over that of the right one.

    Under a Gaussian of the rows' own moments the mean squared distance is D, whatever the rows, so
    only the determinant is left to learn from, and half its weight is half of lambda1.
    """
    z = _normal(0, 100, 3).requires_grad_()
    mixture = mixture_statistics(z, torch.ones(100, 1), jitter=0)
    faulty, right = (
        torch.autograd.grad(energy(z, mixture).mean(), z, retain_graph=True)[0].norm()
        for energy in (faults.double_root_energy, mixture_energy)
    )
    ratio = (faulty / right).item()
    return Example("double square root", "effective share of lambda1", ratio, 1.0)


def floor() -> Example:
    """Rows at 1 to 20 standard deviations from a Gaussian: how many different energies they have.

    The arrays hold the distances and both energies.
    """
    mixture = _mixture([[0.0]], [1.0])
    distance = torch.linspace(1, 20, 96, dtype=torch.float64)[:, None]
    faulty = faults.floored_energy(distance, mixture)
    right = mixture_energy(distance, mixture)
    arrays = {"distance": distance[:, 0], "right": right, "faulty": faulty.double()}
    different = len(faulty.unique()), len(right.unique())
    measured = f"different energies of {len(distance)} rows"
    return Example("floor under the density", measured, *different, _numpy(arrays))


def floored_slope() -> Example:
    """A row ten standard deviations away: the slope of its energy, which should be the distance."""
    z = torch.tensor([[10.0]], dtype=torch.float64, requires_grad=True)
    mixture = _mixture([[0.0]], [1.0])
    faulty, right = (
        torch.autograd.grad(energy(z, mixture).sum(), z)[0].item()
        for energy in (faults.floored_energy, mixture_energy)
    )
    return Example("floor under the density", "slope of the energy at 10 sd", faulty, right)


def last_batch() -> Example:
    """1,030 rows in batches of 1,024: the mean energy of new rows, in nats."""
    z, ones = _normal(0, 1_030, 8), torch.ones(1_030, 1)
    new = _normal(1, 1_000, 8)
    faulty, right = (
        mixture_energy(new, mixture).mean().item()
        for mixture in (faults.last_batch_mixture(z, ones, 1_024), mixture_statistics(z, ones))
    )
    return Example("mixture of the last batch", "mean energy of new rows", faulty, right)


def averaged_covariances() -> Example:
    """Half of the rows about -3 and half about 3, in that order: the variance of all."""
    z = _normal(0, 1_000, 1) + torch.tensor([-3.0, 3.0]).repeat_interleave(500)[:, None]
    ones = torch.ones(1_000, 1)
    faulty, right = (
        mixture.covariance.item()
        for mixture in (faults.averaged_mixture(z, ones, 100), mixture_statistics(z, ones))
    )
    return Example("averaged covariances", "variance of rows about -3 and 3", faulty, right)


def dropout_while_scoring() -> Example:
    """The same rows scored twice: the largest change of an energy, in nats."""
    generator = torch.Generator().manual_seed(0)
    network = EstimationNetwork(3, 10, 2)
    network.reset_parameters(generator)
    z = _normal(0, 200, 3).float()

    def dropped() -> Tensor:
        uniform = torch.rand(200, 10, generator=generator)
        return mixture_energy(z, faults.dropped_mixture(z, network, uniform))

    def kept() -> Tensor:
        return mixture_energy(z, mixture_statistics(z, network(z)))

    with torch.no_grad():
        faulty, right = ((score() - score()).abs().max().item() for score in (dropped, kept))
    return Example("dropout while scoring", "largest change between two calls", faulty, right)


def dead_component() -> Example:
    """Two components, one without members: rows with a finite energy."""
    z, membership = _normal(0, 100, 2), torch.zeros(100, 2, dtype=torch.float64)
    membership[:, 0] = 1
    faulty, right = (
        mixture_energy(z, mixture(z, membership)).isfinite().sum().item()
        for mixture in (faults.unguarded_mixture, mixture_statistics)
    )
    return Example("dead component", "rows with an energy, of 100", faulty, right)


def root_of_memberships() -> Example:
    """A network so sure that some memberships are zero: share of its weights whose slope is NaN."""

    def without_slope(statistics: Callable[[Tensor, Tensor], Mixture]) -> float:
        network = EstimationNetwork(2, 10, 2)
        network.reset_parameters(torch.Generator().manual_seed(0))
        with torch.no_grad():
            network.output.linear[0].weight.mul_(200)  # float32: softmax underflows
        z = _normal(0, 100, 2)
        membership = network(z.float()).double()
        mixture_energy(z, statistics(z, membership)).mean().backward()
        gradient = torch.cat([p.grad.flatten() for p in network.parameters() if p.grad is not None])
        return gradient.isnan().double().mean().item()

    faulty = without_slope(faults.root_weighted_mixture)
    right = without_slope(mixture_statistics)
    return Example("root of a membership", "share of weights whose slope is NaN", faulty, right)


def single_precision(
    *, correlated: bool = True, centre: float = 0.0, one_pass: bool = False, draws: int = 20
) -> Example:
    """Eight standard deviations from 1e2 down to 1e-4: share of covariances without a factor.

    Every draw is a table of a thousand rows. Its columns are correlated by turning the axes at
    random, and all shifted to ``centre``; in one pass, the faulty covariance is the mean square
    less the square of the mean.
    """
    ones = torch.ones(1_000, 1, dtype=torch.float64)
    faulty = right = 0
    for seed in range(draws):
        z = _normal(seed, 1_000, 8) * torch.logspace(2, -4, 8, dtype=torch.float64)
        if correlated:
            z = z @ torch.linalg.qr(_normal(draws + seed, 8, 8)).Q
        z = z + centre
        covariance = faults.single_precision_covariance(z, ones)
        if one_pass:
            mean = z.float().mean(0)
            covariance = (z.float().T @ z.float() / len(z) - mean[:, None] * mean)[None]
        faulty += int(torch.linalg.cholesky_ex(covariance).info.any())
        right += int(mixture_energy(z, mixture_statistics(z, ones)).isnan().any())
    measured = "share of covariances without a factor"
    return Example("single precision", measured, faulty / draws, right / draws)


def precision_table() -> pd.DataFrame:
    """Where float32 fails: not by the sizes of the columns, but by what they have in common."""
    independent = partial(single_precision, correlated=False)
    shown = {
        "independent columns": independent(),
        "the same, about 1": independent(centre=1.0),
        "the same, about 1, in one pass": independent(centre=1.0, one_pass=True),
        "correlated columns": single_precision(),
        "the same, in one pass": single_precision(one_pass=True),
    }
    rows = [(f"{e.faulty:.0%}", f"{e.right:.0%}") for e in shown.values()]
    return pd.DataFrame(rows, columns=["float32 fails", "rdo fails"], index=list(shown))


EXAMPLES: dict[str, Callable[[], Example]] = {
    example.__name__: example
    for example in (
        detached_loss,
        double_root,
        halved_weight,
        floor,
        floored_slope,
        last_batch,
        averaged_covariances,
        dropout_while_scoring,
        dead_component,
        root_of_memberships,
        single_precision,
    )
}
"""Every example by name, in the order of the chapter."""


def _mixture(mean: list[list[float]], deviation: list[float]) -> Mixture:
    """Equal shares of Gaussians on the line."""
    variance = torch.tensor(deviation, dtype=torch.float64).square()
    weight = torch.full((len(mean),), 1 / len(mean), dtype=torch.float64)
    return Mixture(weight, torch.tensor(mean, dtype=torch.float64), variance[:, None, None])


def _numpy(tensors: Mapping[str, Tensor]) -> dict[str, Array]:
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def _normal(seed: int, rows: int, columns: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(rows, columns, generator=generator, dtype=torch.float64)
