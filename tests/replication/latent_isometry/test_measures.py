"""The numbers of Section 5.3 on decoders whose metric is known."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy.stats import pearsonr
from torch import Tensor, nn

from rdo.distortions import one_minus_ssim
from rdo.models import BetaVAE, FactorisedRaDOGAGA
from rdo.nn import Network
from rdo.training import Ensemble
from replication.latent_isometry.measures import (
    FIRST,
    TRAVERSED,
    latents_of,
    measures,
    traversal,
)
from tests.draws import normal

SIDE, N = 8, 12


class Linear(Network):
    """One matrix between images and latents, its rows or columns orthogonal."""

    def __init__(self, matrix: Tensor, outputs: int | None) -> None:
        super().__init__()
        self.matrix = nn.Parameter(matrix)
        self.n_outputs = outputs
        self.input_shape = ("B", N) if outputs is None else ("B", 1, SIDE, SIDE)

    @property
    def widths(self) -> dict[str, object]:
        return {}

    def reset_parameters(self, generator: torch.Generator) -> None:
        pass

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = x.flatten(1) @ self.matrix
        return y if self.n_outputs else y.view(-1, 1, SIDE, SIDE)


def orthonormal() -> Tensor:
    """``(64, 12)``, the first column constant."""
    columns: Tensor = torch.linalg.qr(torch.cat([torch.ones(64, 1), normal(64, N - 1)], 1)).Q
    return columns


def images(variances: np.ndarray) -> Tensor:
    """In the span of the columns, their coordinates of these variances exactly."""
    z = normal(50, N).double()
    z = (z - z.mean(0)) @ torch.linalg.inv(torch.linalg.cholesky(torch.cov(z.T, correction=0)).T)
    x: Tensor = (z * torch.from_numpy(variances).sqrt()) @ orthonormal().double().T
    return x.view(1, 50, 1, SIDE, SIDE)


VARIANCES = np.array([2.0, 8.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01])


def metric(x: Tensor, y: Tensor) -> Tensor:
    distortion: Tensor = 3 * (x - y).square().flatten(1).sum(1)
    return distortion


def radogaga(scale: Tensor, *, bins: bool = False) -> Ensemble:
    """An exact linear autoencoder whose latents are the coordinates, each times its scale."""
    q = orthonormal()
    model = FactorisedRaDOGAGA(
        Linear(q * scale, N), Linear((q / scale).T.contiguous(), None), N,
        lambda1=1.0, lambda2=2.0, metric=metric, bins=bins,
    )  # fmt: skip
    model.prior.reset_parameters(torch.Generator().manual_seed(0))
    return Ensemble([model])


def beta_vae(means: Tensor, logarithms: Tensor) -> BetaVAE:
    """Linear, with means of these columns ``(64, 12)`` and logarithms of variances, constant."""

    class Posterior(Linear):
        def forward(self, x: Tensor) -> Tensor:
            z = x.flatten(1) @ self.matrix
            return torch.cat([z, logarithms.to(z).expand_as(z)], -1)

    q = orthonormal()
    return BetaVAE(Posterior(means, 2 * N), Linear(q.T.contiguous(), None), N, metric=metric)


def test_an_isometric_latent_has_one_metric_of_the_stated_size() -> None:
    scale = torch.full((N,), (2 * 2.0 / 12 * 3) ** 0.5)  # so that 2 lambda2 sigma^2 D' is 1
    values, shown = measures(radogaga(scale), images(VARIANCES).float())
    for name in ("component_variation", "sample_variation", "size_error"):
        assert values[name] == pytest.approx(0, abs=1e-4)
    assert shown["metric_mean"] == pytest.approx(np.full((1, FIRST), 3.0), rel=1e-4)
    assert values["squared_error"] == pytest.approx(0, abs=1e-10)
    assert values["ssim"] == pytest.approx(1, abs=1e-6)
    assert values["ssim_distance"] == pytest.approx(0.07, abs=1e-6)
    # 8, 2, 1, 0.5 and 0.3 of 12.25 are 96 %.
    assert values["latents_95"] == values["latents_95_means"] == 5
    expected = np.sort(VARIANCES)[::-1]
    assert shown["variances"][0] == pytest.approx(expected, rel=1e-4)
    assert values["variance_variation"] == pytest.approx(
        VARIANCES.std() / VARIANCES.mean(), rel=1e-4
    )


def test_a_latent_of_two_scales_varies_by_component() -> None:
    scale = torch.ones(N)
    scale[1] = 0.5  # of the widest but for the scale, which is four times as dear then
    values, shown = measures(radogaga(scale), images(VARIANCES).float())
    assert sorted(shown["metric_mean"][0]) == pytest.approx([3.0] * 8 + [12.0], rel=1e-4)
    means = shown["metric_mean"][0]
    assert values["component_variation"] == pytest.approx(means.std() / means.mean(), rel=1e-6)
    assert values["sample_variation"] == pytest.approx(0, abs=1e-4)
    assert values["size_error"] == pytest.approx(abs(2 * 2.0 / 12 * 3 - 1), abs=1e-4)


def test_of_a_decoder_that_says_nothing_no_variation_is_given() -> None:
    model = FactorisedRaDOGAGA(
        Linear(orthonormal(), N), Linear(torch.zeros(N, 64), None), N,
        lambda1=1.0, lambda2=2.0, metric=metric,
    )  # fmt: skip
    model.prior.reset_parameters(torch.Generator().manual_seed(0))
    values, _ = measures(Ensemble([model]), images(VARIANCES).float())
    for name in ("component_variation", "sample_variation", "impact_correlation"):
        assert np.isnan(values[name])
    assert values["least_impact"] == 0
    assert values["size_error"] == 1


def test_a_traversal_goes_along_one_component_through_the_mean() -> None:
    ensemble, x = radogaga(torch.ones(N)).double(), images(VARIANCES)
    found = latents_of(ensemble, x)
    assert found.order[0, :2].tolist() == [1, 0]
    walk = traversal(ensemble, found, found.order[:, 0])[0].flatten(1)
    q = orthonormal().double()
    at = (walk @ q)[:, 1]
    assert at.numpy() == pytest.approx(np.array(TRAVERSED) * 8**0.5, abs=1e-5)
    values, shown = measures(ensemble, x)
    ends = walk[[0, -1]].view(2, 1, SIDE, SIDE)
    assert shown["impact"][0, 0] == pytest.approx(float(one_minus_ssim(*ends)), rel=1e-6)
    assert values["least_impact"] == pytest.approx(shown["impact"].min())
    rank = [np.argsort(np.argsort(one)) for one in (-shown["impact"][0], np.arange(FIRST))]
    expected = abs(pearsonr(*rank).statistic)  # of variances that fall
    assert values["impact_correlation"] == pytest.approx(expected, rel=1e-6)


def test_of_a_beta_vae_the_variance_is_that_of_the_samples() -> None:
    vae = beta_vae(orthonormal(), torch.zeros(N))
    values, shown = measures(Ensemble([vae]), images(VARIANCES).float())
    # The posteriors' own variance is exp(0) = 1.
    assert shown["variances"][0] == pytest.approx(np.sort(VARIANCES)[::-1] + 1, rel=1e-4)
    assert values["latents_95_means"] == 5
    assert values["latents_95"] > 9
    assert "size_error" not in values
    assert values["component_variation"] == pytest.approx(0, abs=1e-4)
    rate = (VARIANCES.sum() + 0.0) / 2  # mean squares of the means; variance 1 costs nothing
    assert values["rate"] == pytest.approx(rate, rel=1e-4)


def test_the_rate_is_the_losses_own() -> None:
    ensemble, x = radogaga(torch.ones(N)), images(VARIANCES).float()
    values, _ = measures(ensemble, x)
    model: Callable[..., Tensor] = ensemble.replica(0).energy  # type: ignore[assignment]
    assert values["rate"] == pytest.approx(float(model(x[0]).mean().detach()), rel=1e-5)
    bins = radogaga(torch.ones(N), bins=True)
    values, _ = measures(bins, x)
    own = bins.replica(0)
    draws = torch.rand(50, N, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = own.loss(x[0], {"latent": draws})["rate"]
    assert values["rate"] == pytest.approx(float(expected), rel=1e-4)
