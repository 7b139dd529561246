"""Detail of known images, and curves that fall or do not."""

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from rdo.errors import Failure
from rdo.models import Model, NoiseVAE
from rdo.nn import strided_pair
from rdo.noise import GaussianNoise
from rdo.training import Ensemble, History
from replication.noise_vae_faces.measures import collapsed, detail


class _Faded(NoiseVAE):
    """Gives back what it is shown, faded by a factor; the code is not used."""

    shown: Tensor
    factor: float

    def decode(self, z: Tensor) -> Tensor:
        return self.factor * self.shown.expand(len(z), *self.shown.shape[1:])


@pytest.mark.parametrize("factor", [1.0, 0.5, 0.0])
def test_detail_is_the_share_of_the_energy_that_comes_back(factor: float) -> None:
    x = np.random.default_rng(0).random((1, 1, 16, 16), dtype=np.float32)

    def build() -> Model:
        model = _Faded(*strided_pair((1, 16, 16), (4,), 2, 1.0, heads=2), 2, GaussianNoise())
        model.shown, model.factor = torch.from_numpy(x), factor
        return model

    ensemble = Ensemble.from_seeds(build, [0, 1])
    found = detail(ensemble, x, np.zeros((2, 1), dtype=np.int64), (0, 1))
    assert found == pytest.approx([factor**2] * 2, rel=1e-5)


def test_a_ramp_has_no_detail_and_a_kink_has_its_own() -> None:
    # Second differences of a ramp vanish, and those of |x - 4| are 2 at one place of each row.
    ramp: npt.NDArray[np.float32] = np.tile(np.arange(16, dtype=np.float32), (16, 1))[None, None]
    kink: npt.NDArray[np.float32] = ramp + np.abs(ramp - 4)

    def build() -> Model:
        model = _Faded(*strided_pair((1, 16, 16), (4,), 2, 1.0, heads=2), 2, GaussianNoise())
        model.shown, model.factor = torch.from_numpy(kink + 3 * ramp), 1.0
        return model

    found = detail(Ensemble.from_seeds(build, [0]), kink, np.zeros((1, 1), dtype=np.int64), (0,))
    assert found == pytest.approx([1.0], rel=1e-3)


def history(curve: np.ndarray, failures: list[Failure] | None = None) -> History:
    """Of one replica per column, whose objective is the curve."""
    return History(
        steps=list(range(len(curve))),
        terms={"a": list(-curve / 4), "b": list(-3 * curve / 4)},
        failures=failures or [],
    )


def test_a_curve_that_loses_more_than_half_of_its_gain_for_good_has_collapsed() -> None:
    t = np.linspace(0, 1, 200)
    rising = -np.exp(-5 * t)
    dip = rising - 3.0 * (np.abs(t - 0.5) < 0.05)  # and recovers
    fallen = np.where(t > 0.8, -0.7, rising)
    less = np.where(t > 0.8, -0.3, rising)
    found = collapsed([history(np.stack([rising, dip, fallen, less], 1))], (4, 5, 6, 7))
    assert found.tolist() == [0, 0, 1, 0]


def test_the_parts_of_a_training_are_one_curve_over_the_steps() -> None:
    first = np.linspace(-1, 1, 100)[:, None] * np.ones(2)
    second = np.stack([np.full(60, 1.0), np.full(60, -2.0)], 1)
    assert collapsed([history(first), history(second)], (0, 1)).tolist() == [0, 1]
    assert collapsed([history(first)], (0, 1)).tolist() == [0, 0]


def test_a_seed_that_stopped_has_collapsed() -> None:
    curve = np.linspace(-1, 1, 50)[:, None] * np.ones(2)
    curve[30:, 0] = -np.inf
    stopped = history(curve, [Failure(8, 30, "the gradient is not finite")])
    assert collapsed([stopped], (8, 9)).tolist() == [1, 0]
