"""Tables of Section 4, against closed forms."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq

from rdo.datasets import distance_to_squares
from replication.ebae_2d import by_place, likelihoods, reach
from replication.ebae_2d.mass import TEMPERATURES, grid
from replication.kit import Result
from tests.replication.ebae_2d.steiner import mass_beyond


def plane(energy: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays of a run whose energy is the same before and after, on the grid of the real ones."""
    axis, points = grid(300)
    every = energy(points).reshape(1, 300, 300)
    return {"axis": axis, "autoencoder_energy": every, "ebae_energy": every}


def test_the_likelihood_of_a_gaussian_is_its_own(result: Result) -> None:
    """Of |x|^2 / 2, with the mean of |x|^2 over the squares, 7/3 + 1/12."""
    table = likelihoods(result.record, plane(lambda grid: (grid**2).sum(1) / 2))
    for temperature in TEMPERATURES.values():
        row = table.to_dict("index")[f"T = {temperature:g}"]
        scaled, log_omega = 29 / 24 / temperature, np.log(2 * np.pi * temperature)
        for title, expected in (
            ("energy over T", scaled),
            ("log of the normaliser", log_omega),
            ("log likelihood", -scaled - log_omega),
        ):
            found = float(str(row[title, "after"]).split("\N{NO-BREAK SPACE}")[0])
            assert found == pytest.approx(expected, abs=0.01 + 0.01 * scaled)


def test_the_mass_outside_is_told_apart_by_place(result: Result) -> None:
    """All of it in two cells, one between the squares and one to the right of them."""

    def energy(grid: np.ndarray) -> np.ndarray:
        gap = (np.abs(grid - [0.02, 0.02]) < 0.01).all(1)
        right = (np.abs(grid - [3.02, 0.02]) < 0.01).all(1)
        return np.where(gap, 0.0, np.where(right, TEMPERATURES["own"] * np.log(3), 50.0))

    table = by_place(result.record, plane(energy))
    assert list(table.loc[0]) == ["0.7500", "0.7500", "0.2500", "0.2500"]


def test_the_reach_is_a_quantile_of_the_distance(result: Result) -> None:
    temperature = TEMPERATURES["own"]
    arrays = plane(lambda grid: distance_to_squares(grid) ** 2 / 2)
    arrays["negatives"] = np.array([[[0.0, 0.0], [1.5, 0.0], [0.0, 0.0], [1.5, 1.0]]])
    table = reach(result.record, arrays)
    whole = 1 + mass_beyond(0, temperature)
    tenth = brentq(lambda margin: mass_beyond(margin, temperature) / whole - 0.1, 0, 1)
    shown = table.loc["mass at T = 0.025"].astype(float)
    assert shown["90% within"] == pytest.approx(tenth, abs=0.025)  # the width of a cell is 0.04
    assert list(table.loc["ends of chains"]) == ["0.50", "1.00", "1.00"]
