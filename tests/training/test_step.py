"""Adam, one step of all replicas, and compiled code against plain code."""

import shutil
import warnings
from collections.abc import Callable

import pytest
import torch

from rdo.training import Ensemble, Schedule, fit
from rdo.training.step import Inputs, State, adam, make_draw, make_step
from rdo.training.step import compiled as compile_
from tests.training.problems import ebae, own_rows, radogaga, rows

SHORT = Schedule(steps=40, batch_size=32, learning_rate=1e-3)


def test_adam_is_torchs() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64))
    reference = torch.optim.Adam([weight], lr=0.1)
    ours, first, second = weight.detach().clone(), torch.zeros(3).double(), torch.zeros(3).double()
    for t in range(1, 30):
        gradient = (weight.detach() * t).sin()
        weight.grad = gradient
        reference.step()
        change, first, second = adam(gradient, first, second, torch.tensor(float(t)).double(), 0.1)
        ours = ours + change
        torch.testing.assert_close(ours, weight.detach(), rtol=1e-10, atol=1e-12)


def start(ensemble: Ensemble) -> State:
    """The state before the first step."""
    parameters = ensemble.parameters
    zeros, alive = torch.zeros_like(parameters), torch.full((len(ensemble),), -1)
    names = ("rate", "reconstruction", "scaling")
    terms = {name: torch.full((len(ensemble),), torch.nan) for name in names}
    return State(parameters, zeros, zeros, alive, terms, {})


def inputs(ensemble: Ensemble, number: int) -> Inputs:
    """One batch and the same draws for all."""
    shapes = ensemble.template.noise_shapes(32).items()
    bits = {n: torch.zeros(len(ensemble), *shape, dtype=torch.int32) for n, shape in shapes}
    x = rows()[:32].expand(len(ensemble), -1, -1)
    return Inputs(ensemble.buffers, x, bits, torch.tensor(float(number)), {}, {})


def test_a_replica_whose_loss_is_not_finite_stays_and_the_step_is_noted() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    ensemble.buffers["lambda1"] = torch.tensor([100.0, torch.inf])
    step, state = make_step(ensemble, 1e-3, None), start(ensemble)
    for number in (1, 2):
        state = step(state, inputs(ensemble, number))
    assert state.died.tolist() == [-1, 0]
    assert torch.equal(state.parameters[1], ensemble.parameters[1])
    assert not state.first[1].any()
    assert (state.parameters[0] != ensemble.parameters[0]).any()
    assert state.terms["reconstruction"].isfinite().tolist() == [True, False]


def test_a_learning_rate_per_replica_is_a_factor_on_its_first_step() -> None:
    ensemble = Ensemble([Ensemble.from_seeds(radogaga, [0]).replica(0)] * 2)
    rates = torch.tensor([[1e-3], [3e-3]])
    state = make_step(ensemble, rates, None)(start(ensemble), inputs(ensemble, 1))
    change = state.parameters - ensemble.parameters
    torch.testing.assert_close(3 * change[0], change[1], rtol=1e-3, atol=1e-6)


def test_a_model_that_does_not_sample_draws_nothing() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0])
    given = inputs(ensemble, 1)
    assert make_draw(ensemble, 10**9)(start(ensemble), given) is given


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler for the step")
def test_the_compiled_step_is_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, compiled = (Ensemble.from_seeds(radogaga, [0, 1]).double() for _ in range(2))
    fit(plain, rows(), own_rows(2), [0, 1], SHORT)
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 1)
    fit(compiled, rows(), own_rows(2), [0, 1], SHORT)
    torch.testing.assert_close(plain.parameters, compiled.parameters, rtol=1e-8, atol=1e-8)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler for the transitions")
def test_compiled_transitions_are_the_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = Schedule(24, 16, 1e-3)
    plain, compiled = (Ensemble.from_seeds(ebae, [3, 5]).double() for _ in range(2))
    fit(plain, rows().double(), own_rows(2), [3, 5], schedule)
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 25)  # the transitions, and not the step
    fit(compiled, rows().double(), own_rows(2), [3, 5], schedule)
    torch.testing.assert_close(plain.parameters, compiled.parameters, rtol=1e-8, atol=1e-8)


def test_what_is_called_rarely_is_not_compiled() -> None:
    assert compile_(torch.sqrt, 10, (torch.ones(2),)) is torch.sqrt


def test_without_a_compiler_nothing_is_compiled_on_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: None)
    assert compile_(torch.sqrt, 10**9, (torch.ones(2),)) is torch.sqrt


def test_without_a_working_compiler_training_goes_on_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*arguments: object, **options: object) -> Callable[..., None]:
        def call(*inputs: object) -> None:
            raise RuntimeError("no C++ compiler works here")

        return call

    plain, compiled = (Ensemble.from_seeds(radogaga, [0]) for _ in range(2))
    fit(plain, rows(), own_rows(1), [0], SHORT)
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 1)
    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: name)
    monkeypatch.setattr(torch, "compile", broken)
    with pytest.warns(UserWarning, match="without the compiler.*no C"):
        fit(compiled, rows(), own_rows(1), [0], SHORT)
    assert torch.equal(plain.parameters, compiled.parameters)


def test_a_compiled_function_that_gives_no_numbers_is_not_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: name)
    monkeypatch.setattr(torch, "compile", lambda function, **options: torch.log)
    x = -torch.ones(2)
    with pytest.warns(UserWarning, match="without the compiler.*not finite"):
        assert compile_(torch.exp, 10**9, (x,)) is torch.exp
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert compile_(torch.sqrt, 10**9, (x,)) is torch.log  # the plain one gives none either
