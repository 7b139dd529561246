"""Arrays for the figures, from a VAE whose parts are known."""

import numpy as np
import pytest
import torch

from rdo.diagnostics import FactorSummary, factor_summary
from rdo.models import NoiseVAE
from replication.kit.noise_vae import Networks, Setting, make
from replication.noise_vae_faces.pictures import figure_arrays

IMAGES = np.random.default_rng(2).random((2, 1, 16, 16), dtype=np.float32)


def vae(noise: str) -> NoiseVAE:
    kind = Setting("mixture", n_latent=3) if noise == "mixture" else Setting("gaussian", n_latent=3)
    model = make(kind, Networks((1, 16, 16), (8,), 0.5, "pytorch"))
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def summary() -> FactorSummary:
    """Of one replica whose second factor tells most, then the third."""
    mean = np.array([[[0.0, 3.0, 1.0], [0.0, -3.0, -1.0]]])
    return factor_summary(mean, np.full_like(mean, 0.5))


def test_the_most_influential_factors_come_first() -> None:
    found = figure_arrays("mog2_beta40", vae("mixture"), summary(), IMAGES)
    assert found["traversed_mog2_beta40"].tolist() == [1, 2, 0]
    assert found["traversal_mog2_beta40"].shape == (3, 7, 1, 16, 16)
    assert found["influence_mog2_beta40"].argmax() == 1


def test_membership_is_the_posterior_of_the_larger_variance() -> None:
    model = vae("mixture")
    found = figure_arrays("mog2", model, summary(), IMAGES)
    assert "traversal_mog2" not in found
    x = torch.from_numpy(IMAGES)
    with torch.no_grad():
        residual = (x - model.decode(model.encode(x))).double().numpy()
    # Bayes' rule for weights of a half and variances 0.001 and 0.1.
    small, large = (np.exp(-(residual**2) / (2 * v)) / np.sqrt(v) for v in (0.001, 0.1))
    expected = large / (small + large)
    assert found["membership_mog2"] / 255 == pytest.approx(expected, abs=0.003)


def test_a_single_gaussian_has_no_membership() -> None:
    found = figure_arrays("gaussian", vae("gaussian"), summary(), IMAGES)
    assert set(found) == {"influence_gaussian", "variances_gaussian", "rebuilt_gaussian"}
