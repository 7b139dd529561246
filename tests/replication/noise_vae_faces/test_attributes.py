"""Attributes of painted faces, and factors that change known ones."""

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from rdo.models import Model, NoiseVAE
from rdo.nn import strided_pair
from rdo.noise import GaussianNoise
from rdo.training import Ensemble
from replication.noise_vae_faces.attributes import ATTRIBUTES, attributes, changed, counts

GREY = np.full((1, 3, 64, 64), 0.5, dtype=np.float32)
PLACES = {"left": (0, 8), "right": (56, 64)}


def painted(rows: slice, columns: slice, colour: tuple[float, float, float]) -> np.ndarray:
    image = GREY.copy()
    image[0, :, rows, columns] = np.array(colour)[:, None, None]
    return image


def of(image: npt.NDArray[np.floating]) -> dict[str, float]:
    change = (attributes(image) - attributes(GREY))[0]
    return {
        name: round(float(value), 6)
        for name, value in zip(ATTRIBUTES, change, strict=True)
        if abs(value) > 1e-6
    }


def test_each_part_of_the_image_tells_its_own_attributes() -> None:
    assert of(painted(slice(8, 16), slice(24, 40), (0.2, 0.2, 0.2))) == {"hair colour": -0.3}
    assert of(painted(slice(32, 45), slice(19, 45), (0.7, 0.7, 0.7))) == {
        "lighting of the face": 0.2
    }
    yellow = of(painted(slice(32, 45), slice(19, 45), (0.5, 0.5, 0.2)))
    assert yellow == {"skin from white to yellow": 0.3, "lighting of the face": -0.1}
    assert of(painted(slice(0, 19), slice(0, 8), (0.9, 0.9, 0.9))) == {
        "background from black to white": 0.2,
        "background bright on one side": 0.4,
    }
    blue = of(painted(slice(0, 19), slice(0, 64), (0.5, 0.5, 0.8)))
    assert blue["background from blue to yellow"] == -0.3
    assert "background bright on one side" not in blue
    assert of(painted(slice(50, 64), slice(0, 64), (1.0, 0.0, 0.0))) == {}


class _Painter(NoiseVAE):
    """Factor 0 lights hair and face, factor 1 the face, factor 2 nothing."""

    def encode(self, x: Tensor) -> Tensor:
        return torch.zeros(len(x), 3)

    def decode(self, z: Tensor) -> Tensor:
        image = torch.full((len(z), 3, 64, 64), 0.5)
        image[:, :, 8:16, 24:40] += 0.05 * z[:, 0, None, None, None]
        image[:, :, 32:45, 19:45] += 0.05 * (z[:, 0] + z[:, 1])[:, None, None, None]
        return image


def test_a_factor_changes_what_moves_by_more_than_a_standard_deviation() -> None:
    def build() -> Model:
        return _Painter(*strided_pair((3, 64, 64), (4,), 3, heads=2), 3, GaussianNoise())

    ensemble = Ensemble.from_seeds(build, [0])
    rows = np.zeros((1, 2), dtype=np.int64)
    hair, face = ATTRIBUTES.index("hair colour"), ATTRIBUTES.index("lighting of the face")
    expected = np.zeros((1, 3, 6), dtype=bool)
    expected[0, 0, [hair, face]] = expected[0, 1, face] = True
    # From -3 to 3 both move by 0.3.
    assert np.array_equal(changed(ensemble, GREY, rows, np.full((1, 6), 0.29)), expected)
    assert not changed(ensemble, GREY, rows, np.full((1, 6), 0.31)).any()


@pytest.mark.parametrize(
    ("influence", "per_factor", "per_attribute"),
    [((1.0, 1.0, 1.0), 1.0, 2.0), ((1.0, 0.05, 1.0), 1.5, 1.5), ((0.0, 0.1, 0.0), 0.0, 0.0)],
)
def test_medians_are_over_used_factors_alone(
    influence: tuple[float, ...], per_factor: float, per_attribute: float
) -> None:
    changes = np.array([[[True, True], [True, False], [False, True]]])
    changes[0, 2] = [True, False]
    found = counts(changes, np.array([influence]))
    assert found["attributes_per_factor"].tolist() == [per_factor]
    assert found["factors_per_attribute"].tolist() == [per_attribute]
