"""From configuration to record."""

import numpy as np

from replication.kit import Result
from replication.latent_isometry.config import ARMS
from replication.ledger import load_claims


def test_every_claim_finds_its_metric_in_every_seed(result: Result) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "latent_isometry"]
    assert len(claims) > 60
    for claim in claims:
        for method in (claim.method, *([claim.minus] if claim.minus else [])):
            arm = result.record.arms[method]
            assert len(arm.finished(claim.metric)) == 2, claim.id


def test_no_seed_fails_and_deviations_are_listed(result: Result) -> None:
    assert set(result.record.arms) == set(ARMS)
    assert not [arm for arm in result.record.arms.values() if arm.failures]
    assert result.record.config["deviations"]
    assert result.record.arms["radogaga"].finished("network_error").tolist() == [0, 0]
    assert "code_error" not in result.record.arms["radogaga"].metrics
    told = [tuple(arm.config.items()) for arm in result.record.arms.values()]
    assert len({str(one) for one in told}) == len(ARMS)


def test_the_arrays_hold_what_figures_show(result: Result) -> None:
    arrays = result.arrays
    for name, arm in ARMS.items():
        latents = 10 if arm.few_latents else 11
        assert arrays[f"{name}_variances"].shape == (2, latents)
        assert (np.diff(arrays[f"{name}_variances"]) <= 0).all()
        assert arrays[f"{name}_metric_mean"].shape == (2, 9)
        assert arrays[f"{name}_traversal"].shape == (9, 5, 3, 9, 10)
        assert arrays[f"{name}_rebuilt"].shape == arrays["images"].shape
        assert arrays[f"{name}_curve"].shape[::2] == (2, 3)
        assert list(arrays[f"{name}_steps"]) == list(range(6))
    assert arrays["pca_curve"].shape[0] == arrays["jpeg_curve"].shape[0] == 2
