"""Where walks in the plane settle, from configuration to record."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pytest
import torch

from rdo.errors import InputError
from rdo.models import Architecture, DenoisingAutoencoder, Model, RaDOGAGA
from rdo.theory import IsotropicMixture, PlaneGrid, denoiser, divergence, first_order
from replication.kit.catalogue import run_experiment
from replication.kit.grid import Plan
from replication.kit.record import Outcome
from replication.kit.tables import errata, results_table
from replication.langevin_sampling.figures import densities, divergences
from replication.langevin_stationary import run as langevin_stationary
from replication.langevin_stationary import trained as langevin_trained
from replication.langevin_stationary.stationary import DENSITY, Walk, settle
from replication.ledger import judge, load_claims

_Array = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run_experiment("langevin_stationary")


@pytest.fixture(scope="module")
def trained() -> Outcome:
    return run_experiment("langevin_stationary", dataset="trained")


def test_all_holds_but_the_printed_noise(outcome: Outcome) -> None:
    claims = [
        c for c in load_claims() if (c.experiment, c.dataset) == ("langevin_stationary", "mixture")
    ]
    verdicts = {claim.id: judge(claim, outcome.record).verdict for claim in claims}
    printed = "langevin.algorithm1.mixture.langevin_printed.divergence"
    assert verdicts.pop(printed) == "not reproduced"
    assert set(verdicts.values()) == {"reproduced"}
    assert len(errata("Algorithm 1")) == 1


def test_noise_that_does_not_fit_the_map_does_not_converge(outcome: Outcome) -> None:
    """With the training noise itself, the walk is at half the temperature of the data."""
    same = outcome.arrays["denoiser_same_divergence"]
    assert (np.diff(same) < 0).all()  # it grows as lambda falls
    density = np.asarray(outcome.arrays["density"], dtype=float)
    squared = density**2 / (density**2).sum()
    settled = outcome.arrays["denoiser_same_settled"]
    assert np.abs(settled / settled.sum() - squared).max() < 0.2 * squared.max()


def test_forgetting_takes_steps_in_inverse_proportion_to_lambda(outcome: Outcome) -> None:
    steps, lams = (outcome.arrays[f"langevin_{name}"] for name in ("relaxation", "lams"))
    assert steps * lams == pytest.approx(np.full(len(lams), steps[0] * lams[0]), rel=0.02)


def test_ten_steps_of_a_linear_map_are_those_of_a_gaussian() -> None:
    """A map x to ax with noise s takes the variance v to a^2 v + s^2."""
    a, variance = 0.9, 0.4
    normal = IsotropicMixture((1.0,), ((0.0, 0.0),), (variance**0.5,))
    found = settle(Walk(lambda _, x: (a * x, normal.log_density(x)), np.sqrt), 0.05)
    v = 1.0
    for _ in range(10):
        v = a**2 * v + 0.05

    def away(other: float) -> float:
        return float(other / variance - 1 - np.log(other / variance))  # of two dimensions

    assert found.ten_steps == pytest.approx(away(v), rel=1e-3)  # the start is cut at the edge
    assert found.divergence == pytest.approx(away(0.05 / (1 - a**2)), rel=1e-6)


def test_where_walks_start_is_no_nearer_than_after_ten_steps(outcome: Outcome) -> None:
    start = float(outcome.arrays["start_divergence"])
    x, weights = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,)).quadrature(60)
    log_normal = -np.log(2 * np.pi) - (x**2).sum(-1) / 2
    assert start == pytest.approx(float(weights @ (log_normal - DENSITY.log_density(x))), rel=1e-3)
    assert (outcome.arrays["langevin_ten_steps"] < start).all()


def test_the_table_names_every_walk(outcome: Outcome) -> None:
    table = results_table(outcome.record, langevin_stationary.HEADINGS)
    assert list(table.index)[-1] == "first order, noise as printed"
    assert len(table) == len(langevin_stationary.WALKS)


def test_the_figures_show_what_was_measured(outcome: Outcome) -> None:
    far, slow, soon = divergences(outcome.arrays).axes
    for axes, what in ((far, "divergence"), (slow, "relaxation"), (soon, "ten_steps")):
        drawn = np.asarray(axes.lines[0].get_ydata(), dtype=float)
        np.testing.assert_allclose(drawn, outcome.arrays[f"lossy_{what}"])
    assert len(densities(outcome.arrays).axes) == 4
    plt.close("all")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "digits"}, "dataset='digits': langevin_stationary knows mixture, trained"),
        ({"seeds": 5}, "seeds=5: nothing here is random"),
        ({"dataset": "trained", "seeds": 0}, "seeds=0: give a whole number"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("langevin_stationary", **options)  # type: ignore[arg-type]


def test_networks_are_trained_and_judged_seed_by_seed(trained: Outcome) -> None:
    record, arrays = trained.record, trained.arrays
    assert list(record.arms) == list(langevin_trained.ARMS)
    for name, arm in record.arms.items():
        assert arrays[f"{name}_lams"].tolist() == [0.04, 0.08]
        for what in ("divergence", "relaxation", "drift_error"):
            assert arrays[f"{name}_{what}"].shape == (2, 2)
            assert arm.metrics[what] == arrays[f"{name}_{what}"][:, 0].tolist()
        assert arrays[f"{name}_settled"].shape == arrays["density"].shape == (101, 101)
        assert len(set(arm.metrics["divergence"])) == 2
    claims = {c.method for c in load_claims() if c.dataset == "trained"}
    assert claims == set(record.arms)
    assert "prior_divergence" not in record.arms["denoiser_trained"].metrics
    table = results_table(record, langevin_stationary.HEADINGS)
    assert list(table.index) == ["RaDOGAGA(d)", "trained denoiser, half the noise"]


def test_the_figures_show_the_trained_walks_too(outcome: Outcome, trained: Outcome) -> None:
    far, slow, _ = divergences(outcome.arrays, trained.arrays).axes
    for axes, what in ((far, "divergence"), (slow, "relaxation")):
        lines = [np.asarray(line.get_ydata(), dtype=float) for line in axes.lines]
        median = np.median(trained.arrays[f"radogaga_d_{what}"], 0)
        np.testing.assert_allclose(lines[len(langevin_stationary.WALKS)], median)
    assert len(densities(outcome.arrays, trained.arrays).axes) == 6
    plt.close("all")


def _exact(model: Model) -> Callable[[_Array], _Array]:
    """What a model that learnt without error would do to a point, by its own setting."""
    if isinstance(model, DenoisingAutoencoder):
        return lambda x: denoiser(DENSITY, float(model.sigma) ** 2, x)
    assert isinstance(model, RaDOGAGA)
    return lambda x: x + first_order(DENSITY, x) / float(model.lambda1)


def test_exact_maps_in_the_place_of_networks_settle_where_the_closed_forms_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So every replica is measured at its own lambda, and with the noise that fits it."""
    monkeypatch.setattr(langevin_trained, "_map", _exact)
    lams = (0.04, 0.08)
    measured = langevin_trained.measure((3, 5), lams, Plan(1, 256, 1e-3, 1, 1e-3), "cpu", None)
    for name, walk in (("radogaga_d", "langevin"), ("denoiser_trained", "denoiser")):
        known = [settle(langevin_stationary.WALKS[walk], lam) for lam in lams]
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

    maps = [[off(0.1, lams[0]), off(-0.2, lams[0])], [off(0.3, lams[1]), off(0.0, lams[1])]]
    metrics, _ = langevin_trained.measured_arm(maps, lams, -np.inf)
    assert metrics["drift_error"] == pytest.approx([0.1, 0.2])
    assert metrics["drift_error_largest"] == pytest.approx([0.3, 0.0], abs=1e-12)


