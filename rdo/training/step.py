"""One optimiser step of all replicas, fused by the compiler where a run is long enough."""

import shutil
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from rdo.training.draws import uniform
from rdo.training.ensemble import Ensemble

__all__ = ["Inputs", "State", "Step", "adam", "fused", "make_step"]

_COMPILE_PAYS = 2_000  # steps above which a fused step saves more than its set-up costs


class State(NamedTuple):
    """All replicas between two steps."""

    parameters: Tensor
    """``(R, P)``"""
    first: Tensor
    """Adam's running mean of the gradient, ``(R, P)``."""
    second: Tensor
    """Adam's running mean of the squared gradient, ``(R, P)``."""
    died: Tensor
    """Step at which a replica turned non-finite, -1 while it lives, ``(R,)``."""
    terms: dict[str, Tensor]
    """Every term of the loss at the last step, or at that of a replica's death, ``(R,)``."""


class Inputs(NamedTuple):
    """What a step takes beside the state."""

    buffers: dict[str, Tensor]
    """The models' buffers, ``(R, ...)``."""
    x: Tensor
    """Batches, ``(R, B, M)``."""
    bits: dict[str, Tensor]
    """Random bits that become the loss's draws, ``(R, ...)``, int32."""
    number: Tensor
    """Number of the step, counted from 1, a scalar of the parameters' type."""


Step = Callable[[State, Inputs], State]


def adam(
    gradient: Tensor, first: Tensor, second: Tensor, step: Tensor, learning_rate: Tensor | float
) -> tuple[Tensor, Tensor, Tensor]:
    r"""One Adam step (Kingma & Ba, Algorithm 1) as a function, so that a replica can be left out.

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
    scale = (second / (1 - 0.999**step)).sqrt() + 1e-8
    return -learning_rate / (1 - 0.9**step) * first / scale, first, second


def make_step(
    ensemble: Ensemble, learning_rate: Tensor | float, terms: Sequence[str] | None
) -> Step:
    """The function from one state of all replicas to the next.

    Parameters
    ----------
    ensemble
        The replicas.
    learning_rate
        One for all, or one a replica, ``(R, 1)``.
    terms
        Terms of the loss to minimise; None means all.
    """
    loss = ensemble.method("loss")

    def replica_loss(
        flat: Tensor, buffers: dict[str, Tensor], x: Tensor, noise: dict[str, Tensor]
    ) -> tuple[Tensor, dict[str, Tensor]]:
        named = loss(flat, buffers, x, noise)
        return sum(value for name, value in named.items() if terms is None or name in terms), named

    gradients = vmap(grad_and_value(replica_loss, has_aux=True))

    def step(state: State, inputs: Inputs) -> State:
        buffers, x, bits, number = inputs
        noise = {name: uniform(value, x.dtype) for name, value in bits.items()}
        gradient, (total, named) = gradients(state.parameters, buffers, x, noise)
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
        )

    return step


def fused(step: Step, steps: int, state: State, inputs: Inputs) -> Step:
    """The step fused by torch.compile where that is possible and the run is long enough to pay.

    Parameters
    ----------
    step
        The plain step.
    steps
        Length of the run.
    state, inputs
        Of its first step.
    """
    if steps < _COMPILE_PAYS or (state.parameters.is_cpu and shutil.which("g++") is None):
        return step
    # 2 sigmoid(2x) - 1 for tanh(x): within 2e-7 of it, and twice as fast on a CPU.
    options: dict[str, Any] = {"cpp.use_decompose_tanh": True}
    if not options.keys() <= set(torch._inductor.list_options()):
        options = {}  # an older PyTorch does not know it
    reason = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the compiler's remarks about its own code
        torch.compiler.reset()  # each run is a new function, and old ones count against a limit
        compiled: Step = torch.compile(step, dynamic=False, options=options)
        try:
            compiled(state, inputs)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
    if reason:
        warnings.warn(f"training without the compiler, slower: {reason}", stacklevel=3)
        return step
    return compiled
