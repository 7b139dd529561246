"""Appendix 7.3 as printed, and what the shorter profiles change."""

import pytest

from replication.ledger import load_claims
from replication.noise_vae_faces import DEVIATIONS, EXPERIMENT
from replication.noise_vae_faces.config import ARMS, LABELS, configure

PROFILES = ("smoke", "reduced", "paper")


def test_the_paper_profile_has_the_printed_epochs() -> None:
    yale, celeba = (configure(part, "paper") for part in ("yaleb", "celeba"))
    per_epoch = -(-int(0.8 * 2_414) // 100)
    assert (yale.steps, yale.network_steps) == (2_002 * per_epoch, 1_460 * per_epoch)
    assert celeba.steps == 20 * 160_000 // 100
    for config in (yale, celeba):
        assert (config.batch_size, config.learning_rate, config.width) == (100, 1e-4, 1)
        assert (config.n_latent, config.few_latents, config.pooling) == (128, 32, 1)
        assert config.images is None
    assert yale.judged == 400


def test_reduced_keeps_the_share_after_which_a_network_is_judged() -> None:
    paper, reduced = configure("yaleb", "paper"), configure("yaleb", "reduced")
    shares = [one.network_steps / one.steps for one in (paper, reduced)]
    assert shares[0] == pytest.approx(shares[1], abs=0.002)
    assert (reduced.n_latent, reduced.judged, reduced.images) == (128, 400, None)


@pytest.mark.parametrize("part", list(ARMS))
def test_every_row_of_the_tables_has_an_arm(part: str) -> None:
    made = {*ARMS[part], *(("network_as_mog2", "network_as_gaussian") if part == "yaleb" else ())}
    rows = {
        claim.method
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == ("noise_vae_faces", part) and not claim.is_statement
    }
    assert rows == made
    assert made <= set(LABELS)


def test_betas_are_those_of_the_arms_names() -> None:
    for arms in ARMS.values():
        for name, arm in arms.items():
            _, _, beta = name.partition("_beta")
            assert arm.beta == float(beta or 1)


@pytest.mark.parametrize("profile", PROFILES)
def test_deviations_are_listed_and_grow_as_profiles_shrink(profile: str) -> None:
    for part in EXPERIMENT.parts:
        listed = DEVIATIONS[part, profile]
        assert set(DEVIATIONS[part, "paper"]) <= set(listed)
        assert (len(listed) > len(DEVIATIONS[part, "paper"])) == (profile != "paper")