def test_a_map_that_leaves_the_grid_is_taken_to_its_edge() -> None:
    """There the walk stays, off the data; one that goes to the middle does not stray."""
    maps: list[list[Callable[[_Array], _Array]]] = [[lambda x: 3 * x, lambda x: 0 * x]] * 2
    metrics, _ = langevin_trained.measured_arm(maps, (0.04, 0.08), -15.0)
    assert metrics["strayed"] == pytest.approx([1.0, 0.0], abs=1e-6)
    assert metrics["divergence"][0] > 10


def test_replicas_take_the_settings_of_their_lambda_and_the_weights_of_their_seed() -> None:
    lams = (0.02, 0.08)
    rows = langevin_trained.sample(300)
    plan = Plan(1, 256, 1e-12, 1, 1e-12)  # so that no weight moves
    for name, buffer, values in (
        ("radogaga_d", "lambda1", [50, 12.5]),
        ("denoiser_trained", "sigma", [0.1, 0.2]),
    ):
        ensemble, training = langevin_trained._train(name, (0, 1), lams, rows, plan, "cpu", None)
        assert ensemble.buffers[buffer].tolist() == pytest.approx(values * 2)
        first = ensemble.named()["encoder.layers.0.weight"]
        torch.testing.assert_close(first[0], first[1], atol=1e-6, rtol=0)
        assert (first[0] - first[2]).abs().max() > 0.1
        assert not training.failures


def test_the_rows_are_of_the_density() -> None:
    rows = langevin_trained.sample(100_000)
    x, weights = DENSITY.quadrature(40)
    log_density = DENSITY.log_density(x)
    entropy, spread = -weights @ log_density, np.sqrt(weights @ log_density**2)
    assert -DENSITY.log_density(rows).mean() == pytest.approx(
        entropy, abs=4 * spread / 100_000**0.5
    )
    np.testing.assert_allclose(rows.mean(0), weights @ x, atol=0.03)
    np.testing.assert_allclose(rows.T @ rows / len(rows), (x.T * weights) @ x, atol=0.05)


def test_the_decoded_prior_is_compared_with_the_density() -> None:
    """A single Gaussian and straight networks: what is drawn is Gaussian, its density known."""
    model = RaDOGAGA(
        Architecture(2, (), 2, 1, dropout=0.0), lambda1=1.0, lambda2=1.0, h="d"
    ).double()
    encoder = torch.tensor([[3.0, 1.0], [-0.5, 2.0]], dtype=torch.float64)
    decoder = torch.tensor([[0.3, -0.1], [0.15, 0.4]], dtype=torch.float64)
    with torch.no_grad():
        model.encoder.linear[0].weight.copy_(encoder)
        model.decoder.linear[0].weight.copy_(decoder)
        model.decoder.linear[0].bias.copy_(torch.tensor([0.2, -0.3]))
    rows = torch.from_numpy(langevin_trained.sample(500))
    drawn = (rows @ encoder.T @ decoder.T + torch.tensor([0.2, -0.3])).numpy()
    covariance = np.cov(drawn.T, bias=True)
    grid = PlaneGrid(8.0, 0.05)
    away = grid.points - drawn.mean(0)
    distance = np.einsum("ni,ij,nj->n", away, np.linalg.inv(covariance), away)
    density = np.exp(-distance / 2) / (2 * np.pi * np.sqrt(np.linalg.det(covariance)))
    known = divergence(density, DENSITY.log_density(grid.points), grid.cell)
    assert langevin_trained.prior_divergence(model, rows) == pytest.approx(known, rel=2e-4)
