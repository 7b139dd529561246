"""The estimation network starts from EM's memberships."""

import numpy as np
import pytest
import torch

from rdo.detectors.mixture_start import em_memberships, start_mixture
from rdo.errors import InputError
from rdo.models import DAGMM, Architecture
from rdo.training import Ensemble


def clusters() -> np.ndarray:
    """Two clusters of 150 rows each, far apart."""
    rng = np.random.default_rng(0)
    centres: np.ndarray = np.repeat([[0.2], [0.8]], 150, axis=0)
    return centres + rng.normal(size=(300, 3)) * 0.05


def replicas(n_components: int = 2) -> Ensemble:
    architecture = Architecture(3, (8,), 1, n_components, residual_features=True)
    return Ensemble.from_seeds(lambda: DAGMM(architecture), [3, 4])


def test_em_finds_clusters_and_keeps_its_floor() -> None:
    found = em_memberships(clusters(), 2, seed=0)
    assert (found.argmax(1)[:150] == found.argmax(1)[0]).all()
    assert (found.argmax(1)[150:] == 1 - found.argmax(1)[0]).all()
    same = em_memberships(np.zeros((20, 3)), 2, seed=0)  # a covariance of nothing
    np.testing.assert_allclose(same.sum(1), 1)


def test_the_network_has_learnt_the_memberships() -> None:
    ensemble, x = replicas(), torch.tensor(clusters(), dtype=torch.float32)
    rows = x.expand(2, -1, -1)
    features = ensemble.map("represent", rows)
    untouched = ensemble.named()["encoder.layers.0.weight"].clone()
    start_mixture(ensemble, x, [3, 4], 300)
    mixture = ensemble.map("mixture", rows)
    for r in range(2):
        em = em_memberships(
            ((features[r] - features[r].mean(0)) / features[r].std(0)).double().numpy(), 2, 3 + r
        )
        weight, mean = mixture.weight[r].numpy(), mixture.mean[r].numpy()
        np.testing.assert_allclose(np.sort(weight), np.sort(em.mean(0)), atol=0.05)
        means = [em[:, k] @ features[r].double().numpy() / em[:, k].sum() for k in range(2)]
        expected = np.array(means)[np.argsort(np.array(means)[:, 0])]
        np.testing.assert_allclose(mean[np.argsort(mean[:, 0])], expected, rtol=0.1, atol=0.02)
    assert torch.equal(ensemble.named()["encoder.layers.0.weight"], untouched)


def test_one_component_needs_no_start_and_rows_of_another_width_are_refused() -> None:
    ensemble, x = replicas(1), torch.tensor(clusters(), dtype=torch.float32)
    before = ensemble.parameters.clone()
    start_mixture(ensemble, x, [3, 4], 5)
    assert torch.equal(ensemble.parameters, before)
    with pytest.raises(InputError):
        start_mixture(replicas(), x[0], [3, 4], 5)
