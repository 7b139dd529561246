"""The card on Section 5.3 says what the record has."""

from replication.front_page import Finding
from replication.front_page.isometry import isometry
from replication.latent_isometry.config import configure


def test_its_numbers_are_the_records(cards: tuple[Finding, ...]) -> None:
    found = isometry()
    (card,) = (one for one in cards if one.name == "isometry")
    n_latent = configure("fashion_mnist", "reduced").n_latent
    own, rival = (round(found.holding[arm]) for arm in ("radogaga", "beta_vae_equal"))
    assert card.number == f"{own} of {n_latent}"
    assert f"a beta-VAE of about its SSIM in {rival} (" in card.text


def test_what_the_title_says_is_so() -> None:
    found = isometry()
    own, rival = found.over_components["radogaga"], found.over_components["beta_vae_equal"]
    assert own < 0.1 < 2 * own < rival
    assert found.over_images["radogaga"] > 1
    assert found.over_images["beta_vae_equal"] > 1
    assert found.holding["radogaga_gradient"] > 10 * found.holding["radogaga"]
