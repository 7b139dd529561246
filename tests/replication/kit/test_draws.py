"""Measures on random models, seed by seed."""

import numpy as np

from replication.kit import Run
from replication.kit.draws import by_seed, worst


def test_each_seed_has_its_own_generator() -> None:
    run = Run("factor_indicators", "linear", "smoke", (3, 5))
    arms = by_seed(run, lambda rng: {"a": {"error": rng.normal()}})
    expected = [np.random.default_rng(seed).normal() for seed in (3, 5)]
    assert arms["a"].metrics == {"error": expected}


def test_the_worst_is_the_least_margin_and_the_largest_of_all_else() -> None:
    first = {"a": {"margin": 1.0, "error": 0.1}}
    second = {"a": {"margin": -2.0, "error": 0.3}, "b": {"distance": 0.5}}
    assert worst([first, second, first]) == {
        "a": {"margin": -2.0, "error": 0.3},
        "b": {"distance": 0.5},
    }
    assert worst([first, second], ("error",))["a"] == {"margin": 1.0, "error": 0.1}
