"""Section 1's gradient, against differences."""

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.diagnostics import log_normaliser
from replication.ebae_gradient import EXPERIMENT
from replication.ebae_gradient.run import Weights, _grid, _log_likelihood, gradient_error
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

    def blind(theta: Weights, x: Tensor) -> Tensor:
        """Its gradient at many points, those of a grid, is lost."""
        return _well(theta, x) if len(x) == len(rows) else _well(WEIGHTS, x) + 0 * theta["s"]

    moved = {**WEIGHTS, "s": WEIGHTS["s"] + 0.5}
    assert gradient_error(_well, moved, rows, _grid(100), DRAWN) < 1e-7

    def half(theta: Weights, x: Tensor) -> Tensor:
        """Autograd is told of half the slope on the grid."""
        energy = _well(theta, x)
        return energy if len(x) == len(rows) else energy / 2 + energy.detach() / 2

    assert gradient_error(blind, WEIGHTS, rows, _grid(100), DRAWN) < 1e-7  # then Omega is constant
    assert gradient_error(half, WEIGHTS, rows, _grid(100), DRAWN) > 1e-2


def test_the_grid_holds_all_mass_of_a_gaussian() -> None:
    energy = _well(WEIGHTS, _grid(150)).numpy()
    exact = np.log(2 * np.pi) + 2 * float(WEIGHTS["s"])
    assert log_normaliser(energy, (16 / 150) ** 2, 1.0) == pytest.approx(exact)


def test_both_claims_hold() -> None:
    record = run_experiment(EXPERIMENT.name, seeds=5, device="cpu").record
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    assert [judge(claim, record).verdict for claim in claims] == ["holds", "holds"]
