"""One Adam step of all replicas, and the samples drawn before it, compiled in long runs."""

import logging
import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, NamedTuple, TypeVar

import torch
from torch import Tensor
from torch.func import grad_and_value
from torch.utils._pytree import tree_leaves

from rdo.compiler import load_compiler
from rdo.models import Model
from rdo.training.draws import uniform
from rdo.training.ensemble import Ensemble
from rdo.training.kept_code import kept_code, name_of

__all__ = [
    "Draw",
    "Inputs",
    "State",
    "Step",
    "adam",
    "compiled",
    "forget_compiled",
    "make_draw",
    "make_step",
]

_COMPILE_PAYS = 2_000  # calls above which a compiled function saves more than its set-up costs
_TRANSITIONS_PER_STEP = 20  # calls of each of a draw's transitions, as a rule


class State(NamedTuple):
    """State of all replicas between two steps."""

    parameters: Tensor
    """``(R, P)``"""
    first: Tensor
    """Adam's running mean of the gradient, ``(R, P)``."""
    second: Tensor
    """Adam's running mean of the squared gradient, ``(R, P)``."""
    died: Tensor
    """Step at which a replica turned non-finite, -1 while it trains, ``(R,)``."""
    terms: dict[str, Tensor]
    """Every term of the loss at the last step, or at the step a replica failed at, ``(R,)``."""
    memory: dict[str, Tensor]
    """Buffers set by :meth:`rdo.models.Model.draw`, as a replay buffer is, or by
    :meth:`rdo.models.Model.loss_and_memory`, as a variance in closed form is, ``(R, ...)``."""


class Inputs(NamedTuple):
    """Inputs of a step beside the state."""

    buffers: dict[str, Tensor]
    """The models' buffers, ``(R, ...)``."""
    x: Tensor
    """Batches, ``(R, B, M)``."""
    bits: dict[str, Tensor]
    """Random bits, converted to the loss's uniform draws, ``(R, ...)``, int32."""
    number: Tensor
    """Number of the step, counted from 1, a scalar of the parameters' type."""
    samples: dict[str, Tensor]
    """The model's own samples for this step, from :meth:`rdo.models.Model.draw`, ``(R, ...)``."""
    memory: dict[str, Tensor]
    """Values of :attr:`State.memory` after that draw, ``(R, ...)``."""


Step = Callable[[State, Inputs], State]
Draw = Callable[[State, Inputs], Inputs]
_Function = TypeVar("_Function", bound=Callable[..., Any])


def adam(
    gradient: Tensor, first: Tensor, second: Tensor, step: Tensor, learning_rate: Tensor | float
) -> tuple[Tensor, Tensor, Tensor]:
    r"""One Adam step (Kingma & Ba, Algorithm 1) as a pure function, so that replicas can be masked.

    .. math::
        m_t = 0.9 m_{t-1} + 0.1 g_t, \quad v_t = 0.999 v_{t-1} + 0.001 g_t^2, \quad
        \Delta = -\alpha \frac{m_t / (1 - 0.9^t)}{\sqrt{v_t / (1 - 0.999^t)} + 10^{-8}}

    Parameters
    ----------
    gradient, first, second
        :math:`g_t`, :math:`m_{t-1}`, :math:`v_{t-1}`, of one shape.
    step
        t, counted from 1, a scalar tensor.
    learning_rate
        :math:`\alpha`, one number or of a shape that broadcasts with the gradient's.

    Returns
    -------
    tuple
        The change :math:`\Delta`, :math:`m_t` and :math:`v_t`.
    """
    first = torch.lerp(gradient, first, 0.9)
    second = torch.lerp(gradient.square(), second, 0.999)
    scale = (second / _stored(1 - 0.999**step)).sqrt() + 1e-8
    return -learning_rate / _stored(1 - 0.9**step) * first / scale, first, second


def _stored(x: Tensor) -> Tensor:
    """The same numbers, which compiled code computes once and then reads.

    A number computed from a scalar is else computed again for every few entries that it is used
    on, here two powers for every eight parameters. What as_strided is given must lie in memory.
    """
    return x.as_strided(x.shape, x.stride())


def make_step(
    ensemble: Ensemble, learning_rate: Tensor | float, terms: Sequence[str] | None
) -> Step:
    """The function from one state of all replicas to the next.

    Parameters
    ----------
    ensemble
        The replicas.
    learning_rate
        One for all, or one per replica, ``(R, 1)``.
    terms
        Terms of the loss to minimise; None means all.
    """
    loss = ensemble.method("loss_and_memory")

    def replica_loss(
        flat: Tensor, buffers: dict[str, Tensor], x: Tensor, noise: dict[str, Tensor]
    ) -> tuple[Tensor, tuple[dict[str, Tensor], dict[str, Tensor]]]:
        named, memory = loss(flat, buffers, x, noise)
        total = sum(value for name, value in named.items() if terms is None or name in terms)
        return total, (named, memory)

    gradients = ensemble.vectorized(grad_and_value(replica_loss, has_aux=True))

    def step(state: State, inputs: Inputs) -> State:
        x, number = inputs.x, inputs.number
        buffers = inputs.buffers | state.memory
        noise = _uniforms(inputs) | inputs.samples
        gradient, (total, (named, memory)) = gradients(state.parameters, buffers, x, noise)
        alive = state.died < 0
        # A sum of squares is finite only if every entry is, and its square fits Adam's statistics.
        sound = alive & total.isfinite() & gradient.square().sum(1).isfinite()
        change, first, second = adam(gradient, state.first, state.second, number, learning_rate)
        keep = sound[:, None]
        return State(
            torch.where(keep, state.parameters + change, state.parameters),
            torch.where(keep, first, state.first),
            torch.where(keep, second, state.second),
            torch.where(alive & ~sound, number.to(state.died.dtype) - 1, state.died),
            {name: torch.where(alive, value, state.terms[name]) for name, value in named.items()},
            {
                name: _where(sound, new, state.memory[name])
                for name, new in (inputs.memory | memory).items()
            },
        )

    return step


