"""Appendix F as printed, and what the shorter profiles change."""

from dataclasses import replace

import pytest

from replication.latent_isometry import DEVIATIONS, EXPERIMENT
from replication.latent_isometry.config import (
    ARMS,
    LABELS,
    PARTS,
    configure,
    together_with,
    trainings,
)
from replication.ledger import load_claims


def test_the_paper_profile_is_appendix_f() -> None:
    config = configure("celeba", "paper")
    assert (config.n_latent, config.width, config.pooling, config.images) == (256, 1, 1, None)
    assert (config.lambda1, config.lambda2, config.beta) == (1, 0.1, 1e-4)
    assert config.learning_rate == 1e-4
    assert config.distortion == 3 * 64 * 64


def test_reduced_keeps_the_latents_and_the_weights() -> None:
    for part in PARTS:
        paper, reduced = configure(part, "paper"), configure(part, "reduced")
        kept = ("n_latent", "few_latents", "lambda1", "lambda2", "beta", "distortion", "squared")
        for name in kept:
            assert getattr(paper, name) == getattr(reduced, name)


def test_every_arm_is_trained_once_and_after_what_it_needs() -> None:
    config, run = EXPERIMENT.plan("digits")
    order = [name for first in trainings(config, run) for name in together_with(first)]
    assert sorted(order) == sorted(ARMS)
    for name, arm in ARMS.items():
        assert not arm.as_good_as or order.index(arm.as_good_as) < order.index(name)
        # What is as good in SSIM is so under the same metric, by the other method.
        if arm.as_good_as:
            goal = ARMS[arm.as_good_as]
            assert replace(arm, as_good_as="", few_latents=False) == replace(
                goal, method="beta_vae"
            )


def test_every_claim_has_an_arm_and_every_arm_a_label() -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "latent_isometry"]
    assert {claim.dataset for claim in claims} == set(PARTS)
    assert {claim.method for claim in claims} <= set(ARMS) <= set(LABELS)


@pytest.mark.parametrize("profile", ["smoke", "reduced", "paper"])
def test_deviations_name_the_step_counts(profile: str) -> None:
    for part in PARTS:
        told = "; ".join(DEVIATIONS[part, profile])
        assert "1 - SSIM" in told
        if profile != "paper":
            assert f"{configure(part, profile).steps:,} steps" in told
