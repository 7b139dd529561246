"""Random streams addressed by seed and step."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rdo.training.draws import BatchStream, NoiseStream, WalkStream, stream, uniform


@given(step=st.integers(0, 100))
def test_a_seeds_draws_do_not_depend_on_its_company_or_on_earlier_steps(step: int) -> None:
    shapes = {"latent": (4, 2), "dropout": (4, 3)}
    together = NoiseStream([3, 1, 2], shapes, "train").at(step)
    alone = NoiseStream([2], shapes, "train").at(step)
    for name, shape in shapes.items():
        assert together[name].shape == (3, *shape)
        torch.testing.assert_close(together[name][2:], alone[name], rtol=0, atol=0)


def test_draws_are_uniform_and_differ_between_steps_seeds_and_stages() -> None:
    noise = NoiseStream([0, 1], {"u": (5000,)}, "train")
    other_stage = NoiseStream([0, 1], {"u": (5000,)}, "warm-up")
    first, second, other = (
        uniform(bits["u"], torch.float64) for bits in (noise.at(0), noise.at(1), other_stage.at(0))
    )
    assert first.min() >= 0
    assert first.max() < 1
    sorted_draws = first[0].sort().values
    grid = (torch.arange(5000) + 0.5) / 5000
    assert (sorted_draws - grid).abs().max() < 0.03  # Kolmogorov's bound at p = 3e-4
    for a, b in ((first[0], first[1]), (first[0], second[0]), (first[0], other[0])):
        assert torch.corrcoef(torch.stack([a, b]))[0, 1].abs() < 0.06


@given(n=st.integers(3, 40), data=st.data())
def test_every_row_is_used_equally_often(n: int, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, n))
    rows = np.stack([np.arange(n), np.arange(n) + 100])
    batches = BatchStream([5, 6], rows, size, "train")
    seen = np.concatenate([batches.at(step) for step in range(n)], axis=1)  # n * size draws
    for row, own in zip(seen, rows, strict=True):
        values, counts = np.unique(row, return_counts=True)
        assert (values == own).all()
        assert (counts == size).all()


@given(step=st.integers(0, 60), size=st.integers(1, 12))
def test_batches_can_be_entered_anywhere(step: int, size: int) -> None:
    rows = np.arange(24).reshape(2, 12)
    walked = BatchStream([0, 1], rows, size, "train")
    for earlier in range(step):
        walked.at(earlier)
    np.testing.assert_array_equal(
        walked.at(step), BatchStream([0, 1], rows, size, "train").at(step)
    )


def test_the_address_is_the_stream() -> None:
    assert stream(1, "a", 2).random() == stream(1, "a", 2).random()
    assert len({stream(*address).random() for address in ((1, "a"), (1, "b"), (2, "a"))}) == 3


def test_draws_of_walks_depend_on_seed_stage_walk_and_step_alone() -> None:
    draws = WalkStream(3, (2,), "test")
    assert draws(range(7, 9), 4).equal(draws(range(20), 4)[7:9])
    others = [WalkStream(4, (2,), "test"), WalkStream(3, (2,), "other")]
    assert not any(other(range(2), 1).equal(draws(range(2), 1)) for other in others)
    assert not draws(range(2), 1).equal(draws(range(2), 2))


def test_draws_of_walks_are_standard_normal() -> None:
    draws = WalkStream(0, (500,), "test")(range(200), 1).flatten()
    assert draws.mean().item() == pytest.approx(0, abs=5 / len(draws) ** 0.5)
    assert draws.var().item() == pytest.approx(1, abs=5 * (2 / len(draws)) ** 0.5)
