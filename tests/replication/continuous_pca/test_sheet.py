"""Curved networks on a rolled-up sheet."""

import numpy as np
import pytest

from rdo.diagnostics import mutual_information
from replication.continuous_pca import sheet
from replication.kit import Outcome


def test_the_rolled_sheet_keeps_lengths_and_its_tangents_are_its_slopes() -> None:
    s, step = sheet.sheet("ridge", 50), 1e-6
    tangents = sheet._tangents(s)
    assert tangents.transpose(0, 2, 1) @ tangents == pytest.approx(np.tile(np.eye(2), (50, 1, 1)))
    offset = sheet._rolled(s).mean(0)
    for k in range(2):
        moved = s + step * np.eye(2)[k]
        slope = (sheet._rolled(moved) - sheet._rolled(s) + offset) / step
        assert slope - slope.mean(0) == pytest.approx(
            tangents[..., k] - tangents[..., k].mean(0), abs=1e-4
        )


def test_principal_directions_of_the_ridge_are_its_tangents() -> None:
    s = sheet.sheet("ridge")
    at = np.linspace(-1, 1, 21)
    middle = np.stack([at, (at**2 - 1) / 2], axis=1)
    off = np.degrees(sheet._principal(s, middle) - np.arctan(at))
    assert (off + 90) % 180 - 90 == pytest.approx(0, abs=6)


def test_directions_are_measured_to_the_nearest_axis() -> None:
    frames = np.stack([sheet._turn(np.radians(a)) for a in (0, 30, 50, 90)])
    for frame, expected in zip(frames, (0, 30, 40, 0), strict=True):
        assert sheet._off_axis(frame[None], np.zeros(1)) == pytest.approx(expected, abs=1e-9)
    assert sheet._off_axis(frames[1][None], np.radians([25.0])) == pytest.approx(5)


def test_the_best_isometry_of_the_rectangle_is_its_sides() -> None:
    s = sheet.sheet("rectangle")
    best = sheet._isometry(s @ sheet._turn(np.radians(20)), np.full(4, np.radians(-20)))
    assert best["axis_angle"] <= 2
    assert best["mutual_information"] < 0.03


def test_klt_is_the_least_dependent_rotation_of_gaussians_and_not_of_the_ridge() -> None:
    """On the ridge the two coordinates are uncorrelated, so that KLT keeps them as they are."""
    gaussian = np.random.default_rng(0).normal(size=(4_096, 2)) * [2.0, 1.0]
    assert sheet._isometry(gaussian, np.zeros(4))["klt_excess"] < 0.02
    ridge = sheet.sheet("ridge")
    best = sheet._isometry(ridge, np.zeros(4))
    kept = mutual_information(ridge) - best["mutual_information"]
    assert best["klt_excess"] == pytest.approx(kept, abs=0.02)
    assert kept > 0.2


def test_gains_are_taken_from_the_start_and_from_the_isometry(ridge: Outcome) -> None:
    assert set(ridge.arms) == {"start", "isometry", "factorised_d", "factorised_log"}
    start, isometry = ridge.arms["start"], ridge.arms["isometry"]
    for name in ("factorised_d", "factorised_log"):
        own = ridge.arms[name]
        less = start.by_seed("mutual_information") - own.by_seed("mutual_information")
        assert own.by_seed("information_gain") == pytest.approx(less)
        lower = isometry.by_seed("sum") - own.by_seed("sum")
        assert own.by_seed("isometry_gain") == pytest.approx(lower)
        total = own.by_seed("mutual_information") + own.by_seed("strain")
        assert own.by_seed("sum") == pytest.approx(total)


def test_the_latents_shown_are_those_of_the_seed_with_the_median_sum(ridge: Outcome) -> None:
    own = ridge.arms["factorised_d"]
    z = ridge.arrays["factorised_d_z"]
    assert z.shape == (512, 2)
    upper = int(np.argmax(own.by_seed("sum")))  # of two
    expected = own.by_seed("mutual_information")[upper]
    assert mutual_information(z) == pytest.approx(expected, abs=0.5)
