"""A row of Table 3 of the EBAE supplement from configuration to record."""

import pytest

from rdo.datasets import load_images
from replication.ebae_ablation.config import DEVIATIONS
from replication.ebae_ablation.run import _without_nines
from replication.kit import Result
from replication.ledger import load_claims


def test_a_row_has_all_arms_and_every_claims_metric(first: Result) -> None:
    arms = first.record.arms
    assert list(arms) == ["autoencoder", "ebae", "untrained", "pca"]
    claim = next(c for c in load_claims() if c.id == "ebae.table3.config1.auc")
    values = arms[claim.method].metrics[claim.metric]
    assert len(values) == 2
    assert all(value is not None and 0 <= value <= 1 for value in values)
    gain = arms["ebae"].by_seed("auc") - arms["autoencoder"].by_seed("auc")
    assert arms["ebae"].by_seed("gain") == pytest.approx(gain)
    assert arms["autoencoder"].metrics["real"] != arms["ebae"].metrics["real"]
    assert first.arrays["ebae_observed_auc"].shape == (2, 2)
    assert first.arrays["images"].shape == first.arrays["rebuilt_ebae"].shape == (20, 1, 28, 28)


def test_the_record_says_what_was_trained(first: Result) -> None:
    assert first.record.config["deviations"][: len(DEVIATIONS["smoke"])] == [*DEVIATIONS["smoke"]]
    config = first.record.arms["ebae"].config
    assert config["chains"]["latent_steps"] == 10
    assert config["chains"]["replay_share"] == 0.95
    assert config["width"] == 1 / 32
    assert first.record.arms["autoencoder"].config["sphere"] is True


def test_nines_are_only_to_be_found() -> None:
    data = _without_nines(load_images("digits"))
    assert 9 not in data.train.labels
    assert 9 not in data.validation.labels
    assert 9 in data.test.labels
