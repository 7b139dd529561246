"""Eq. 7 solved on the line, and the loss around its solution."""

import numpy as np
import pytest

from rdo.theory import critical_frequency, staircase_change
from replication.kit import Result


def test_the_displacement_tends_to_half_the_score(results: dict[str, Result]) -> None:
    arrays = results["mixture_1d"].arrays
    per_lam = arrays["displacement"] / arrays["lams"][:, None]
    inside = np.abs(arrays["x"]) < 3
    worst = np.abs(per_lam - arrays["half_score"])[:, inside].max(1)
    assert (np.diff(worst) > 0).all()
    assert worst[0] < 0.05


def test_the_curvature_changes_its_sign_with_the_frequency(results: dict[str, Result]) -> None:
    arrays = results["mixture_1d"].arrays
    coarse, fine = arrays["frequencies"] <= 0.7, arrays["frequencies"] >= 1.5
    assert (arrays["curvatures"][:, coarse] > 0).all()
    assert (arrays["curvatures"][:, fine] < 0).all()


def test_the_loss_falls_along_every_staircase(results: dict[str, Result]) -> None:
    arrays = results["mixture_1d"].arrays
    lowest, lam = arrays["staircase_formula"][:, -1], arrays["lams"][-1]
    edge = 2 * np.pi / critical_frequency(lam)
    expected = [staircase_change(h * edge, 1 - 1e-12, lam) for h in (0.25, 0.5, 1.0, 1.5)]
    assert lowest == pytest.approx(expected)
    assert (lowest < 0).all()
