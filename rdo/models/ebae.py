"""EBAE: an autoencoder trained as an energy-based model, to reconstruct its data alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.func import functional_call

from rdo.checks import check_flag, check_number, check_shape, check_type, check_whole
from rdo.errors import InputError
from rdo.models.autoencoder import Autoencoder
from rdo.models.base import Call, standard_normal
from rdo.nn import Network
from rdo.sampling import Langevin, on_sphere

__all__ = ["EBAE", "Chains", "EnergyAutoencoder"]


class EnergyAutoencoder(Autoencoder):
    r"""An autoencoder whose reconstruction error is an energy; what EBAE starts from.

    .. math::
        E_\theta(x) = \frac{1}{D} \lVert x - g(f(x)) \rVert^2, \qquad
        p_\theta(x) = e^{-E_\theta(x) / T} / \Omega_\theta

    with D the number of entries of x. The supplement has T = 1 (under its Eq. 1).

    Parameters
    ----------
    encoder, decoder, n_latent
        As for :class:`Autoencoder`.
    sphere
        Whether latents are projected to the unit sphere, :math:`f(x) / \lVert f(x) \rVert`.

    Raises
    ------
    InputError
        As for :class:`Autoencoder`, or if a sphere is asked for in one dimension: its two points
        give the encoder no gradient.
    """

    score_method: ClassVar[str] = "energy"

    def __init__(
        self, encoder: Network, decoder: Network, n_latent: int, *, sphere: bool = False
    ) -> None:
        super().__init__(encoder, decoder, n_latent)
        if check_flag("sphere", sphere) and n_latent < 2:
            raise InputError(f"sphere=True, n_latent={n_latent}: give at least two dimensions.")
        self.sphere = sphere

    def encode(self, x: Tensor) -> Tensor:
        """The latent, ``(B, N)``, on the unit sphere where asked for."""
        z = super().encode(x)
        return on_sphere(z) if self.sphere else z

    def energy(self, x: Tensor) -> Tensor:
        r""":math:`E_\theta(x)`, the squared error per entry, ``(B,)``: the outlier score."""
        return self.reconstruction_error(x) / x[0].numel()

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""One term, ``reconstruction``: the mean of :math:`E_\theta(x)` over the batch."""
        return {"reconstruction": self.energy(x).mean()}


@dataclass(frozen=True)
class Chains:
    """How EBAE samples from its density: a latent chain, then a visible chain from its decoded end.

    Raises
    ------
    InputError
        If a length is negative, the share is not in [0, 1], a share is to be replayed from a buffer
        of size 0, or a chain does not project to its bounds.
    """

    latent: Langevin
    latent_steps: int
    """0: the visible chain starts from fresh latents, decoded."""
    visible: Langevin
    visible_steps: int
    replay_share: float = 0.95
    """Share of the latent chains that start from where an earlier one ended; 0 for none."""
    replay_size: int = 10_000
    """Capacity of the replay buffer, which holds the last ends of latent chains. While it is empty,
    all starts are fresh."""

    def __post_init__(self) -> None:
        """Check the ranges of all parameters."""
        for name in ("latent_steps", "visible_steps"):
            check_whole(name, getattr(self, name))
        check_whole("replay_size", self.replay_size)
        for name in ("latent", "visible"):
            chain = check_type(name, getattr(self, name), Langevin, "a Langevin chain")
            if not chain.project:
                raise InputError(
                    "project=False: chains in training cannot be stopped one by one; give True."
                )
        check_number("replay_share", self.replay_share, 0, 1)
        if self.replay_share > 0 and self.replay_size < 1:
            raise InputError(f"replay_size={self.replay_size}: give at least 1, or share 0.")


