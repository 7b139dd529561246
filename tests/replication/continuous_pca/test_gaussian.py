"""Straight networks against PCA."""

import numpy as np
import pytest
import torch

from rdo.models import FactorisedRaDOGAGA
from rdo.nn import mlp_pair
from rdo.theory import LinearPCA
from rdo.training import Ensemble
from replication.continuous_pca.gaussian import _axes, _data, _energy_share, _rows_error
from replication.kit import Outcome

VARIANCES = (1.0, 0.5, 0.25, 0.02, 0.01, 0.005)
THEORY = LinearPCA(20.0, 100.0, VARIANCES, 3)
ROWS, AXES = _data(VARIANCES)
X = torch.from_numpy(ROWS).float()[None]


def placed(degrees: float) -> Ensemble:
    """The closed form of the factorised prior, its second and third latent turned by an angle."""
    angle = np.radians(degrees)
    turn = np.eye(3)
    turn[1:, 1:] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    scale = np.sqrt(2 * 100 / 12)
    model = FactorisedRaDOGAGA(*mlp_pair(6, (), 3), 3, lambda1=20.0, lambda2=100.0, h="d")
    with torch.no_grad():
        encoder = turn @ (scale * THEORY.kept()[:, None] * AXES[:, :3].T)
        model.encoder.linear[0].weight.copy_(torch.from_numpy(encoder))
        model.decoder.linear[0].weight.copy_(torch.from_numpy(AXES[:, :3] / scale @ turn.T))
    return Ensemble([model])


def test_the_covariance_of_the_data_is_exact() -> None:
    np.testing.assert_allclose(ROWS.mean(0), 0, atol=1e-12)
    covariance = ROWS.T @ ROWS / len(ROWS)
    np.testing.assert_allclose(AXES.T @ covariance @ AXES, np.diag(VARIANCES), atol=1e-12)


def test_the_closed_form_has_the_axes_variances_and_gram_matrix_asked_for() -> None:
    metrics, order, found = _axes(placed(0), X, AXES)
    assert metrics["subspace_angle"] == pytest.approx(0, abs=1e-3)
    assert metrics["axis_angle"] == pytest.approx(0, abs=0.1)
    assert metrics["gram_deviation"] == pytest.approx(0, abs=1e-5)
    assert metrics["correlation"] == pytest.approx(0, abs=1e-4)
    assert order.tolist() == [[0, 1, 2]]
    assert found["variances"][0] == pytest.approx(THEORY.latent_variances(), rel=1e-4)
    assert found["cosines"][0] == pytest.approx(np.eye(6)[:3], abs=1e-3)


def test_turned_latents_have_the_subspace_and_not_the_axes() -> None:
    turned, _, _ = _axes(placed(20), X, AXES)
    assert turned["subspace_angle"] == pytest.approx(0, abs=1e-3)
    assert turned["axis_angle"] == pytest.approx(20, abs=0.1)
    assert _axes(placed(45), X, AXES)[0]["correlation"][0] > 0.2


def test_rows_of_the_encoder_are_the_columns_of_the_decoder_scaled() -> None:
    scale, order = 2 * 100 / 12 * THEORY.kept(), np.array([[0, 1, 2]])
    exact = placed(0)
    assert _rows_error(exact, order, scale) == pytest.approx(0, abs=1e-5)
    missed = _rows_error(exact, order, np.ones(3))
    assert missed == pytest.approx(1 - 1 / scale.max(), rel=1e-5)


def test_the_energy_share_is_that_of_the_three_widest() -> None:
    model = FactorisedRaDOGAGA(*mlp_pair(6, (), 6), 6, lambda1=20.0, lambda2=100.0, h="d")
    with torch.no_grad():
        model.encoder.linear[0].weight.copy_(torch.from_numpy(AXES.T))
    assert _energy_share(Ensemble([model]), X, 3) == pytest.approx(1.75 / 1.785, rel=1e-4)


def test_every_arm_has_its_measures(straight: Outcome) -> None:
    arms = straight.arms
    assert set(arms) == {
        f"{n}_{h}" for n in ("factorised", "wide", "gaussian") for h in ("d", "log")
    }
    control = {"subspace_angle", "axis_angle", "gram_deviation", "correlation"}
    own = {"variance_error", "rows_error", "rows_printed_error"}
    assert set(arms["gaussian_d"].metrics) == control
    assert set(arms["factorised_d"].metrics) == control | own
    assert set(arms["wide_log"].metrics) == {"energy_share"}
    assert arms["wide_d"].config == {"h": "d", "prior": "factorised", "n_latent": 6}
    assert arms["gaussian_log"].config == {"h": "log", "prior": "gaussian", "n_latent": 3}
    for h in ("d", "log"):
        over = straight.arrays[f"factorised_{h}_variances"] / straight.arrays[f"theory_{h}"]
        worst = np.abs(over - 1).max(1)
        assert arms[f"factorised_{h}"].by_seed("variance_error") == pytest.approx(worst)
