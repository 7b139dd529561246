"""What all observation noise has in common."""

import pytest
import torch
from scipy import stats

from rdo.errors import InputError
from rdo.noise import GaussianNoise, GradientGaussianNoise, MixtureNoise, NetworkNoise
from rdo.noise.base import check_floor, log_normal, per_row
from tests.draws import normal

NOISES = (
    GaussianNoise(0.3),
    GradientGaussianNoise(0.3),
    MixtureNoise((0.3, 0.7), (0.1, 2.0)),
    NetworkNoise(),
)


def decoded_by(noise: object, *shape: int) -> torch.Tensor:
    rows, features, *rest = shape
    return normal(rows, features * type(noise).heads, *rest, seed=1)  # type: ignore[attr-defined]


def test_the_density_is_scipys() -> None:
    residual, log_variance = normal(7, dtype=torch.float64), normal(7, seed=1, dtype=torch.float64)
    expected = stats.norm(0, (log_variance / 2).exp()).logpdf(residual)
    torch.testing.assert_close(log_normal(residual, log_variance), torch.from_numpy(expected))


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: type(noise).__name__)
def test_images_have_the_likelihood_of_their_pixels_as_rows(noise: torch.nn.Module) -> None:
    x, decoded = normal(5, 3, 2, 2), decoded_by(noise, 5, 3, 2, 2)
    found = noise.log_likelihood(x, decoded)  # type: ignore[operator]
    flat = noise.log_likelihood(x.flatten(1), decoded.flatten(1))  # type: ignore[operator]
    torch.testing.assert_close(found, flat)
    assert found.shape == (5,)


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: type(noise).__name__)
def test_a_density_over_one_pixel_integrates_to_one(noise: torch.nn.Module) -> None:
    x = torch.linspace(-40, 40, 80_001, dtype=torch.float64)[:, None]
    decoded = decoded_by(noise, 1, 1).double().expand(len(x), -1)
    density = noise.double().log_likelihood(x, decoded).exp()  # type: ignore[operator]
    noise.float()
    assert torch.trapezoid(density, x[:, 0]).item() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("noise", NOISES, ids=lambda noise: type(noise).__name__)
def test_shapes_that_do_not_fit_are_refused(noise: torch.nn.Module) -> None:
    with pytest.raises(InputError, match="x of shape"):
        noise.log_likelihood(normal(5, 4), decoded_by(noise, 5, 3))  # type: ignore[operator]
    with pytest.raises(InputError, match="x"):
        noise.log_likelihood("x", decoded_by(noise, 5, 3))  # type: ignore[operator]


def test_a_floor_is_not_negative() -> None:
    assert check_floor(0) == 0
    with pytest.raises(InputError, match="floor=-1"):
        check_floor(-1)


def test_rows_are_summed_over_all_their_axes() -> None:
    torch.testing.assert_close(per_row(torch.ones(2, 3, 4)), torch.tensor([12.0, 12.0]))
