"""Section 5.3 as a card."""

from replication.front_page import figures
from replication.front_page.finding import Finding
from replication.front_page.isometry import ARMS, isometry
from replication.latent_isometry import LABELS

__all__ = ["isometry_finding"]


def isometry_finding() -> Finding:
    """The card.

    Raises
    ------
    InputError
        If there is no record.
    """
    found = isometry()
    own, unaided, rival = (found.holding[arm] for arm in ARMS)
    components, images = found.over_components, found.over_images
    return Finding(
        "isometry",
        "RaDOGAGA's latents are like principal components on average over images, not image by "
        "image",
        f"{own:.0f} of {found.latents}",
        "latents with 95 % of the variance",
        "Trained on Fashion-MNIST with $1 - \\mathrm{SSIM}$ as distortion, from principal "
        "components and with its scales reset on the way, RaDOGAGA has 95 % of its latents' "
        f"variance in {own:.0f} of {found.latents}; in {unaided:.0f} by gradient steps alone; and "
        f"a beta-VAE of about its SSIM in {rival:.0f} (means of {found.seeds} seeds). A small step "
        "along any of the nine widest changes the decoded image by about the same, averaged over "
        f"images: the standard deviation between the nine is {100 * components['radogaga']:.0f} % "
        f"of their mean ({100 * components['beta_vae_equal']:.0f} % in the beta-VAE). But along "
        f"one latent it differs between images, by up to {images['radogaga']:.1f} times its mean, "
        "about as in the beta-VAE.",
        "latent_isometry",
        lambda: figures.isometry(found),
        "Latents that hold 95 % of the variance. "
        + " ".join(f"{LABELS[arm]}: {found.holding[arm]:.0f}." for arm in ARMS),
        (("radogaga", "Section 5.3"),),
    )
