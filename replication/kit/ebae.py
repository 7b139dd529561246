"""EBAE on Arch28 as Section 3 of the supplement has it, and the autoencoder it starts from."""

from rdo.models import EBAE, Chains, EnergyAutoencoder
from rdo.nn import Init, arch28
from rdo.sampling import Langevin

__all__ = ["autoencoder_before_ebae", "chains", "ebae"]

_VISIBLE_STEPS = 50


def chains(latent_steps: int = 10, *, replay: bool = True, sphere: bool = True) -> Chains:
    """The printed chains; left out, the arguments are the first row of Table 3, the best one.

    Parameters
    ----------
    latent_steps
        Transitions of the latent chain.
    replay
        Whether 95 % of the latent chains go on from the replay buffer.
    sphere
        Whether latents stay on the unit sphere.
    """
    visible_noise = tuple(0.05 / (1 + t) for t in range(_VISIBLE_STEPS))
    return Chains(
        Langevin(0.4, 0.05, sphere=sphere),
        latent_steps,
        Langevin(20.0, visible_noise, clip=0.01, bounds=(0.0, 1.0)),
        _VISIBLE_STEPS,
        replay_share=0.95 if replay else 0.0,
    )


def ebae(n_latent: int, width: float, start: Init, chains: Chains) -> EBAE:
    """EBAE for images ``(B, 1, 28, 28)``, its parameters at zero.

    Parameters
    ----------
    n_latent, width, start
        As for :func:`rdo.nn.arch28`.
    chains
        From :func:`chains`; they say whether latents are on the sphere.
    """
    return EBAE(*arch28(n_latent, width, start=start), n_latent, (1, 28, 28), chains)


def autoencoder_before_ebae(
    n_latent: int, width: float, start: Init, *, sphere: bool = True
) -> EnergyAutoencoder:
    """What is trained first: the same networks, without negatives."""
    return EnergyAutoencoder(*arch28(n_latent, width, start=start), n_latent, sphere=sphere)