def _where(replicas: Tensor, new: Tensor, old: Tensor) -> Tensor:
    return torch.where(replicas.reshape(-1, *[1] * (new.ndim - 1)), new, old)


def _finite(found: Any) -> bool:
    """Whether all tensors of a result are finite."""
    return all(bool(t.isfinite().all()) for t in tree_leaves(found) if torch.is_tensor(t))


def _uniforms(inputs: Inputs) -> dict[str, Tensor]:
    return {name: uniform(value, inputs.x.dtype) for name, value in inputs.bits.items()}


def make_draw(ensemble: Ensemble, steps: int) -> Draw:
    """The function that adds the replicas' own samples to a step's inputs.

    Parameters
    ----------
    ensemble
        The replicas.
    steps
        Length of the run: if it is long enough, the model's transitions are compiled.
    """
    model, cpu = ensemble.template, ensemble.parameters.is_cpu
    methods: dict[str, Callable[..., Any]] = {}

    def draw(state: State, inputs: Inputs) -> Inputs:
        buffers = inputs.buffers | state.memory

        def call(name: str, *args: Any) -> Any:
            arguments = (state.parameters, buffers, *args)
            if name not in methods:
                method = ensemble.vectorized(ensemble.method(name))
                transitions = name in model.transitions
                calls = steps * _TRANSITIONS_PER_STEP if transitions else 0
                methods[name] = compiled(method, calls, arguments, cpu=cpu)
            return methods[name](*arguments)

        samples, memory = model.draw(call, _uniforms(inputs))
        return inputs._replace(samples=samples, memory=memory)

    return draw if type(model).draw is not Model.draw else lambda state, inputs: inputs


def forget_compiled() -> None:
    """Drop what was compiled before: each run has new functions, and old ones count to a limit."""
    load_compiler()
    with suppress(Exception):  # if this fails, so does the next compilation, and that is told there
        torch.compiler.reset()


def compiled(
    function: _Function, calls: int, arguments: tuple[Any, ...], *, cpu: bool = True
) -> _Function:
    """The function compiled by torch.compile, or unchanged if too rarely called or not compilable.

    Whatever goes wrong with the compiler, from its cache folder to the first call, ends in a
    warning and the plain function, whose own errors come out as they are.

    Parameters
    ----------
    function
        The plain function.
    calls
        How often it will be called.
    arguments
        Of its first call.
    cpu
        Whether it runs on a CPU, whose code needs a C++ compiler.
    """
    if calls < _COMPILE_PAYS or (cpu and shutil.which("g++") is None):
        return function
    reason = ""
    try:
        with kept_code(name_of(arguments)) if cpu else nullcontext(), _quietly():
            faster = _compile(function, arguments, cpu=cpu)
            sound = _finite(faster(*arguments))
    except Exception as error:  # the compiler raises what it likes, and only saves time
        reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
    # Outside of the except clause, so that the function's own error is not one of two.
    with _quietly():
        if reason:
            function(*arguments)
        elif not sound and _finite(function(*arguments)):
            reason = "compiled code gives numbers that are not finite"
    if reason:
        warnings.warn(f"training without the compiler, slower: {reason}", stacklevel=3)
        return function
    return faster


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the compiler's remarks about its own code."""
    remarks = logging.getLogger("torch._inductor.ir")
    before, remarks.disabled = remarks.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        remarks.disabled = before


def _compile(function: _Function, arguments: tuple[Any, ...], *, cpu: bool) -> _Function:
    """The function as torch.compile has it, with the options that this version of PyTorch knows."""
    from torch._inductor import list_options  # takes as long as torch to load

    options: dict[str, Any] = {
        # 2 sigmoid(2x) - 1 for tanh(x): within 2e-7 of it, and twice as fast on a CPU.
        "cpp.use_decompose_tanh": True,
        # All kernels in one file of C++, not in one each, whose headers take seconds to read. The
        # precompiled ones take as long to make, and 300 MB; and that the C++ compiler knows this
        # processor's instructions is seen when it compiles.
        "cpp_wrapper": cpu,
        "cpp_cache_precompile_headers": False,
        "cpp.vec_isa_ok": True,
    }
    floats = [t for t in tree_leaves(arguments) if torch.is_tensor(t) and t.is_floating_point()]
    # In double precision PyTorch 2.13 makes NaN of some gradients in the rewritten graph.
    if cpu and all(t.dtype == torch.float32 for t in floats):
        from rdo.training.convolution_pass import FastConvolutions

        options["post_grad_custom_pre_pass"] = FastConvolutions()
    known = set(list_options())  # an older PyTorch has fewer
    options = {name: value for name, value in options.items() if name in known}
    return torch.compile(function, dynamic=False, options=options)  # type: ignore[return-value]
