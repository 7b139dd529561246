"""The remainder of the quadratic form on windows of one's own."""

import numpy as np

from replication.ssim_quadratic.config import Config
from replication.ssim_quadratic.measures import beyond_the_bound, measure

CONFIG = Config(windows=20, pictures=20, width=4, side=4)


def test_windows_without_a_form_are_left_out_and_do_no_harm() -> None:
    rng = np.random.default_rng(0)
    windows = rng.uniform(0.1, 1, (20, 4, 4))
    windows[3], windows[5] = 0.4, 0
    values, arrays = measure(CONFIG, windows, windows, rng)
    assert arrays["windows"].shape == (18, 16)
    assert values["stabilised"]["order_error"] < 0.1


def test_flat_windows_are_within_the_bound() -> None:
    rng = np.random.default_rng(0)
    flat = np.tile(np.linspace(0, 1, 5)[:, None, None], (4, 4))
    assert beyond_the_bound(CONFIG, flat, rng) == 0
    assert beyond_the_bound(CONFIG, flat[:0], rng) == 0
