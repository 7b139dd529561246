"""The Wasserstein autoencoder against its definition."""

import math

import numpy as np
import pytest
import torch
from scipy import stats

from rdo.errors import InputError
from rdo.models import WassersteinAutoencoder
from rdo.nn import arch28, mlp_pair
from rdo.priors import mmd
from rdo.training import Ensemble, Schedule, fit
from tests.draws import normal, uniform
from tests.models.examples import drawn


def wasserstein(weight: float = 3.0) -> WassersteinAutoencoder:
    return drawn(WassersteinAutoencoder(*mlp_pair(5, (8,), 2), 2, weight=weight))


def test_the_terms_are_the_error_and_the_weighted_discrepancy() -> None:
    model, x = wasserstein(), normal(7, 5)
    draws = uniform(7, 2)
    terms = model.loss(x, {"prior": draws})
    z = model.encode(x)
    torch.testing.assert_close(terms["reconstruction"], model.reconstruction_error(x).mean())
    prior = torch.from_numpy(stats.norm.ppf(draws)).float()
    torch.testing.assert_close(terms["discrepancy"], 3 * mmd(z, prior), rtol=1e-3, atol=1e-5)


def test_the_weight_pulls_the_codes_towards_the_prior() -> None:
    x = 1 + normal(512, 5)
    ensemble = Ensemble([wasserstein(1e-6), wasserstein(100.0)])
    rows = torch.arange(512).expand(2, -1).numpy()
    fit(ensemble, x, rows, (0, 1), Schedule(150, 128, 1e-2))
    codes = ensemble.map("encode", x.expand(2, -1, -1))
    prior = normal(512, 2, seed=1)
    loose, tight = (mmd(z, prior).item() for z in codes)
    assert tight < 0.01
    assert loose > 5 * tight


def test_it_trains_on_images() -> None:
    model = drawn(WassersteinAutoencoder(*arch28(3, 1 / 8), 3, weight=1.0))
    before, after = Ensemble([model]), Ensemble([model])
    rows = np.arange(16)[None]
    history = fit(after, uniform(16, 1, 28, 28), rows, (0,), Schedule(2, 8, 1e-3))
    assert not history.failures
    assert (after.parameters != before.parameters).any()


@pytest.mark.parametrize("weight", [0.0, -1.0, math.inf, math.nan])
def test_the_weight_must_be_positive(weight: float) -> None:
    with pytest.raises(InputError, match=f"weight={weight}"):
        wasserstein(weight)
