"""Adam, one step of all replicas, and compiled code against plain code."""

import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from rdo.training import Ensemble, Schedule, fit
from rdo.training.step import Inputs, State, adam, forget_compiled, make_draw, make_step
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


def raises(error: Exception) -> Callable[..., Callable[..., None]]:
    """Stands in for torch.compile: the function that it gives fails."""

    def compiler(*arguments: object, **options: object) -> Callable[..., None]:
        def call(*inputs: object) -> None:
            raise error

        return call

    return compiler


def test_without_a_working_compiler_training_goes_on_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain, compiled = (Ensemble.from_seeds(radogaga, [0]) for _ in range(2))
    fit(plain, rows(), own_rows(1), [0], SHORT)
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 1)
    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: name)
    monkeypatch.setattr(torch, "compile", raises(RuntimeError("no C++ compiler works here")))
    with pytest.warns(UserWarning, match="without the compiler.*no C"):
        fit(compiled, rows(), own_rows(1), [0], SHORT)
    assert torch.equal(plain.parameters, compiled.parameters)


@pytest.mark.parametrize(
    ("error", "told"),
    [(OSError(28, "No space left on device"), "No space left"), (KeyError(), "slower: KeyError$")],
)
@pytest.mark.parametrize("place", ["_inductor.list_options", "compile", "first call"])
def test_wherever_the_compiler_fails_the_plain_function_is_left(
    monkeypatch: pytest.MonkeyPatch, place: str, error: Exception, told: str
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: name)
    if place == "first call":
        monkeypatch.setattr(torch, "compile", raises(error))
    else:
        monkeypatch.setattr(f"torch.{place}", fail)
    with pytest.warns(UserWarning, match=f"without the compiler.*{told}"):
        assert compile_(torch.exp, 10**9, (torch.ones(2),)) is torch.exp


def test_an_error_of_the_function_itself_comes_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(x: torch.Tensor) -> torch.Tensor:
        raise MemoryError("of the function")

    monkeypatch.setattr("rdo.training.step.shutil.which", lambda name: name)
    monkeypatch.setattr(torch, "compile", raises(RuntimeError("of the compiler")))
    with pytest.raises(MemoryError, match="of the function") as found:
        compile_(hungry, 10**9, (torch.ones(2),))
    assert found.value.__context__ is None


def test_a_reset_that_fails_stops_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("torch.compiler.reset", fail)
    forget_compiled()


TRAINS_WITHOUT = """
import warnings
from rdo.training import Ensemble, Schedule, fit, step
from tests.training.problems import own_rows, radogaga, rows

step.shutil.which = lambda name: name
short = Schedule(steps=2, batch_size=32, learning_rate=1e-3)
for pays in (3, 1):
    step._COMPILE_PAYS = pays
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        history = fit(Ensemble.from_seeds(radogaga, [0]), rows(), own_rows(1), [0], short)
    print(history.steps[-1], *(warning.message for warning in told))
"""


@pytest.mark.slow
def test_a_cache_folder_that_cannot_be_made_stops_no_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = subprocess.run(
        [sys.executable, "-c", TRAINS_WITHOUT],
        env={**os.environ, "TORCHINDUCTOR_CACHE_DIR": str(tmp_path / "file" / "cache")},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    quiet, told = answer.stdout.splitlines()
    assert quiet == "1"
    assert told.startswith("1 training without the compiler, slower: [Errno 20]")


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
