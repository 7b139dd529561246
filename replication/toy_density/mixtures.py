"""EM's mixture on the latents, by which an autoencoder and its own density are judged apart."""

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from rdo.diagnostics import clustering_accuracy, density_correlation
from rdo.diagnostics import within_cluster_rank_correlation as rank_correlation
from replication.toy_density.config import Config
from replication.toy_density.data import Toy

__all__ = ["Fit", "fit_mixture", "judge"]

_Floats = npt.NDArray[np.floating]


class Fit(NamedTuple):
    """What EM makes of some latents."""

    energy: _Floats
    """Of each row, ``(n,)``."""
    component: npt.NDArray[np.int64]
    """The most probable one of each row, ``(n,)``."""


def fit_mixture(z: _Floats, config: Config, seed: int) -> Fit:
    """The best EM fit to latents ``(n, N)``; its energies are NaN if it finds none."""
    # Standardised, for scikit-learn's floor on variances is absolute; the factor is common to all
    # rows of a replica, and its logarithm is added back.
    none = Fit(np.full(len(z), np.nan), np.zeros(len(z), dtype=np.int64))
    if not np.isfinite(z).all():
        return none
    scale = z.std(0) + 1e-12
    em = GaussianMixture(config.n_components, n_init=config.em_fits, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            em.fit(z / scale)
        except ValueError:  # of latents that have collapsed the covariances are singular
            return none
    energy = np.log(scale).sum() - em.score_samples(z / scale)
    return Fit(np.asarray(energy), em.predict(z / scale))


def judge(
    toy: Toy, fits: Sequence[Fit], energies: _Floats, caught_above: float
) -> dict[str, npt.ArrayLike]:
    """Energies ``(R, n)`` and EM's fits to the same latents; each measure is ``(R,)``."""
    excess = energies.mean(1) - np.mean([fit.energy for fit in fits], axis=1)
    measured: dict[str, npt.ArrayLike] = {
        "correlation": [density_correlation(toy.density, energy) for energy in energies],
        "em_correlation": [density_correlation(toy.density, fit.energy) for fit in fits],
        "excess_energy": excess,
        "caught": excess > caught_above,
    }
    if toy.drawn is not None:
        known = toy.drawn.component
        measured["captured"] = [clustering_accuracy(known, fit.component) for fit in fits]
        measured["tendency"] = [rank_correlation(toy.density, one, known) for one in energies]
    return measured
