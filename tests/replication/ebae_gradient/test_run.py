"""Section 1's gradient, against differences."""

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.diagnostics import gibbs_weights, log_normaliser
from replication.ebae_gradient import EXPERIMENT
from replication.ebae_gradient.config import Config
from replication.ebae_gradient.run import (
    Weights,
    _grid,
    _log_likelihood,
    _start,
    gradient_error,
)
from replication.kit import run_experiment
from replication.ledger import judge, load_claims


def _well(theta: Weights, x: Tensor) -> Tensor:
    """The energy of a Gaussian about m with deviation exp(s)."""
    return (x - theta["m"]).square().sum(1) / (2 * (2 * theta["s"]).exp())


WEIGHTS = {
    "m": torch.tensor([0.3, -0.2], dtype=torch.float64),
    "s": torch.tensor(-0.1, dtype=torch.float64),
}
DRAWN: list[Weights] = [
    {"m": torch.tensor([0.5, 1.0]).double(), "s": torch.tensor(-0.7).double()},
    {"m": torch.tensor([-1.0, 0.2]).double(), "s": torch.tensor(0.4).double()},
]


def test_the_log_likelihood_is_that_of_a_gaussian_but_for_a_cells_area() -> None:
    rows = torch.tensor([[0.0, 0.0], [1.0, 2.0]], dtype=torch.float64)
    scale = float(WEIGHTS["s"].exp())
    gaussian = torch.distributions.Normal(WEIGHTS["m"], scale).log_prob(rows).sum(1).mean()
    cell = (16 / 200) ** 2
    found = _log_likelihood(_well, WEIGHTS, rows, _grid(200))
    assert found - np.log(cell) == pytest.approx(float(gaussian), abs=1e-9)


def test_both_sides_agree_and_a_missing_mean_is_seen() -> None:
    rows = torch.tensor([[0.5, 0.1], [1.0, 2.0], [-1.0, 0.3]], dtype=torch.float64)
    assert gradient_error(_well, WEIGHTS, rows, _grid(100), DRAWN) < 1e-7

    def lost(theta: Weights, x: Tensor) -> Tensor:
        """Autograd is told nothing of the slopes on the grid."""
        energy = _well(theta, x)
        return energy if len(x) == len(rows) else energy.detach() + 0 * theta["s"]

    def twice(theta: Weights, x: Tensor) -> Tensor:
        energy = _well(theta, x)
        return 2 * energy - energy.detach() if len(x) == len(rows) else energy

    assert gradient_error(lost, WEIGHTS, rows, _grid(100), DRAWN) > 1e-2
    assert gradient_error(twice, WEIGHTS, rows, _grid(100), DRAWN) > 1e-2


@pytest.mark.parametrize("seed", range(3))
def test_the_grid_holds_all_mass_and_is_fine_enough(seed: int) -> None:
    model, _ = _start(Config(), np.random.default_rng(seed))
    found = {}
    with torch.no_grad():
        for cells in (60, 100):
            grid = _grid(cells)
            energy = model(grid).numpy()
            found[cells] = log_normaliser(energy, (16 / cells) ** 2, 1.0)
            far = grid.abs().amax(1).numpy() > 7
            assert gibbs_weights(energy, 1.0, 1.0)[far].sum() < 1e-9
    assert found[60] == pytest.approx(found[100], abs=1e-4)


def test_both_claims_hold() -> None:
    record = run_experiment(EXPERIMENT.name, seeds=5, device="cpu").record
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    assert [judge(claim, record).verdict for claim in claims] == ["holds", "holds"]
