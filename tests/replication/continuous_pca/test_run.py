"""Appendix B from configuration to record."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from rdo.diagnostics import mutual_information
from rdo.errors import InputError
from rdo.models import FactorisedRaDOGAGA
from rdo.theory import LinearPCA
from rdo.training import Ensemble
from replication.continuous_pca import run as continuous_pca
from replication.continuous_pca import sheet as on_sheet
from replication.continuous_pca.figures import axis_cosines, coordinate_lines, latent_variances
from replication.continuous_pca.linear import (
    _axes,
    _data,
    _energy_share,
    _rows_error,
    gram_deviation,
)
from replication.kit.catalogue import run_experiment
from replication.kit.grid import Plan
from replication.kit.record import Outcome
from replication.kit.tables import verdicts

SHORT = Plan(6, 64, 1e-3, 6, 1e-2)


def short(dataset: str) -> Outcome:
    return continuous_pca.run(replace(continuous_pca.configure(dataset, seeds=2), plan=SHORT))


@pytest.fixture(scope="module")
def straight() -> Outcome:
    return short("gaussian")


@pytest.fixture(scope="module")
def ridge() -> Outcome:
    return short("ridge")


def placed(angle: float) -> Ensemble:
    """The closed form of the factorised prior, its second and third latent turned by an angle."""
    theory = LinearPCA(20.0, 100.0, (1.0, 0.5, 0.25, 0.02, 0.01, 0.005), 3)
    _, axes = _data()
    turn = np.eye(3)
    turn[1:, 1:] = on_sheet._turn(angle)
    scale = np.sqrt(2 * 100 / 12)
    model = FactorisedRaDOGAGA(6, (), 3, lambda1=20.0, lambda2=100.0, h="d")
    with torch.no_grad():
        encoder = turn @ (scale * theory.kept()[:, None] * axes[:, :3].T)
        model.encoder.linear[0].weight.copy_(torch.from_numpy(encoder))
        model.decoder.linear[0].weight.copy_(torch.from_numpy(axes[:, :3] / scale @ turn.T))
    return Ensemble([model])


def test_the_closed_form_has_the_axes_variances_and_gram_matrix_asked_for() -> None:
    rows, axes = _data()
    x = torch.from_numpy(rows).float()[None]
    found = _axes(placed(0.0), x, axes, slice(None))
    assert found["subspace_angle"] == pytest.approx(0, abs=1e-3)
    assert found["axis_angle"] == pytest.approx(0, abs=0.1)
    assert found["gram_deviation"] == pytest.approx(0, abs=1e-5)
    theory = LinearPCA(20.0, 100.0, (1.0, 0.5, 0.25, 0.02, 0.01, 0.005), 3)
    assert found["variances"][0] == pytest.approx(theory.latent_variances(), rel=1e-4)
    turned = _axes(placed(np.radians(20)), x, axes, slice(None))
    assert turned["subspace_angle"] == pytest.approx(0, abs=1e-3)
    assert turned["axis_angle"] == pytest.approx(20, abs=0.1)


def test_rows_of_the_encoder_are_the_columns_of_the_decoder_scaled() -> None:
    theory = LinearPCA(20.0, 100.0, (1.0, 0.5, 0.25, 0.02, 0.01, 0.005), 3)
    scale, order = 2 * 100 / 12 * theory.kept(), np.array([[0, 1, 2]])
    exact = placed(0.0)
    assert _rows_error(exact, slice(None), order, scale) == pytest.approx(0, abs=1e-5)
    missed = _rows_error(exact, slice(None), order, np.ones(3))
    assert missed == pytest.approx(1 - 1 / scale.max(), rel=1e-5)
    rows, axes = _data()
    x = torch.from_numpy(rows).float()[None]
    assert _axes(exact, x, axes, slice(None))["correlation"] == pytest.approx(0, abs=1e-4)
    assert _axes(placed(np.radians(45)), x, axes, slice(None))["correlation"][0] > 0.2


def test_the_energy_share_is_that_of_the_three_widest() -> None:
    model = FactorisedRaDOGAGA(6, (), 6, lambda1=20.0, lambda2=100.0, h="d")
    rows, axes = _data()
    with torch.no_grad():
        model.encoder.linear[0].weight.copy_(torch.from_numpy(axes.T))
    x = torch.from_numpy(rows).float()[None]
    assert _energy_share(Ensemble([model]), x, slice(None)) == pytest.approx(1.75 / 1.785, rel=1e-4)


def test_the_rolled_sheet_keeps_lengths_and_its_tangents_are_its_slopes() -> None:
    s, step = on_sheet.sheet("ridge", 50), 1e-6
    tangents = on_sheet._tangents(s)
    assert tangents.transpose(0, 2, 1) @ tangents == pytest.approx(np.tile(np.eye(2), (50, 1, 1)))
    offset = on_sheet._rolled(s).mean(0)
    for k in range(2):
        moved = s + step * np.eye(2)[k]
        slope = (on_sheet._rolled(moved) - on_sheet._rolled(s) + offset) / step
        assert slope - slope.mean(0) == pytest.approx(
            tangents[..., k] - tangents[..., k].mean(0), abs=1e-4
        )


def test_principal_directions_of_the_ridge_are_its_tangents() -> None:
    s = on_sheet.sheet("ridge")
    at = np.linspace(-1, 1, 21)
    middle = np.stack([at, (at**2 - 1) / 2], axis=1)
    off = np.degrees(on_sheet._principal(s, middle) - np.arctan(at))
    assert (off + 90) % 180 - 90 == pytest.approx(0, abs=6)


def test_directions_are_measured_to_the_nearest_axis() -> None:
    frames = np.stack([on_sheet._turn(np.radians(a)) for a in (0, 30, 50, 90)])
    for frame, expected in zip(frames, (0, 30, 40, 0), strict=True):
        assert on_sheet._off_axis(frame[None], np.zeros(1)) == pytest.approx(expected, abs=1e-9)
    assert on_sheet._off_axis(frames[1][None], np.radians([25.0])) == pytest.approx(5)


def test_the_best_isometry_of_the_rectangle_is_its_sides() -> None:
    s = on_sheet.sheet("rectangle")
    best = on_sheet._isometry(s @ on_sheet._turn(np.radians(20)), np.full(4, np.radians(-20)))
    assert best["axis_angle"] <= 2
    assert best["mutual_information"] < 0.03


def test_klt_is_the_least_dependent_rotation_of_gaussians_and_not_of_the_ridge() -> None:
    """On the ridge the two coordinates are uncorrelated, so that KLT keeps them as they are."""
    gaussian = np.random.default_rng(0).normal(size=(4_096, 2)) * [2.0, 1.0]
    assert on_sheet._isometry(gaussian, np.zeros(4))["klt_excess"] < 0.02
    ridge = on_sheet.sheet("ridge")
    best = on_sheet._isometry(ridge, np.zeros(4))
    kept = mutual_information(ridge) - best["mutual_information"]
    assert best["klt_excess"] == pytest.approx(kept, abs=0.02)
    assert kept > 0.2


def test_gram_deviation_is_a_size_a_dimension() -> None:
    assert gram_deviation(np.stack([np.eye(4), 1.5 * np.eye(4)])) == pytest.approx([0, 0.5])


def test_every_arm_has_its_measures(straight: Outcome, ridge: Outcome) -> None:
    arms = straight.record.arms
    assert set(arms) == {
        f"{n}_{h}" for n in ("factorised", "wide", "gaussian") for h in ("d", "log")
    }
    assert "variance_error" in arms["factorised_d"].metrics
    assert set(arms["wide_log"].metrics) == {"energy_share"}
    assert "variance_error" not in arms["gaussian_d"].metrics
    d, start = ridge.record.arms["factorised_d"].metrics, ridge.record.arms["start"].metrics
    isometry = ridge.record.arms["isometry"].metrics

    for gain, other, name in (
        ("information_gain", start, "mutual_information"),
        ("isometry_gain", isometry, "sum"),
    ):
        less = np.array(other[name], dtype=float) - np.array(d[name], dtype=float)
        assert d[gain] == pytest.approx(less)
    z = np.asarray(ridge.arrays["factorised_d_z"], dtype=float)
    assert z.shape == (512, 2)
    assert mutual_information(z) == pytest.approx(min(d["mutual_information"]), abs=0.5)  # type: ignore[type-var]


def test_the_figures_show_every_part(straight: Outcome, ridge: Outcome) -> None:
    assert len(axis_cosines(straight.arrays).axes) == 5
    axes = latent_variances(straight.arrays, 200 / 12).axes[0]
    dots = np.asarray(axes.lines[0].get_ydata())
    assert dots == pytest.approx(
        (straight.arrays["factorised_d_variances"] / (200 / 12) / [1.0, 0.5, 0.25]).ravel()
    )
    assert len(coordinate_lines({"ridge": ridge.arrays}).axes) == 3
    plt.close("all")


def test_the_ledger_asks_both_h_the_same() -> None:
    assert len(verdicts("Appendix B")) == 33


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "thyroid"}, "dataset='thyroid': continuous_pca knows gaussian, rectangle"),
        ({"seeds": 0}, "seeds=0"),
        ({"start": "glorot"}, "start='glorot': this experiment"),
        ({"table": "mine.csv"}, "table='mine.csv'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("continuous_pca", **options)  # type: ignore[arg-type]
