"""Maps of a mixture."""

import numpy as np
import pytest
import torch
from torch import Tensor

from replication.kit import Run
from replication.langevin_derivation.config import Formulas
from replication.langevin_derivation.mixture import (
    _points,
    bent,
    measure,
    to_normal,
)


def test_the_map_makes_the_mixture_standard_normal() -> None:
    x, weights = _points(40)
    z = to_normal(x)
    means = [(weights @ z[:, k] ** power).item() for k in (0, 1) for power in (1, 2, 3, 4)]
    assert means == pytest.approx([0, 1, 0, 3] * 2, abs=0.02)  # four deviations of each component
    assert (weights @ (z[:, 0] * z[:, 1])).item() == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("number", range(3))
def test_what_comes_out_of_a_bent_map_has_the_stated_density(number: int) -> None:
    r, log_q = bent(number)
    centre = r(torch.zeros(2, dtype=torch.float64)).numpy()
    grid = np.arange(-12, 12, 0.04)
    at = torch.from_numpy(np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2) + centre)
    density = log_q(at).exp()
    assert (density.sum() * 0.04**2).item() == pytest.approx(1, abs=1e-3)
    x, weights = _points(40)
    mean = (density[:, None] * at).sum(0) * 0.04**2
    np.testing.assert_allclose(weights @ r(x), mean, atol=0.02)


def test_half_of_the_maps_own_volume_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run("langevin_derivation", "mixture_2d", "smoke", (0,))
    assert max(measure(Formulas(), run).arms["bent"].finished("constant_error")) < 1e-9
    exact = torch.linalg.slogdet

    def half(jacobian: Tensor) -> tuple[Tensor, Tensor]:
        sign, logarithm = exact(jacobian)
        return sign, logarithm / 2

    monkeypatch.setattr("replication.langevin_derivation.mixture.torch.linalg.slogdet", half)
    assert min(measure(Formulas(), run).arms["bent"].finished("constant_error")) > 1e-3
