"""EM's mixtures on latents whose density is known."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from replication.toy_density.config import configure
from replication.toy_density.data import Toy
from replication.toy_density.mixtures import Fit, fit_mixture, judge

CONFIG = configure("toy", "smoke")


def test_ems_energy_is_that_of_the_unscaled_latents() -> None:
    z = np.random.default_rng(0).normal(size=(4000, 3)) * [1e-3, 1.0, 1e3]
    energy = fit_mixture(z, CONFIG, seed=0).energy
    gaussian = GaussianMixture(1, reg_covar=0, random_state=0).fit(z)
    assert energy.mean() == pytest.approx(-gaussian.score(z), abs=0.05)


def test_latents_that_are_not_finite_have_no_energy() -> None:
    assert np.isnan(fit_mixture(np.array([[0.0], [np.inf]]), CONFIG, seed=0).energy).all()


def test_a_linear_latent_keeps_the_clusters_and_their_shape() -> None:
    """What the measures of the components say of the source itself, and of a shuffled one."""
    toy = Toy.load(CONFIG, "toy")
    assert toy.drawn is not None
    energies = -np.log(toy.density)[None]
    fits = [fit_mixture(toy.drawn.source, CONFIG, seed=0)]
    sound = judge(toy, fits, energies, 0.1)
    assert np.asarray(sound["captured"], dtype=float)[0] > 0.99
    assert np.asarray(sound["tendency"], dtype=float) == pytest.approx([1])
    shuffled = np.random.default_rng(0).permuted(energies, axis=1)
    worse = judge(toy, fits, shuffled, 0.1)
    assert np.abs(np.asarray(worse["tendency"], dtype=float)).max() < 0.1


def test_a_seed_is_in_a_local_optimum_where_em_does_better_by_more_than_a_tenth() -> None:
    toy = Toy.load(CONFIG, "toy")
    energy = -np.log(toy.density)
    fit = Fit(energy, np.zeros(len(energy), dtype=np.int64))
    measured = judge(toy, [fit, fit], np.stack([energy + 0.09, energy + 0.11]), 0.1)
    assert np.asarray(measured["caught"]).tolist() == [False, True]
    assert np.asarray(measured["excess_energy"]) == pytest.approx([0.09, 0.11])


def test_latents_that_have_collapsed_have_no_energy() -> None:
    """All rows in one place far from zero: their covariance is round-off, of either sign."""
    z = np.full((40, 3), 1e8, dtype=np.float32)
    assert np.isnan(fit_mixture(z, CONFIG, seed=0).energy).all()
