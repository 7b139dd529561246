"""One VAE with observation noise on images: made, trained, judged."""

import math

import numpy as np
import pytest
import torch

from rdo.diagnostics import FactorSummary, factor_summary
from rdo.errors import InputError
from rdo.models import NoiseVAE
from rdo.noise import GaussianNoise, MixtureNoise, NetworkNoise
from rdo.training import Ensemble, Schedule
from replication.kit.noise_vae import (
    Judged,
    Networks,
    Setting,
    check_pixels,
    judge,
    make,
    mixture_metrics,
    share_idle,
    together,
    train_setting,
)

NETWORKS = Networks((1, 8, 8), (4, 4), 1 / 4, "he")
IMAGES = np.random.default_rng(0).random((30, 1, 8, 8), dtype=np.float32)
ROWS = np.stack([np.arange(20), np.arange(10, 30)])


def trained(setting: Setting) -> tuple[NoiseVAE, Judged]:
    """The second of two replicas, and what is judged of both."""
    ensemble, history = train_setting(
        setting,
        NETWORKS,
        IMAGES,
        ROWS,
        (0, 1),
        Schedule(3, 10, 1e-3),
        device="cpu",
        label="",
        checkpoints=None,
    )
    assert not history.failures
    model = ensemble.replica(1)
    assert isinstance(model, NoiseVAE)
    return model, judge(ensemble, IMAGES, ROWS, (0, 1))


@pytest.mark.parametrize(
    ("setting", "kind", "learned"),
    [
        (Setting("fixed", 1.0, 0.02, 3), GaussianNoise, False),
        (Setting("gaussian", 4.0, n_latent=3), GaussianNoise, True),
        (Setting("mixture", n_latent=3), MixtureNoise, True),
        (Setting("network", n_latent=3), NetworkNoise, None),
    ],
)
def test_a_setting_is_the_vae_that_it_says(
    setting: Setting, kind: type, learned: bool | None
) -> None:
    vae = make(setting, NETWORKS)
    assert isinstance(vae.noise, kind)
    assert float(vae.beta) == setting.beta
    if learned is not None:
        assert bool(vae.noise.learned) == learned
    model, judged = trained(setting)
    assert np.isfinite(judged.evlb).all()
    if setting.noise == "fixed":
        assert float(model.noise.variance) == pytest.approx(0.02)  # type: ignore[arg-type]


def test_the_judgement_is_what_the_model_says_of_its_own_images() -> None:
    model, judged = trained(Setting("gaussian", n_latent=3))
    x = torch.from_numpy(IMAGES[ROWS[1]])
    with torch.no_grad():
        mean, variance = model.posterior(x)
        error = (x - model.decode(mean)).square().mean()
        rate = (mean.square() + variance - variance.log() - 1).sum(1).mean() / 2
    assert judged.squared_error[1] == pytest.approx(float(error), rel=1e-5)
    assert judged.factors.rate[1] == pytest.approx(float(rate), rel=1e-4)
    # The bound is the likelihood at the same draws whose residuals were kept, less the rate.
    sigma2 = float(model.noise.variance)  # type: ignore[arg-type]
    likelihood = -32 * (math.log(2 * math.pi * sigma2) + judged.residual[1] / sigma2)
    assert judged.evlb[1] == pytest.approx(likelihood - float(rate), rel=1e-4)
    np.testing.assert_allclose(
        judged.evlb_under(np.full(2, sigma2), 64)[1], judged.evlb[1], rtol=1e-4
    )


def test_the_metrics_count_factors() -> None:
    _, judged = trained(Setting("gaussian", n_latent=3))
    metrics = judged.metrics()
    influence = judged.factors.influence
    np.testing.assert_array_equal(metrics["used"], (influence > 0.1).sum(1))
    np.testing.assert_array_equal(metrics["influential_factors"], (influence > 0.5).sum(1))
    assert metrics["kl"] == pytest.approx(judged.factors.divergence_of_fit)


def test_a_judgement_does_not_depend_on_the_size_of_the_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ensemble, _ = train_setting(
        Setting("mixture", n_latent=3), NETWORKS, IMAGES, ROWS, (0, 1), Schedule(1, 10, 1e-3),
        device="cpu", label="", checkpoints=None,
    )  # fmt: skip
    whole = judge(ensemble, IMAGES, ROWS, (0, 1))
    monkeypatch.setattr("replication.kit.noise_vae._VALUES_AT_ONCE", 64 * 2 * 7)
    parts = judge(ensemble, IMAGES, ROWS, (0, 1))
    np.testing.assert_allclose(parts.evlb, whole.evlb, rtol=1e-5)


@pytest.mark.parametrize(
    "images",
    [IMAGES * 255, IMAGES - 0.5, np.full_like(IMAGES, np.nan), IMAGES[0], "images"],
)
def test_pixels_outside_the_range_are_refused(images: np.ndarray) -> None:
    with pytest.raises(InputError, match="images"):
        check_pixels("images", images)


def summary(means: list[float], variances: list[float]) -> FactorSummary:
    """Of one replica whose factors have two codes each, at the means and their negatives."""
    mean = np.array([[means, [-one for one in means]]])
    return factor_summary(mean, np.full_like(mean, 1) * np.array(variances))


def test_idle_factors_are_those_of_the_priors_variance_without_information() -> None:
    # Variances under q* are 1.1, 1 and 0.35, so that two are normal; the second knows nothing.
    assert share_idle(summary([1.0, 0.0, 0.5], [0.1, 1.0, 0.1])) == pytest.approx(0.5)
    assert share_idle(summary([0.1], [0.1])) == 0


def test_components_are_told_by_their_variances() -> None:
    found = mixture_metrics(np.array([[0.1, 0.2], [0.4, 0.3]]), np.array([[0.7, 0.3], [0.6, 0.4]]))
    assert {name: values.tolist() for name, values in found.items()} == {
        "sigma2_small": [0.1, 0.3],
        "sigma2_large": [0.2, 0.4],
        "weight_small": [0.7, 0.4],
        "weight_large": [0.3, 0.6],
    }


def test_judgements_of_single_seeds_are_those_of_all_together() -> None:
    ensemble, _ = train_setting(
        Setting("gaussian", n_latent=3), NETWORKS, IMAGES, ROWS, (0, 1), Schedule(1, 10, 1e-3),
        device="cpu", label="", checkpoints=None,
    )  # fmt: skip
    both = judge(ensemble, IMAGES, ROWS, (0, 1))
    alone = [judge(Ensemble([ensemble.replica(k)]), IMAGES, ROWS[k : k + 1], (k,)) for k in (0, 1)]
    joined = together(alone)
    np.testing.assert_allclose(joined.evlb, both.evlb, rtol=1e-5)
    np.testing.assert_allclose(joined.factors.influence, both.factors.influence, rtol=1e-4)
    assert joined.factors.normal.shape == (2,)


@pytest.mark.parametrize("log_variance", [-200.0, 200.0])
def test_a_replica_without_proper_posteriors_is_judged_alone(log_variance: float) -> None:
    setting = Setting("gaussian", n_latent=3)
    ensemble = Ensemble.from_seeds(lambda: make(setting, NETWORKS), (0, 1))
    last = ensemble.named()["encoder.layers.7.bias"]
    last[1, 3:] = log_variance
    judged = judge(ensemble, IMAGES, ROWS, (0, 1))
    for values in judged.metrics().values():
        assert np.isfinite(values[0])
    assert np.isnan(judged.metrics()["kl"][1])
