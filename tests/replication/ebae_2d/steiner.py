"""Steiner's formula for a square: a closed form that the tests hold masses against."""

import numpy as np
from scipy.special import erfc


def mass_beyond(margin: float, temperature: float) -> float:
    """Mass of exp(-d^2 / 2T) further than the margin from a square: four strips and one disc."""
    strips = 4 * np.sqrt(np.pi * temperature / 2) * erfc(margin / np.sqrt(2 * temperature))
    return float(strips + 2 * np.pi * temperature * np.exp(-(margin**2) / (2 * temperature)))
