"""The faces' experiment from configuration to record."""

import numpy as np
import pytest

from rdo.errors import InputError
from replication.kit import Result, run_experiment
from replication.ledger import load_claims
from replication.noise_vae_faces import EXPERIMENT
from replication.noise_vae_faces.config import ARMS
from replication.noise_vae_faces.run import _Task
from tests.replication.noise_vae_faces.conftest import POOLING, SHORT, made_up


def test_every_claim_finds_its_metric_in_every_seed(results: dict[str, Result]) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "noise_vae_faces"]
    assert len(claims) > 60
    for claim in claims:
        arm = results[claim.dataset].record.arms[claim.method]
        assert len(arm.finished(claim.metric)) == 1, claim.id


def test_no_seed_fails_and_deviations_are_listed(results: dict[str, Result]) -> None:
    for result in results.values():
        assert not [arm for arm in result.record.arms.values() if arm.failures]
        assert result.record.config["deviations"]


def test_the_counts_are_of_the_file_and_not_of_what_was_kept(results: dict[str, Result]) -> None:
    record = results["yaleb"].record
    assert record.data.rows == 80
    assert record.arms["images"].finished("difference").tolist() == [2_414 - 84]
    assert record.arms["images_printed"].finished("difference").tolist() == [2_424 - 84]


def test_exchanged_noise_keeps_the_means_and_the_posteriors(results: dict[str, Result]) -> None:
    arms = results["yaleb"].record.arms
    for metric in ("squared_error", "detail", "kl", "rate", "information"):
        of_network = arms["network"].finished(metric)
        for other in ("network_as_mog2", "network_as_gaussian"):
            assert arms[other].finished(metric) == pytest.approx(of_network, rel=1e-5)
    # A mixture has a single Gaussian among its fits; judged on other images, so with a margin.
    gain = arms["network_as_mog2"].finished("evlb") - arms["network_as_gaussian"].finished("evlb")
    assert (gain > -5).all()


def test_a_network_is_judged_before_the_end(results: dict[str, Result]) -> None:
    arrays = results["yaleb"].arrays
    assert arrays["network_steps"].tolist() == [0, 1, 2]
    assert arrays["network_rest_steps"].tolist() == [0]
    assert arrays["mog2_steps"].tolist() == [0, 1, 2, 3]
    assert set(results["yaleb"].record.arms["network"].finished("collapsed")) == {0.0}


def test_the_arrays_hold_what_figures_show(results: dict[str, Result]) -> None:
    for part, result in results.items():
        shape = result.arrays["images"].shape
        for arm in ARMS[part]:
            assert result.arrays[f"rebuilt_{arm}"].shape == shape
            assert len(result.arrays[f"{arm}_observed_evlb"]) == len(
                result.arrays[f"{arm}_observed_at"]
            )
        assert result.arrays["membership_mog2_beta40"].shape == shape
    assert results["yaleb"].arrays["membership_network_as_mog2"].shape == (4, 1, 20, 18)


def test_images_are_split_without_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.noise_vae_faces.run.load_faces", made_up)
    for part, judged_outside in (("yaleb", True), ("celeba", False)):
        options = {**SHORT, "pooling": POOLING[part]}
        task = _Task.load(*EXPERIMENT.plan(part, options=options))
        assert (task.train.shape, task.test.shape) == ((2, 64), (2, 8))
        for train, test, judged in zip(task.train, task.test, task.judged, strict=True):
            assert not {*train} & {*test}
            assert len({*judged}) == len(judged)
            assert ({*judged} <= {*test}) != judged_outside
        assert not np.array_equal(task.train[0], task.train[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 65}, "batch_size=65: give at most 64"),
        ({"judged": 81}, "judged=81: give at most 80"),
        ({"images": 30}, "images=30: give at least 40"),
    ],
)
def test_what_the_images_do_not_allow_is_refused(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, int], message: str
) -> None:
    monkeypatch.setattr("replication.noise_vae_faces.run.load_faces", made_up)
    with pytest.raises(InputError, match=message):
        run_experiment("noise_vae_faces", options={**SHORT, **options}, device="cpu")
