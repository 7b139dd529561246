"""Codes against sums by hand, a range coder, and what PCA and JPEG must do."""

import numpy as np
import pytest
import torch
from scipy.stats import norm

from rdo.distortions import one_minus_ssim
from rdo.training import Ensemble
from replication.latent_isometry import coding
from replication.latent_isometry.coding import (
    KEPT,
    STEPS,
    coded_bits,
    dithered_bits,
    jpeg_curve,
    kept_curve,
    learned_curve,
    pca_curve,
)
from tests.draws import uniform
from tests.replication.latent_isometry.test_measures import (
    VARIANCES,
    N,
    beta_vae,
    images,
    orthonormal,
    radogaga,
)

X = 0.5 + images(VARIANCES / 100)
ENSEMBLE = radogaga(torch.full((N,), 100.0))  # so that z has 100 times these variances


def test_a_point_is_what_quantising_by_hand_gives() -> None:
    model = ENSEMBLE.replica(0).double()
    with torch.no_grad():
        z = model.encode(X[0])  # type: ignore[operator]
        middle = z.quantile(0.5, dim=0)
        for step in (1.0, 4.0):
            sent = middle + step * ((z - middle) / step).round()
            prior = model.prior
            mass = prior.cumulative(sent + step / 2) - prior.cumulative(sent - step / 2)  # type: ignore[operator, union-attr]
            rebuilt = model.decode(sent)  # type: ignore[operator]
            curve = learned_curve(ENSEMBLE, X, X, (step,))
            assert curve.shape == (1, 1, 3)
            bits = -mass.log2().sum(1).mean() / 64
            expected = [
                bits,
                one_minus_ssim(X[0], rebuilt).mean(),
                (X[0] - rebuilt).square().mean(),
            ]
            assert curve[0, 0] == pytest.approx([float(one) for one in expected], rel=1e-6)


def test_finer_steps_cost_more_and_miss_less() -> None:
    curve = learned_curve(ENSEMBLE, X, X)[0]
    assert len(curve) == len(STEPS)
    assert (np.diff(curve[:, 0]) < 0).all()
    assert (np.diff(curve[:, 2]) > 0).all()
    # Rounding to a step misses a twelfth of its square, in each of 12 latents of 64 pixels.
    expected = np.square(STEPS[:3]) / 12 * len(VARIANCES) / 64 / 1e4
    assert curve[:3, 2] == pytest.approx(expected, rel=0.2)


def test_latents_that_are_not_sent_cost_nothing() -> None:
    kept = kept_curve(ENSEMBLE, X, X)[0]
    whole = learned_curve(ENSEMBLE, X, X, (1.0,))[0, 0]
    assert kept.shape == (len(KEPT), 3)
    assert kept[-1] == pytest.approx(whole)
    assert (np.diff(kept[:4, 0]) > 0).all()
    assert (np.diff(kept[:4, 2]) < 0).all()


def test_a_beta_vae_is_coded_under_its_prior_in_units_of_its_noise() -> None:
    """One latent of variance 99 and a posterior of 0.01, and eleven that say nothing."""
    mean, variance = torch.zeros(64, N), torch.ones(N)
    mean[:, 0] = orthonormal()[:, 0] * 0.99**0.5
    variance[0] = 0.01
    vae = Ensemble([beta_vae(mean, variance.log())])
    x = 10 * images(np.full(N, 0.01))  # so that each coordinate has variance 1
    curve = learned_curve(vae, x, x, (1.0,))[0, 0]
    z = x[0].flatten(1).float() @ mean
    width = (12 * 0.01) ** 0.5
    middle = float(z[:, 0].double().quantile(0.5))
    sent = middle + width * np.round((z[:, 0].numpy() - middle) / width)
    mass = norm.cdf(sent + width / 2) - norm.cdf(sent - width / 2)
    assert curve[0] * 64 == pytest.approx(-np.log2(mass).mean(), rel=1e-4)
    taken, ideal = coded_bits(vae, x, x)
    assert ideal == pytest.approx(curve[:1] * 64)
    assert taken == pytest.approx(ideal, rel=0.1, abs=1)


