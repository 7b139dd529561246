"""Walks of trained networks, against walks whose maps are known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
import torch

from rdo.models import Architecture, DenoisingAutoencoder, Model, RaDOGAGA
from rdo.theory import PlaneGrid, denoiser, divergence, first_order
from rdo.training.draws import glorot_generator
from replication.kit import Result, Run
from replication.langevin_stationary import EXPERIMENT
from replication.langevin_stationary import trained as trained_part
from replication.langevin_stationary.config import Config
from replication.langevin_stationary.mixture import WALKS
from replication.langevin_stationary.stationary import DENSITY, find_stationary

_Array = npt.NDArray[np.float64]


def planned(lams: tuple[float, ...], seeds: tuple[int, ...]) -> tuple[Config, Run]:
    """A training of one step, so slow that no weight moves."""
    config, run = EXPERIMENT.plan("trained")
    brief = {"steps": 1, "warm_up_steps": 1, "batch_size": 256, "hidden": (8,)}
    slow = {"learning_rate": 1e-12, "warm_up_learning_rate": 1e-12}
    return replace(config, lams=lams, **brief, **slow), replace(run, seeds=seeds)


def test_networks_are_trained_and_judged_seed_by_seed(trained: Result) -> None:
    record, arrays = trained.record, trained.arrays
    assert list(record.arms) == ["radogaga_d", "denoiser_trained"]
    for name, arm in record.arms.items():
        assert arrays[f"{name}_lams"].tolist() == [0.04, 0.08]
        for what in ("divergence", "relaxation", "drift_error"):
            assert arrays[f"{name}_{what}"].shape == (2, 2)
            assert arm.metrics[what] == arrays[f"{name}_{what}"][:, 0].tolist()
        assert arrays[f"{name}_settled"].shape == arrays["density"].shape == (101, 101)
        assert len(set(arm.metrics["divergence"])) == 2
    assert "prior_divergence" not in record.arms["denoiser_trained"].metrics


def _exact(model: Model) -> Callable[[_Array], _Array]:
    """What a model that learnt without error would do to a point, by its own setting."""
    if isinstance(model, DenoisingAutoencoder):
        return lambda x: denoiser(DENSITY, float(model.sigma) ** 2, x)
    assert isinstance(model, RaDOGAGA)
    return lambda x: x + first_order(DENSITY, x) / float(model.lambda1)


def test_exact_maps_in_the_place_of_networks_have_the_densities_of_the_closed_forms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So every replica is measured at its own lambda, and with the noise that fits it."""
    monkeypatch.setattr(trained_part, "_map", _exact)
    lams = (0.04, 0.08)
    measured = trained_part.measure(*planned(lams, (3, 5)))
    for name, walk in (("radogaga_d", "langevin"), ("denoiser_trained", "denoiser")):
        known = [find_stationary(WALKS[walk], lam) for lam in lams]
        far = [one.divergence for one in known]
        slow = [one.relaxation for one in known]
        np.testing.assert_allclose(measured.arrays[f"{name}_divergence"], [far, far], rtol=1e-5)
        np.testing.assert_allclose(measured.arrays[f"{name}_relaxation"], [slow, slow], rtol=1e-5)
        metrics = measured.arms[name].metrics
        slope = np.diff(np.log(far)) / np.log(2)
        assert metrics["order"] == pytest.approx([slope[0], slope[0]], rel=1e-5)
        np.testing.assert_array_less(np.array(metrics["strayed"], dtype=float), 1e-4)
    drift = np.array(measured.arms["radogaga_d"].metrics["drift_error"], dtype=float)
    assert drift.max() < 1e-6  # lambda1 is kept in float32


