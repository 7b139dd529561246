"""A latent that is turned and scaled: nothing that is rebuilt changes, and Eq. 10 holds."""

from functools import partial

import pytest
import torch
from torch import Tensor

from rdo.errors import InputError
from rdo.models import FactorisedRaDOGAGA
from rdo.nn import gdn_pair
from rdo.priors import FactorisedPrior
from rdo.training import Ensemble
from replication.latent_isometry.gauge import fix_principal_gauge, fix_scales
from replication.latent_isometry.training import mean_square_times, one_minus_ssim_times
from tests.draws import uniform

SHAPE, N = (1, 9, 9), 3
X = uniform(2, 12, *SHAPE).double()


def radogaga(metric: str = "squared", weight: float = 5e8) -> Ensemble:
    """Of codes that are much wider than the noise, if the weight of D is large."""
    distance = mean_square_times if metric == "squared" else one_minus_ssim_times

    def make() -> FactorisedRaDOGAGA:
        return FactorisedRaDOGAGA(
            *gdn_pair(SHAPE, N, 1 / 16, hidden=20, bounded=False), N,
            lambda1=1.0, lambda2=0.1, sigma2=1e-6, metric=partial(distance, weight),
        )  # fmt: skip

    return Ensemble.from_seeds(make, [0, 1]).double()


def rebuilt(ensemble: Ensemble) -> Tensor:
    return ensemble.map_rows("decode", ensemble.map_rows("encode", X))


def unit_metric(ensemble: Ensemble) -> Tensor:
    """The diagonal of the mean Gram matrix, ``(R, N)``."""
    gram: Tensor = ensemble.map("gram", X)
    return gram.mean(1).diagonal(dim1=-2, dim2=-1)


@pytest.mark.parametrize("metric", ["squared", "ssim"])
def test_the_gauge_rebuilds_the_same_and_makes_eq_10_hold_on_average(metric: str) -> None:
    ensemble = radogaga(metric)
    before = rebuilt(ensemble)
    gram = ensemble.map("gram", X).mean(1)
    values = torch.linalg.eigvalsh(gram)
    fix_principal_gauge(ensemble, X)
    torch.testing.assert_close(rebuilt(ensemble), before, rtol=1e-8, atol=1e-10)
    # Directions below a hundredth of the largest are not magnified further.
    expected = (values / values.clamp_min(1e-2 * values[:, -1:])).sort(dim=1).values
    after = torch.linalg.eigvalsh(ensemble.map("gram", X).mean(1))
    torch.testing.assert_close(after, expected, rtol=1e-6, atol=1e-8)


def test_the_gauge_makes_codes_uncorrelated_the_widest_first_and_the_prior_as_wide() -> None:
    ensemble = radogaga()
    fix_principal_gauge(ensemble, X)
    z = ensemble.map_rows("encode", X)
    assert z.mean(1).abs().max() < 1e-9 * z.std()
    for own in z:
        covariance = torch.cov(own.T)
        variances = covariance.diagonal()
        assert (variances.diff() < 0).all()
        unit = variances.rsqrt()
        torch.testing.assert_close(
            covariance * unit * unit[:, None], torch.eye(N).double(), rtol=0, atol=1e-6
        )
    # A logistic density of deviation s rises by logit 1 over s sqrt(3) / pi.
    step = z.std(1, keepdim=True) * 3**0.5 / torch.pi
    at = torch.cat([0 * step, step], dim=1)
    for r in range(2):
        one = ensemble.subset([r])
        prior = FactorisedPrior(N).double()
        parts = {
            name.removeprefix("prior."): value[0]
            for name, value in one.named().items()
            if name.startswith("prior.")
        }
        prior.load_state_dict(parts)
        rise = torch.logit(prior.cumulative(at[r])).diff(dim=0)
        torch.testing.assert_close(rise, torch.ones(1, N).double(), rtol=1e-6, atol=1e-6)


def test_scales_rebuild_the_same_and_make_eq_11_hold_on_average() -> None:
    ensemble = radogaga()
    fix_principal_gauge(ensemble, X)
    before, rate = rebuilt(ensemble), ensemble.map("energy", X)
    old = unit_metric(ensemble)
    ensemble.parameters = ensemble.flatten(
        {
            name: 1.3 * value if name == "decoder.layers.0.weight" else value
            for name, value in ensemble.named().items()
        }
    )  # so that the scales are wrong
    changed = rebuilt(ensemble)
    factors = fix_scales(ensemble, X)
    torch.testing.assert_close(rebuilt(ensemble), changed, rtol=1e-8, atol=1e-10)
    assert not torch.allclose(changed, before)
    torch.testing.assert_close(unit_metric(ensemble), torch.ones(2, N).double(), rtol=0.05, atol=0)
    assert not torch.allclose(old * 1.69, torch.ones_like(old), rtol=0.05)
    # The prior follows: its energy rises by the logarithms of the factors.
    moved = rate + factors.log().sum(1, keepdim=True)
    torch.testing.assert_close(ensemble.map("energy", X), moved, rtol=1e-8, atol=1e-8)


def test_latents_narrower_than_the_noise_keep_their_scale() -> None:
    ensemble = radogaga(weight=1e-6)
    fix_principal_gauge(ensemble, X)
    before = ensemble.parameters.clone()
    assert torch.equal(fix_scales(ensemble, X), torch.ones(2, N).double())
    torch.testing.assert_close(ensemble.parameters, before, rtol=1e-9, atol=1e-12)


def test_no_scale_moves_by_more_than_four_at_once() -> None:
    for off, expected in ((100.0, 0.25), (0.01, 4.0)):
        ensemble = radogaga()
        fix_principal_gauge(ensemble, X)
        named = ensemble.named()
        last = f"encoder.layers.{len(gdn_pair(SHAPE, N, 1 / 16)[0].layers) - 1}"
        for name, factor in (
            (f"{last}.weight", off),
            (f"{last}.bias", off),
            ("decoder.layers.0.weight", 1 / off),
        ):
            named[name] = named[name] * factor
        ensemble.parameters = ensemble.flatten(named)
        factors = fix_scales(ensemble, X)
        assert torch.equal(factors, torch.full((2, N), expected).double())


def test_the_gauge_of_more_latents_than_images_is_refused() -> None:
    with pytest.raises(InputError, match="n_latent=3: 3 images have no covariance"):
        fix_principal_gauge(radogaga(), X[:, :N])
