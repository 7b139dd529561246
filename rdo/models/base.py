"""The contract between a model and the engine that trains replicas of it."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from rdo.checks import check_tensor, check_type
from rdo.errors import InputError

__all__ = ["Call", "Model", "standard_normal"]

Call = Callable[..., Any]
"""``call("energy", x)`` calls a method of a model: of one replica, or of all, vectorized."""


def standard_normal(uniform: Tensor) -> Tensor:
    r"""Standard normal draws from uniform ones, by the inverse of the distribution function.

    .. math:: \sqrt{2} \, \mathrm{erf}^{-1}(2 u - 1)

    Parameters
    ----------
    uniform
        Multiples of :math:`2^{-24}` in [0, 1); each is taken as the middle of its interval, so that
        0 gives a number.
    """
    draws: Tensor = 2**0.5 * torch.special.erfinv(2 * uniform - 1 + 2.0**-24)
    return draws


class Model(nn.Module):
    """One replica of a model, written as in its paper; replicas are vectorized by the engine.

    A model holds no randomness: its first weights come from a generator it is handed, every draw
    of its loss is an argument. Scalars that replicas may differ in are buffers.
    """

    transitions: ClassVar[tuple[str, ...]] = ()
    """Methods that :meth:`draw` calls once per step of a chain, worth compiling."""

    @abstractmethod
    def reset_parameters(self, generator: torch.Generator) -> None:
        """Draw the first weights from ``generator``."""

    @abstractmethod
    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes for a batch, by name."""

    def check_noise(self, x: Tensor, noise: Mapping[str, Tensor]) -> None:
        """Raise :class:`InputError` unless the noise is what :meth:`noise_shapes` asks for.

        Parameters
        ----------
        x
            A batch, rows along its first axis.
        noise
            Uniform draws by name, and the samples that :meth:`draw` gave, if there are any.
        """
        if torch.compiler.is_compiling():  # the call before it has checked
            return
        check_type("noise", noise, Mapping, "draws by name")
        for name, shape in self.noise_shapes(len(x)).items():
            if name not in noise:
                raise InputError(f"noise of {', '.join(noise) or 'nothing'}: give {name} too.")
            check_tensor(f"noise[{name!r}]", noise[name], shape)

    def draw(
        self, call: Call, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """Samples from the model's own density that its loss takes beside the noise; here none.

        They are drawn before each step, and the loss is not differentiated through them.

        Parameters
        ----------
        call
            Calls a method by name. With several replicas its arguments and results have one more
            leading dimension, ``(R, ...)``, than the method itself sees.
        noise
            Draws of the shapes given by :meth:`noise_shapes`, likewise.

        Returns
        -------
        tuple
            The samples by name, and new values of buffers by name.
        """
        return {}, {}

    @abstractmethod
    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The terms of the method's loss by name, scalars whose sum is minimised.

        Parameters
        ----------
        x
            A batch, ``(B, M)``.
        noise
            Draws of the shapes given by :meth:`noise_shapes`, and the samples of :meth:`draw`.
        """

    def loss_and_memory(
        self, x: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The terms of :meth:`loss`, and new values of buffers that a step sets by a closed form.

        The engine calls it once per step; the second are kept, by the buffers' names, if the step
        is. They are not differentiated. Here there are none; a model that returns some has its
        :meth:`loss` use the same values.
        """
        return self.loss(x, noise), {}