def test_the_error_of_the_drift_is_a_share_of_half_the_score() -> None:
    lams = (0.04, 0.08)

    def off(share: float, lam: float) -> Callable[[_Array], _Array]:
        return lambda x: x + lam * (1 + share) * first_order(DENSITY, x)

    maps = [[off(0.1, lams[0]), off(0.3, lams[1])], [off(-0.2, lams[0]), off(0.0, lams[1])]]
    metrics, _ = trained_part.map_measures(maps, lams, -np.inf)
    assert metrics["drift_error"] == pytest.approx([0.1, 0.2])
    assert metrics["drift_error_largest"] == pytest.approx([0.3, 0.0], abs=1e-12)


def test_a_map_that_leaves_the_grid_is_taken_to_its_edge() -> None:
    """There the walk stays, off the support of the data; one to the middle stays on it."""
    maps: list[list[Callable[[_Array], _Array]]] = [[lambda x: 3 * x] * 2, [lambda x: 0 * x] * 2]
    metrics, _ = trained_part.map_measures(maps, (0.04, 0.08), -15.0)
    assert metrics["strayed"] == pytest.approx([1.0, 0.0], abs=1e-6)
    assert metrics["divergence"][0] > 10


def test_replicas_take_the_settings_of_their_lambda_and_the_weights_of_their_seed() -> None:
    lams = (0.02, 0.08)
    rows = trained_part.sample(300)
    config, run = planned(lams, (0, 1))
    for name, buffer, values in (
        ("radogaga_d", "lambda1", [50, 12.5]),
        ("denoiser_trained", "sigma", [0.1, 0.2]),
    ):
        ensemble, training = trained_part._train(name, rows, config, run)
        assert ensemble.buffers[buffer].tolist() == pytest.approx(values * 2)
        first = ensemble.named()["encoder.layers.0.weight"]
        torch.testing.assert_close(first[0], first[1], atol=1e-6, rtol=0)
        assert (first[0] - first[2]).abs().max() > 0.1
        assert not training.failures


def test_the_rows_are_of_the_density() -> None:
    rows = trained_part.sample(100_000)
    x, weights = DENSITY.quadrature(40)
    log_density = DENSITY.log_density(x)
    entropy, deviation = -weights @ log_density, np.sqrt(weights @ log_density**2)
    assert -DENSITY.log_density(rows).mean() == pytest.approx(
        entropy, abs=4 * deviation / 100_000**0.5
    )
    np.testing.assert_allclose(rows.mean(0), weights @ x, atol=0.03)
    np.testing.assert_allclose(rows.T @ rows / len(rows), (x.T * weights) @ x, atol=0.05)


def test_the_decoded_prior_is_compared_with_the_density() -> None:
    """A single Gaussian and straight networks: what is drawn is Gaussian, its density known."""
    model = RaDOGAGA(
        Architecture(2, (), 2, 1, dropout=0.0), lambda1=1.0, lambda2=1.0, h="d"
    ).double()
    model.reset_parameters(glorot_generator(0))
    encoder = torch.tensor([[3.0, 1.0], [-0.5, 2.0]], dtype=torch.float64)
    decoder = torch.tensor([[0.3, -0.1], [0.15, 0.4]], dtype=torch.float64)
    with torch.no_grad():
        model.encoder.linear[0].weight.copy_(encoder)
        model.decoder.linear[0].weight.copy_(decoder)
        model.decoder.linear[0].bias.copy_(torch.tensor([0.2, -0.3]))
    rows = torch.from_numpy(trained_part.sample(500))
    drawn = (rows @ encoder.T @ decoder.T + torch.tensor([0.2, -0.3])).numpy()
    covariance = np.cov(drawn.T, bias=True)
    grid = PlaneGrid(8.0, 0.05)
    away = grid.points - drawn.mean(0)
    distance = np.einsum("ni,ij,nj->n", away, np.linalg.inv(covariance), away)
    density = np.exp(-distance / 2) / (2 * np.pi * np.sqrt(np.linalg.det(covariance)))
    known = divergence(density, DENSITY.log_density(grid.points), grid.cell)
    assert trained_part.prior_divergence(model, rows) == pytest.approx(known, rel=2e-4)
