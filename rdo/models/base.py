"""The contract between a model and the engine that trains replicas of it."""

from abc import abstractmethod
from collections.abc import Mapping

import torch
from torch import Tensor, nn

__all__ = ["Model", "standard_normal"]


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
    """One replica, written as its paper writes it; it does not know that others train beside it.

    A model holds no randomness: its first weights come from a generator it is handed, every draw
    of its loss is an argument. Scalars that replicas may differ in are buffers.
    """

    @abstractmethod
    def reset_parameters(self, generator: torch.Generator) -> None:
        """Draw the first weights from ``generator``."""

    @abstractmethod
    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes for a batch, by name."""

    @abstractmethod
    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The terms of the method's loss by name, scalars whose sum is minimised.

        Parameters
        ----------
        x
            A batch, ``(B, M)``.
        noise
            Draws of the shapes given by :meth:`noise_shapes`.
        """
