"""What Appendix A's orthonormality is measured on: data, networks and weights of the loss."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.stats import multivariate_normal
from sklearn.datasets import load_digits
from torch import Tensor

from rdo.datasets import cap, load, roll, scale_minmax, toy_density
from rdo.distortions import Distortion, one_minus_ssim, squared_error
from rdo.evaluation import split_halves
from rdo.models import Architecture
from replication.kit.anomaly.settings import SETTINGS

__all__ = ["PARTS", "Part"]

_Floats = npt.NDArray[np.float64]

_DEVIATIONS = np.array([2.0, 1.0])  # of the Gaussian data
_RADIUS = 1.5  # of the cylinder and of the sphere


@dataclass(frozen=True)
class Part:
    """One kind of data, and what is trained on it."""

    rows: Callable[[], _Floats]
    """Rows to train on, ``(n, M)``."""
    hidden: tuple[int, ...]
    n_latent: int
    n_components: int
    lambdas_d: tuple[float, float]
    """Of RaDOGAGA with h(d) = d."""
    lambdas_log: tuple[float, float]
    """Of RaDOGAGA with h(d) = log d."""
    lambdas_dagmm: tuple[float, float]
    beta: float
    """Of the beta-VAE: printed for the toy, else the reciprocal of lambda2 (Section 4.1)."""
    batch_size: int = 512
    residual_features: bool = False
    steps: int = 15_000
    metric: Distortion = squared_error
    """D of RaDOGAGA; the others have the squared error."""
    density: Callable[[], _Floats] | None = None
    """Of each row with respect to the volume of the surface, ``(n,)``, where it is known."""
    distance: Callable[[_Floats, _Floats], _Floats] | None = None
    """Length of the shortest way within the surface from rows to as many others, ``(n,)``."""
    every_way: bool = False
    """Whether start, schedule and lambda2 are changed too, each by itself."""

    def architecture(self, n_features: int) -> Architecture:
        """Widths of the networks."""
        return Architecture(
            n_features,
            self.hidden,
            self.n_latent,
            self.n_components,
            residual_features=self.residual_features,
        )


def _gaussian_source() -> tuple[_Floats, _Floats]:
    """Coordinates of standard deviation 2 and 1, and a frame of five dimensions for them."""
    rng = np.random.default_rng(0)
    frame = np.linalg.qr(rng.standard_normal((5, 2)))[0]
    return rng.standard_normal((10_000, 2)) * _DEVIATIONS, frame


def _gaussian() -> _Floats:
    """The coordinates turned into the frame."""
    source, frame = _gaussian_source()
    return np.asarray(source @ frame.T, dtype=np.float64)


def _gaussian_density() -> _Floats:
    source, _ = _gaussian_source()
    return np.asarray(multivariate_normal(cov=np.diag(_DEVIATIONS**2)).pdf(source))


def _toy() -> _Floats:
    """Section 5.1's rows, all columns together to [0, 1]."""
    return np.asarray(scale_minmax(toy_density().X, per_column=False), dtype=np.float64)


def _toy_density() -> _Floats:
    """That of the source over the volume that a unit of it takes in the space of the rows."""
    toy = toy_density()
    mixing = toy.mixing / np.ptp(toy.X)
    return np.asarray(toy.density / np.sqrt(np.linalg.det(mixing @ mixing.T)))


def _straight(x: _Floats, y: _Floats) -> _Floats:
    return np.asarray(np.linalg.norm(x - y, axis=1))


def _around(x: _Floats, y: _Floats) -> _Floats:
    """On the cylinder: along its arcs and along its axis."""
    turn = [np.arctan2(rows[:, 0], _RADIUS - rows[:, 1]) for rows in (x, y)]
    return np.asarray(np.hypot(_RADIUS * (turn[0] - turn[1]), x[:, 2] - y[:, 2]))


def _great_circle(x: _Floats, y: _Floats) -> _Floats:
    """On the sphere, from the chord."""
    return np.asarray(2 * _RADIUS * np.arcsin(_straight(x, y) / (2 * _RADIUS)))


def _thyroid() -> _Floats:
    """The normal rows of a training half, scaled as in Table 1."""
    table = load("thyroid")
    return np.asarray(scale_minmax(table.X)[split_halves(table.y, 0).train])


def _digits() -> _Floats:
    """Scikit-learn's pictures of 8 x 8 pixels, in [0, 1]."""
    return np.asarray(load_digits().data / 16, dtype=np.float64)


def _picture_error(x: Tensor, y: Tensor) -> Tensor:
    """1 - SSIM of rows that hold a picture of 8 x 8 pixels."""
    return one_minus_ssim(x.unflatten(-1, (1, 8, 8)), y.unflatten(-1, (1, 8, 8)), width=4)


_THYROID = SETTINGS["table1"]["thyroid"]
_ON_SURFACES = {
    "hidden": (32, 32),
    "n_latent": 2,
    "n_components": 1,
    "lambdas_d": (1e4, 1e3),
    "lambdas_log": (1e2, 1e3),
    "lambdas_dagmm": (1e-4, 1e-9),
    "beta": 1e-3,
}

PARTS: MappingProxyType[str, Part] = MappingProxyType(
    {
        "linear": Part(
            _gaussian,
            density=_gaussian_density,
            distance=_straight,
            **{**_ON_SURFACES, "hidden": ()},  # type: ignore[arg-type]
        ),
        "roll": Part(
            lambda: roll(radius=_RADIUS).X,
            density=lambda: roll(radius=_RADIUS).density,
            distance=_around,
            every_way=True,
            **_ON_SURFACES,  # type: ignore[arg-type]
        ),
        "cap": Part(
            lambda: cap(radius=_RADIUS).X,
            density=lambda: cap(radius=_RADIUS).density,
            distance=_great_circle,
            **_ON_SURFACES,  # type: ignore[arg-type]
        ),
        "toy": Part(
            _toy,
            hidden=(64, 32, 16),
            n_latent=3,
            n_components=3,
            lambdas_d=(1e6, 1e6),
            lambdas_log=(1e3, 1e4),
            lambdas_dagmm=(1e-4, 1e-9),
            beta=1e-3,
            density=_toy_density,
            distance=_straight,
            every_way=True,
        ),
        "digits": Part(
            _digits,
            hidden=(64, 32),
            n_latent=8,
            n_components=1,
            lambdas_d=(1e5, 1e3),
            lambdas_log=(1e2, 1e3),
            lambdas_dagmm=(1e-4, 1e-9),
            beta=1e-3,
            steps=3_000,
            metric=_picture_error,
        ),
        "thyroid": Part(
            _thyroid,
            hidden=_THYROID.hidden,
            n_latent=_THYROID.n_latent,
            n_components=_THYROID.n_components,
            lambdas_d=_THYROID.lambdas_d,
            lambdas_log=_THYROID.lambdas_log,
            lambdas_dagmm=(0.1, 0.005),
            beta=1 / _THYROID.lambdas_log[1],
            batch_size=_THYROID.batch_size,
            residual_features=True,
        ),
    }
)
"""By name: straight lines on Gaussian data; a cylinder, which can be laid flat, and a sphere, which
cannot, each with a prior that fits; Section 5.1's toy and Thyroid at the paper's settings; and
digits, with 1 - SSIM for a metric."""
