"""Langevin chains on energies whose distribution is known."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from scipy import stats
from torch import Tensor

from rdo.errors import DivergenceError, InputError
from rdo.sampling import Langevin, on_sphere

VARIANCES = torch.tensor([1.0, 0.25], dtype=torch.float64)


def gaussian(x: Tensor) -> Tensor:
    return (x.square() / VARIANCES).sum(-1) / 2


def draws(steps: int, chains: int, seed: int = 0) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    normal = torch.randn(steps, chains, 2, generator=generator, dtype=torch.float64)
    return normal, torch.rand(steps, chains, generator=generator, dtype=torch.float64)


def standard_error_of_variance(variance: float, n: int) -> float:
    return variance * math.sqrt(2 / n)


@pytest.mark.parametrize("temperature", [1.0, 0.2])
def test_without_correction_a_gaussian_has_the_variance_of_the_discrete_chain(
    temperature: float,
) -> None:
    """A step shrinks x by 1 - step / 2v, so that T v / (1 - step / 4v) is where it settles."""
    step, chains = 0.3, 40_000
    chain = Langevin(step, math.sqrt(temperature * step))
    assert chain.temperature() == pytest.approx(temperature)
    normal, _ = draws(60, chains)
    last = chain.run(gaussian, torch.zeros(chains, 2, dtype=torch.float64), normal)[-1]
    for column, v in zip(last.T, VARIANCES.tolist(), strict=True):
        # Sixty steps from zero leave a share of (1 - step / 2v)^120 to be made up.
        expected = temperature * v / (1 - step / (4 * v)) * (1 - (1 - step / (2 * v)) ** 120)
        assert abs(column.var().item() - expected) < 5 * standard_error_of_variance(
            expected, chains
        )
        assert abs(column.mean().item()) < 5 * math.sqrt(expected / chains)


@pytest.mark.parametrize(("step", "temperature"), [(0.1, 1.0), (0.6, 1.0), (0.9, 1.0), (0.6, 0.4)])
def test_with_correction_the_moments_are_exact_for_large_steps_too(
    step: float, temperature: float
) -> None:
    """From a start that is far too narrow and off the middle."""
    chains = 20_000
    normal, uniform = draws(200 if step < 0.5 else 100, chains)
    chain = Langevin(step, math.sqrt(step * temperature))
    start = torch.full((chains, 2), 0.3, dtype=torch.float64)
    path = chain.run(gaussian, start, normal, uniform)
    moved = (path[1:] != path[:-1]).any(-1).double().mean().item()
    assert 0.3 < moved < 1  # some transitions are rejected, and most are not
    for column, v in zip(path[-1].T, VARIANCES.tolist(), strict=True):
        exact = temperature * v
        error = standard_error_of_variance(exact, chains)
        assert abs(column.var().item() - exact) < 5 * error
        assert stats.kstest(column.numpy() / math.sqrt(exact), "norm").pvalue > 1e-4


@pytest.mark.parametrize(
    ("arguments", "shape", "message"),
    [
        ({"noise": (0.5, 0.0)}, (4, 3), r"noise=\(0.5, 0.0\): acceptance needs one temperature"),
        ({"noise": 0.0}, (4, 3), "noise=0.0: acceptance needs"),
        ({"noise": 0.5, "bounds": (-1.0, 1.0)}, (4, 3), "projected transitions have no density"),
        ({"noise": 0.5}, (4, 1), r"uniform of shape \(4, 1\): give \(4, 3\)"),
    ],
)
def test_what_no_correction_makes_exact_is_refused(
    arguments: dict[str, Any], shape: tuple[int, int], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        Langevin(0.1, **arguments).run(
            gaussian, torch.zeros(3, 2), torch.zeros(4, 3, 2), torch.zeros(shape)
        )


def test_without_noise_it_is_gradient_descent() -> None:
    start = torch.tensor([[1.0, -2.0]], dtype=torch.float64)
    path = Langevin(0.2, 0.0).run(gaussian, start, torch.zeros(3, 1, 2, dtype=torch.float64))
    factor = 1 - 0.1 / VARIANCES
    np.testing.assert_allclose(path[2], start * factor**3)


def test_a_clipped_gradient_moves_an_entry_by_no_more_than_half_the_step_times_the_clip() -> None:
    start = torch.tensor([[100.0, -0.001]], dtype=torch.float64)
    chain = Langevin(20.0, 0.0, clip=0.01)
    moved = chain.run(gaussian, start, torch.zeros(1, 1, 2, dtype=torch.float64))[0] - start
    np.testing.assert_allclose(moved, [[-0.1, 10 * 0.004]])


def test_states_are_pushed_back_to_the_box_and_to_the_sphere() -> None:
    normal, _ = draws(21, 50)
    start, normal = normal[0], normal[1:]
    box = Langevin(0.1, 1.0, bounds=(-1, 1)).run(gaussian, start, normal)
    assert box.abs().max() == 1
    round_one = Langevin(0.1, 1.0, sphere=True).run(gaussian, start, normal)
    np.testing.assert_allclose(round_one.norm(dim=-1), torch.ones(20, 50))


def test_the_noise_may_fade_step_by_step() -> None:
    chain = Langevin(20.0, tuple(0.05 / (1 + t) for t in range(50)))
    assert chain.deviation(0) == 0.05
    assert chain.deviation(49) == chain.deviation(80) == 0.001
    assert chain.temperature(0) == pytest.approx(1.25e-4)
    normal = torch.ones(3, 1, 2, dtype=torch.float64)
    path = chain.run(lambda x: 0 * x.sum(-1), torch.zeros(1, 2, dtype=torch.float64), normal)
    np.testing.assert_allclose(path[:, 0, 0], np.cumsum([0.05, 0.025, 0.05 / 3]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"step": 0.0, "noise": 1.0}, "step=0.0: give a positive"),
        ({"step": 1.0, "noise": -1.0}, "noise=-1.0"),
        ({"step": 1.0, "noise": (0.1, float("nan"))}, "noise=nan"),
        ({"step": 1.0, "noise": 1.0, "clip": 0.0}, "clip=0.0"),
        ({"step": 1.0, "noise": 1.0, "bounds": (1.0, -1.0)}, r"bounds=\(1.0, -1.0\)"),
        ({"step": 1.0, "noise": 1.0, "bounds": (-1.0, 1.0), "sphere": True}, "one of the two"),
    ],
)
def test_what_is_no_chain_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Langevin(**arguments)  # type: ignore[arg-type]


def test_what_cannot_be_run_is_refused() -> None:
    start, normal = torch.zeros(4, 2), torch.zeros(3, 5, 2)
    with pytest.raises(
        InputError, match=r"normal of shape \(3, 5, 2\): give \(steps, \*\(4, 2\)\)"
    ):
        Langevin(1.0, 1.0).run(gaussian, start, normal)
    with pytest.raises(InputError, match=r"normal has type torch\.float64: give torch\.float32"):
        Langevin(1.0, 1.0).run(gaussian, start, normal[:, :4].double())
    with pytest.raises(InputError, match="have no density"):
        Langevin(1.0, 1.0, sphere=True).run(gaussian, start, normal[:, :4], torch.zeros(3, 4))


def test_states_are_pushed_back_or_stop_the_run() -> None:
    def downhill(x: Tensor) -> Tensor:
        return -x.sum(-1)

    start = torch.zeros(3, 2)
    start[2] = -5.0
    normal = torch.zeros(4, 3, 2)
    pushed = Langevin(1.0, 0.0, bounds=(-6.0, 1.2)).run(downhill, start, normal)
    assert pushed[-1, 0].tolist() == pytest.approx([1.2, 1.2])
    with pytest.raises(DivergenceError, match="at step 2, 2 of 3 samples left bounds"):
        Langevin(1.0, 0.0, bounds=(-6.0, 1.2), project=False).run(downhill, start, normal)


def test_an_infinite_move_is_not_hidden_by_the_bounds() -> None:
    with pytest.raises(DivergenceError, match="at step 0, 1 of 1 samples turned non-finite"):
        Langevin(1e30, 0.0, bounds=(-1.0, 1.0)).run(
            lambda x: 1e30 * x.square().sum(-1), torch.ones(1, 1), torch.zeros(2, 1, 1)
        )


def test_a_chain_that_explodes_is_stopped_with_the_step_and_the_count() -> None:
    start = torch.tensor([[0.0], [1.0]])
    with pytest.raises(DivergenceError, match=r"at step \d+, 1 of 2 samples turned non-finite"):
        Langevin(1e10, 0.0).run(lambda x: x.square().sum(-1), start, torch.zeros(9, 2, 1))


def test_a_corrected_chain_is_stopped_like_any_other() -> None:
    normal, uniform = draws(60, 3)
    start = torch.zeros(3, 2, dtype=torch.float64)
    start[1] = torch.nan
    with pytest.raises(
        DivergenceError, match="at the start the energy of 1 of 3 samples is not finite"
    ):
        Langevin(0.1, 0.1**0.5).run(gaussian, start, normal, uniform)
    walled = Langevin(0.1, 0.1**0.5, bounds=(-0.5, 0.5), project=False)
    with pytest.raises(DivergenceError, match=r"at step \d+, \d of 3 samples left bounds"):
        walled.run(gaussian, torch.zeros_like(start), normal, uniform)


def test_what_has_no_length_stays_finite_on_the_sphere_and_has_a_slope() -> None:
    z = torch.tensor([[3.0, 4.0], [0.0, 0.0]], requires_grad=True)
    there = on_sphere(z)
    assert there.tolist() == [pytest.approx([0.6, 0.8]), [0.0, 0.0]]
    (slope,) = torch.autograd.grad(there.sum(), z)
    assert slope.isfinite().all()


def _corrected(energy: Any, start: float) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    normal = torch.randn(50, 4, 1, generator=generator)
    uniform = torch.rand(50, 4, generator=generator)
    return Langevin(0.5, 0.7).run(energy, torch.full((4, 1), start), normal, uniform)


def test_an_energy_that_is_nan_is_not_taken_for_a_rejection() -> None:
    with pytest.raises(DivergenceError, match="NaN"):
        _corrected(lambda x: x.sqrt().sum(1), 0.5)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_corrected_chain_begins_where_the_energy_is_finite(value: float) -> None:
    with pytest.raises(DivergenceError, match="4 of 4 samples is not finite"):
        _corrected(lambda x: x.sum(1) + value, 0.5)


def test_an_energy_of_infinity_is_a_wall() -> None:
    def half_line(x: Tensor) -> Tensor:
        return torch.where(x > 0, x, torch.inf).sum(1)

    path = _corrected(half_line, 0.5)
    assert (path > 0).all()
    assert len(path.unique()) > 20