def test_a_range_coder_takes_what_an_ideal_code_does() -> None:
    """Where no symbol is rarer than the coder's own least share, 2^-24."""
    ensemble = radogaga(torch.full((N,), 20.0))
    taken, ideal = coded_bits(ensemble, X, X)
    whole = learned_curve(ensemble, X, X, (1.0,))[0, 0, 0]
    assert ideal == pytest.approx(whole * 64)
    # A coder's end is a word of 32 bits, for 50 images.
    assert taken == pytest.approx(ideal, rel=0.01, abs=1)


def test_with_dither_a_code_is_as_long_as_noise_makes_it() -> None:
    """Of narrow latents, too, which cost nothing where they are rounded to their median."""
    ensemble = radogaga(torch.full((N,), 20.0))
    some = torch.cat([X] * 20, dim=1)  # for the draws are others on both sides
    model = ensemble.replica(0).double()
    with torch.no_grad():
        z = model.encode(some[0])  # type: ignore[operator]
        width = float((12 * model.sigma2).sqrt())  # type: ignore[operator, union-attr]
        noise = width * (uniform(*z.shape, dtype=torch.float64) - 0.5)
        mass = model.prior.cumulative(z + noise + width / 2) - model.prior.cumulative(  # type: ignore[operator, union-attr]
            z + noise - width / 2
        )
    expected = float(-mass.log2().sum(1).mean())
    assert dithered_bits(ensemble, some) == pytest.approx(expected, rel=0.01)
    assert coded_bits(ensemble, some, some)[0] < expected * 1.01


def test_an_image_far_out_costs_the_coder_bits_and_no_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    nats = coding._nats

    def counting(ensemble: Ensemble, z: torch.Tensor, width: torch.Tensor) -> torch.Tensor:
        asked.append(z.numel())
        return nats(ensemble, z, width)

    monkeypatch.setattr(coding, "_nats", counting)
    far = torch.cat([X[:, :-1], 1e5 * X[:, -1:]], dim=1)
    taken, ideal = coded_bits(ENSEMBLE, far, X)
    assert max(asked) <= X.shape[1] * N  # and not one for each bin between
    assert np.isfinite(taken).all()
    assert (ideal > coded_bits(ENSEMBLE, X, X)[1]).all()


def test_a_gaussians_bins_keep_their_digits_far_out() -> None:
    z, width = np.array([0.0, 1.5, -3.0, 30.0]), np.full(4, 0.5)
    found = coding._gaussian_nats(z, width, 2.0)
    near = z[:3]
    expected = -np.log(norm.cdf(near + 0.25, scale=2) - norm.cdf(near - 0.25, scale=2))
    assert found[:3] == pytest.approx(expected, rel=1e-9)
    assert found[3] == pytest.approx(-norm.logsf(29.75, scale=2), rel=0.05)


def test_pca_is_exact_with_all_components_and_small_steps() -> None:
    x = uniform(80, 1, 8, 8).numpy()
    curve = pca_curve(x, x, 64)
    assert curve[0, :2].tolist() == [0, pytest.approx(mean_image(x), rel=1e-5)]
    assert curve[1, 2] == pytest.approx(2.0**-14 / 12, rel=0.2)
    assert (np.diff(curve[1:, 0]) < 0).all()
    assert (np.diff(curve[1:, 2]) > 0).all()


def mean_image(x: np.ndarray) -> float:
    shown = torch.from_numpy(x)
    return float(one_minus_ssim(shown, shown.mean(0).expand_as(shown)).mean())


def test_symbols_cost_what_they_were_seen_for() -> None:
    seen = np.array([0, 0, 0, 2])
    bits = coding._counted_bits(np.array([0, 1, 2]), seen)
    assert 2.0**-bits == pytest.approx([3.5 / 5.5, 0.5 / 5.5, 1.5 / 5.5])


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_gains_with_quality_and_headers_are_free(channels: int) -> None:
    flat = np.full((2, channels, 16, 16), 0.5, dtype=np.float32)
    x = uniform(4, channels, 16, 16).numpy()
    curve = jpeg_curve(x, x)
    assert (np.diff(curve[:, 0]) > 0).all()
    assert curve[-1, 2] < curve[1, 2]
    # Of a flat block the scan says a difference and an end: at most 12 bits and 4, by colour.
    assert jpeg_curve(flat, flat)[1, 0] * 256 < 4 * channels * 16
    first = jpeg_curve(x, flat)[0]
    assert first[0] == 0
    assert first[2] == pytest.approx(np.square(x - 0.5).mean(), rel=1e-5)
