"""In how many latents the variance lies in Section 5.3, and how much D' varies."""

from dataclasses import dataclass

from rdo.errors import InputError
from replication.ledger import find_record

__all__ = ["ARMS", "Isometry", "isometry"]

ARMS = ("radogaga", "radogaga_gradient", "beta_vae_equal")
"""Those that the card shows."""


@dataclass(frozen=True)
class Isometry:
    """Means over the seeds on Fashion-MNIST, by arm."""

    seeds: int
    latents: int
    holding: dict[str, float]
    """Latents with 95 % of the variance."""
    over_components: dict[str, float]
    """Coefficient of variation of D' over the nine widest."""
    over_images: dict[str, float]
    """The same over the images, the largest of the nine."""


def isometry() -> Isometry:
    """The numbers of the card.

    Raises
    ------
    InputError
        If there is no record.
    """
    record = find_record("latent_isometry", "fashion_mnist")
    if record is None:
        raise InputError(
            "the front page needs a record of latent_isometry on fashion_mnist, and there is none"
        )

    def means(name: str) -> dict[str, float]:
        return {arm: float(record.arms[arm].finished(name).mean()) for arm in ARMS}

    return Isometry(
        len(record.seeds),
        int(record.config["n_latent"]),
        means("latents_95"),
        means("component_variation"),
        means("sample_variation"),
    )
