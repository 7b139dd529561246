"""The mass off the squares, against closed forms."""

import numpy as np
import pytest

from replication.ebae_2d.mass import MARGIN, TEMPERATURES, grid, masses, reference
from tests.replication.ebae_2d.steiner import mass_beyond


def test_the_reference_is_steiners_at_the_chains_temperature() -> None:
    temperature = TEMPERATURES["own"]
    share = mass_beyond(MARGIN, temperature) / (1 + mass_beyond(0, temperature))
    assert reference()["own"] == pytest.approx(share, rel=0.01)


def test_of_a_flat_energy_the_mass_outside_is_the_area() -> None:
    """Four strips of the margin's width and four quarters of a disc about either square."""
    _, points = grid(600)
    inside = 2 * (1 + 4 * MARGIN + np.pi * MARGIN**2)
    found = masses(np.zeros(len(points)), points)
    for name in TEMPERATURES:
        assert found[f"outside_{name}"] == pytest.approx(1 - inside / 144, abs=1e-3)
        assert found[f"log_normaliser_{name}"] == pytest.approx(np.log(144))