class EBAE(EnergyAutoencoder):
    r"""Energy-based autoencoder, trained by the gradient of its own likelihood.

    The supplement's Eq. 1, the gradient of the log likelihood at T = 1:

    .. math::
        -\nabla_\theta E_{x}[\log p_\theta(x)]
        = E_{x}[\nabla_\theta E_\theta(x)] - E_{x' \sim p_\theta}[\nabla_\theta E_\theta(x')]

    The samples :math:`x'` of the model, the negatives, come from two chains. The first is among the
    latents, in the energy :math:`E_\theta(g(z))`: low where the decoder's output is reconstructed
    well. The second starts from the decoded end of the first, in the energy :math:`E_\theta(x)`.

    Parameters
    ----------
    encoder, decoder, n_latent
        As for :class:`Autoencoder`.
    shape
        Of one x: ``(2,)``, or ``(1, 28, 28)``.
    chains
        How negatives are drawn. A latent chain on the sphere makes the autoencoder spherical.
    gamma
        Weight of the squared energies, which keeps them small (Du & Mordatch 2019); 0 for the
        supplement's own loss, which has no such term. Its authors' code has it with 1: some of its
        classes square both energies, as here; the one for the MNIST task squares that of the
        negatives alone. The two differ little, for the data's energies are small.
    encoder_penalty
        Weight of the encoder's squared weights and biases, not negative; 1e-4 in Section 3.
    freeze_decoder
        Train the encoder alone, as Section 4 does.

    Raises
    ------
    InputError
        If a weight is negative.

    References
    ----------
    Yoon et al., Autoencoding under normalization constraints, 2021.

    Du & Mordatch, Implicit generation and modeling with energy based models, 2019.
    """

    transitions: ClassVar[tuple[str, ...]] = ("latent_transition", "visible_transition")
    gamma: Tensor
    encoder_penalty: Tensor
    replay: Tensor
    written: Tensor

    def __init__(
        self,
        encoder: Network,
        decoder: Network,
        n_latent: int,
        shape: tuple[int, ...],
        chains: Chains,
        *,
        gamma: float = 1.0,
        encoder_penalty: float = 1e-4,
        freeze_decoder: bool = False,
    ) -> None:
        check_type("chains", chains, Chains, "Chains")
        super().__init__(encoder, decoder, n_latent, sphere=chains.latent.sphere)
        for name, weight in (("gamma", gamma), ("encoder_penalty", encoder_penalty)):
            check_number(name, weight, 0, 1e30)
        self.shape, self.chains = check_shape("shape", shape), chains
        self.freeze_decoder = check_flag("freeze_decoder", freeze_decoder)
        self.register_buffer("gamma", torch.tensor(float(gamma)))
        self.register_buffer("encoder_penalty", torch.tensor(float(encoder_penalty)))
        size = chains.replay_size if chains.replay_share > 0 else 0
        self.register_buffer("replay", torch.zeros(size, n_latent))
        self.register_buffer("written", torch.tensor(0))

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that a step takes: the chains' starts and their noise increments.

        Raises
        ------
        InputError
            If a batch is larger than the replay buffer.
        """
        if self.chains.replay_share > 0 and self.chains.replay_size < batch_size:
            raise InputError(
                f"batch_size={batch_size}: the replay buffer holds {self.chains.replay_size}; give "
                "at most that many."
            )
        shapes: dict[str, tuple[int, ...]] = {"fresh": (batch_size, self.n_latent)}
        if self.chains.replay_share > 0:
            shapes |= {"replayed": (batch_size,), "slot": (batch_size,)}
        if self.chains.latent_steps:
            shapes["latent"] = (batch_size, self.chains.latent_steps, self.n_latent)
        if self.chains.visible_steps:
            shapes["visible"] = (batch_size, self.chains.visible_steps, *self.shape)
        return shapes

    def decode(self, z: Tensor) -> Tensor:
        """Map ``(B, N)`` to ``(B, *shape)``; a frozen decoder lets no gradient through to it."""
        if not self.freeze_decoder:
            return super().decode(z)
        self.decoder.check_input("z", z)
        frozen = {name: weight.detach() for name, weight in self.decoder.named_parameters()}
        x_hat: Tensor = functional_call(self.decoder, frozen, (z,))
        return x_hat

    def latent_energy(self, z: Tensor) -> Tensor:
        r""":math:`E_\theta(g(z))`, the energy of the latent chain, ``(B,)``."""
        return self.energy(self.decode(z))

    def fresh(self, uniform: Tensor) -> Tensor:
        """Latents to start from, from draws of their shape.

        Uniform on the sphere or within the bounds of the latent chain; standard normal without
        either, where the supplement says nothing.
        """
        bounds = self.chains.latent.bounds
        if bounds is not None:
            return bounds[0] + (bounds[1] - bounds[0]) * uniform
        z = standard_normal(uniform)
        return on_sphere(z) if self.sphere else z

    def sample_replay(self, fresh: Tensor, replayed: Tensor, slot: Tensor) -> Tensor:
        """Starts of latent chains, ``(B, N)``: a share from the replay buffer, the rest fresh.

        Parameters
        ----------
        fresh
            Fresh latents, ``(B, N)``.
        replayed
            Draws from U[0, 1) that decide which are replayed, ``(B,)``.
        slot
            Draws from U[0, 1) that choose the slot of the buffer, ``(B,)``.
        """
        filled = self.written.clamp(max=len(self.replay))
        earlier = self.replay[(slot * filled).long()]
        chosen = (replayed < self.chains.replay_share) & (filled > 0)
        return torch.where(chosen[:, None], earlier, fresh)

    def update_replay(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """The buffer ``(replay_size, N)`` with its oldest latents replaced by ``z (B, N)``.

        Returns
        -------
        tuple
            The buffer, and the number of latents ever written to it.
        """
        slots = (self.written + torch.arange(len(z), device=z.device)) % len(self.replay)
        return self.replay.scatter(0, slots[:, None].expand(z.shape), z), self.written + len(z)

    def latent_transition(self, z: Tensor, increment: Tensor) -> Tensor:
        """One step of the latent chain."""
        return self.chains.latent.transition(self.latent_energy, z, increment)

    def visible_transition(self, x: Tensor, increment: Tensor) -> Tensor:
        """One step of the visible chain."""
        return self.chains.visible.transition(self.energy, x, increment)

    def draw(
        self, call: Call, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """``negatives``, ends of visible chains ``(B, *shape)``; and the updated replay buffer."""
        chains, memory = self.chains, {}
        z = call("fresh", noise["fresh"])
        if chains.replay_share > 0:
            z = call("sample_replay", z, noise["replayed"], noise["slot"])
        for t in range(chains.latent_steps):
            increment = standard_normal(noise["latent"].select(-2, t))
            z = call("latent_transition", z, chains.latent.deviation(t) * increment)
        if chains.replay_share > 0:
            memory["replay"], memory["written"] = call("update_replay", z)
        x = call("decode", z)
        for t in range(chains.visible_steps):
            increment = standard_normal(noise["visible"].select(-len(self.shape) - 1, t))
            x = call("visible_transition", x, chains.visible.deviation(t) * increment)
        return {"negatives": x}, memory

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""Four terms; the gradient of the first two is that of Eq. 1, which they descend.

        ``reconstruction``, the mean of :math:`E_\theta(x)`; ``negative``, less the mean of
        :math:`E_\theta(x')`; ``square``, :math:`\gamma` times the means of both energies squared;
        ``encoder``, the penalty times the sum of the encoder's squared weights and biases.
        """
        self.encoder.check_input("x", x)
        if "negatives" not in check_type("noise", noise, Mapping, "the samples of draw by name"):
            raise InputError("noise: give negatives too, the samples of draw.")
        real, sampled = self.energy(x), self.energy(noise["negatives"])
        weights = sum(weight.square().sum() for weight in self.encoder.parameters())
        return {
            "reconstruction": real.mean(),
            "negative": -sampled.mean(),
            "square": self.gamma * (real.square().mean() + sampled.square().mean()),
            "encoder": self.encoder_penalty * weights,
        }
