"""Algorithm 1's loops."""

import numpy as np

from replication.langevin_derivation.walk import walk, walk_as_printed


def test_the_walk_goes_on_and_collects_from_its_third_state() -> None:
    start = np.array([4.0])
    states, collected = walk(lambda x: x / 2, start, 10, 0.0, np.random.default_rng(0))
    assert [states[i].item() for i in range(4)] == [4, 2, 1, 0.5]
    assert list(states) == list(range(11))
    assert [one.item() for one in collected] == [states[i].item() for i in range(2, 11)]


def test_the_printed_walk_never_leaves_its_start() -> None:
    start = np.array([4.0])
    states, collected = walk_as_printed(lambda x: x / 2, start, 10, 0.1, np.random.default_rng(0))
    assert list(states) == [0]
    assert collected == []


def test_noise_has_the_given_size() -> None:
    start = np.zeros(10_000)
    states, _ = walk(np.zeros_like, start, 2, 0.1, np.random.default_rng(0))
    assert abs(states[2].std() - 0.1) < 0.005
