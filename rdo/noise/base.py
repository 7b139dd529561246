"""The contract between a model and the noise around its decoder's output."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor, nn

from rdo.checks import NETWORK_TYPES, check_number, check_tensor
from rdo.errors import InputError, shown

__all__ = ["ObservationNoise", "check_floor", "check_updates", "log_normal", "per_row"]


class ObservationNoise(nn.Module):
    r"""The density of a row or an image x around what a decoder gives for its latent.

    .. math:: x = G(z) + \varepsilon

    (noise-fitting VAE, Eq. 1.) A parameter of it is trained by gradient, with those of the
    networks. A buffer is set by a closed form from each batch: :meth:`updated` has the new values,
    and nothing is changed in place.
    """

    heads: ClassVar[int] = 1
    """Numbers that the decoder gives per feature or pixel, stacked along its axis 1."""

    def mean(self, decoded: Tensor) -> Tensor:
        """G(z), the first of the :attr:`heads` of a decoder's output ``(B, heads * M, ...)``."""
        check_tensor("decoded", decoded, ("B", "M", ...), NETWORK_TYPES)
        if decoded.shape[1] % self.heads:
            raise InputError(
                f"decoded of shape {tuple(decoded.shape)}: give {self.heads} numbers per feature "
                "along axis 1."
            )
        return decoded.tensor_split(self.heads, dim=1)[0]

    def residual(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`x - G(z)`, of the shape of x.

        Raises
        ------
        InputError
            If the shapes do not fit.
        """
        mean = self.mean(decoded)
        if check_tensor("x", x, ("B", "M", ...), [decoded.dtype]).shape != mean.shape:
            raise InputError(f"x of shape {tuple(x.shape)}: give {tuple(mean.shape)}, as decoded.")
        return x - mean

    @abstractmethod
    def log_likelihood(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\log p(x | z)`, summed over the features or pixels.

        Parameters
        ----------
        x
            Rows ``(B, M)`` or images ``(B, C, H, W)``.
        decoded
            The decoder's output for each, ``(B, heads * M)`` or ``(B, heads * C, H, W)``.

        Returns
        -------
        Tensor
            ``(B,)``, in nats.
        """

    def updated(self, x: Tensor, decoded: Tensor) -> dict[str, Tensor]:
        """New values of the noise's buffers, by name, from one batch; here none.

        Parameters
        ----------
        x, decoded
            As for :meth:`log_likelihood`. No gradient is taken of the result.
        """
        return {}

    def bound(self, x: Tensor, decoded: Tensor, updates: Mapping[str, Tensor]) -> Tensor:
        r"""The lower bound of :math:`\log p(x | z)` that the networks are trained on, ``(B,)``.

        It is :meth:`log_likelihood` itself where no component has to be inferred.

        Parameters
        ----------
        x, decoded
            As for :meth:`log_likelihood`.
        updates
            What :meth:`updated` gave for them.
        """
        return self.log_likelihood(x, decoded)


def check_updates(updates: Mapping[str, Tensor], *names: str) -> None:
    """Raise :class:`InputError` unless new values of a noise's buffers are there by name."""
    if torch.compiler.is_compiling():
        return
    if not isinstance(updates, Mapping) or any(name not in updates for name in names):
        raise InputError(f"updates={shown(updates)}: give what updated(x, decoded) gives.")


def check_floor(value: float) -> float:
    """The smallest variance that noise may be given, from 0 (none) to 1e30.

    Raises
    ------
    InputError
        If it is something else.
    """
    return check_number("floor", value, 0, 1e30)


def log_normal(residual: Tensor, log_variance: Tensor) -> Tensor:
    r"""Logarithm of a Gaussian's density, elementwise.

    .. math:: \log N(r; 0, \sigma^2) = -\tfrac12 (r^2 / \sigma^2 + \log \sigma^2 + \log 2 \pi)
    """
    constant = torch.log(residual.new_tensor(2 * torch.pi))
    return -(residual.square() * (-log_variance).exp() + log_variance + constant) / 2


def per_row(values: Tensor) -> Tensor:
    """Sums over all axes but the first, ``(B,)``."""
    return values.flatten(1).sum(-1)
