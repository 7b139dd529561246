"""The plain autoencoder: the base class of every method here, and a baseline by itself."""

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from rdo.checks import check_type, check_whole
from rdo.compiler import forward_lock, load_forward_mode
from rdo.distortions import squared_error
from rdo.errors import InputError
from rdo.models.base import Call, Model
from rdo.nn import Network

__all__ = ["Autoencoder"]


class Autoencoder(Model):
    r"""An encoder and a decoder, trained on the squared reconstruction error.

    .. math:: L = \lVert x - \hat x \rVert^2, \quad \hat x = g_\phi(f_\theta(x))

    A batch is of rows ``(B, M)`` or of images ``(B, C, H, W)``, as the networks take it; M stands
    for the pixels C H W of an image, which the squared error sums over.

    Parameters
    ----------
    encoder, decoder
        The networks, say of :func:`rdo.nn.mlp_pair` for rows or :func:`rdo.nn.arch28` for images.
        Their parameters are zero until :meth:`reset_parameters`.
    n_latent
        N, dimensions of the latent.

    Raises
    ------
    InputError
        If one is no network, or they are not of so many latents. So does every method, for a batch
        that the networks do not take.

    Examples
    --------
    >>> import torch
    >>> from rdo.models import Autoencoder
    >>> from rdo.nn import mlp_pair
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = Autoencoder(*mlp_pair(6, (30,), 2), n_latent=2)
    >>> model.reset_parameters(generator)
    >>> x = torch.rand(100, 6, generator=generator)
    >>> model.encode(x).shape, model.reconstruction_error(x).shape, model.gram(x).shape
    (torch.Size([100, 2]), torch.Size([100]), torch.Size([100, 2, 2]))
    """

    score_method: ClassVar[str] = "reconstruction_error"
    """The method that :meth:`score` calls: ``"reconstruction_error"``, or ``"energy"``."""
    heads: ClassVar[int] = 1
    """Numbers that the encoder gives per latent dimension."""
    encoder: Network
    decoder: Network

    def __init__(self, encoder: Network, decoder: Network, n_latent: int) -> None:
        super().__init__()
        what = "a network, say of rdo.nn.mlp_pair"
        check_type("encoder", encoder, Network, what)
        check_type("decoder", decoder, Network, what)
        self.n_latent = check_whole("n_latent", n_latent, 1)
        given, taken = encoder.n_outputs, decoder.input_shape[-1]
        if given not in (None, self.heads * n_latent) or taken not in (..., n_latent):
            raise InputError(
                f"n_latent={n_latent}: the encoder gives {given} numbers and the decoder takes "
                f"{taken}; give networks of {self.heads * n_latent} and {n_latent}."
            )
        self.encoder = encoder
        self.decoder = decoder

    def reset_parameters(self, generator: torch.Generator) -> None:
        """Each network's own start, drawn from ``generator``."""
        self.encoder.reset_parameters(generator)
        self.decoder.reset_parameters(generator)

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """No draws: nothing here is random."""
        return {}

    def encode(self, x: Tensor) -> Tensor:
        r""":math:`z = f_\theta(x)` (RaDOGAGA Eq. 2): ``(B, M)`` to ``(B, N)``."""
        self.encoder.check_input("x", x)
        z: Tensor = self.encoder(x)
        return z

    def decode(self, z: Tensor) -> Tensor:
        r""":math:`\hat x = g_\phi(z)` (RaDOGAGA Eq. 2): ``(B, N)`` to ``(B, M)``."""
        self.decoder.check_input("z", z)
        x_hat: Tensor = self.decoder(z)
        return x_hat

    def jacobian(self, x: Tensor) -> Tensor:
        r"""The decoder's Jacobian at the latent of each row, ``(B, M, N)``.

        .. math:: J(x) = \left. \frac{\partial g_\phi}{\partial z} \right|_{z = f_\theta(x)}
        """
        load_forward_mode()
        of_row = torch.func.jacfwd(lambda z: self.decode(z[None])[0])
        with forward_lock():
            jacobian: Tensor = torch.func.vmap(of_row)(self.encode(x))
        return jacobian.flatten(1, -2)

    def gram(self, x: Tensor) -> Tensor:
        r"""Gram matrix :math:`J^T J` of the decoder at each row, ``(B, N, N)``."""
        jacobian = self.jacobian(x)
        return jacobian.mT @ jacobian

    def error(self, x: Tensor, x_hat: Tensor) -> Tensor:
        r""":math:`\lVert x - \hat x \rVert^2` of each row or image, ``(B,)``."""
        return squared_error(x.flatten(1), x_hat.flatten(1))

    def reconstruction_error(self, x: Tensor) -> Tensor:
        r""":math:`\lVert x - g_\phi(f_\theta(x)) \rVert^2`, ``(B,)``."""
        return self.error(x, self.decode(self.encode(x)))

    def score(self, x: Tensor, *context: Any) -> Tensor:
        """Anomaly score of each row or image, ``(B,)``, higher for anomalies.

        It is what :attr:`score_method` names: the squared reconstruction error, or an energy.

        Parameters
        ----------
        x
            Rows ``(B, M)`` or images ``(B, C, H, W)``.
        *context
            What :meth:`score_context` returns: of a mixture model ``model.mixture(rows)`` for its
            training rows, else nothing.
        """
        scores: Tensor = getattr(self, self.score_method)(x, *context)
        return scores

    def score_context(self, call: Call, call_rows: Call, x: Tensor) -> tuple[Any, ...]:
        """What :meth:`score` takes beside the rows it scores, from the training rows: nothing here.

        Parameters
        ----------
        call
            Calls a method by name, as in :meth:`rdo.models.Model.draw`.
        call_rows
            The same for a method that treats every row by itself.
        x
            Training rows, ``(B, M)``; with several replicas ``(R, B, M)``.
        """
        return ()

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""One term, ``reconstruction``: the mean of :math:`\lVert x - \hat x \rVert^2`."""
        return {"reconstruction": self.reconstruction_error(x).mean()}
