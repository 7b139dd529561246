"""What a record holds beside its metrics."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.models import (
    DAGMM,
    Architecture,
    Autoencoder,
    BetaVAE,
    EnergyAutoencoder,
    FactorisedRaDOGAGA,
    RaDOGAGA,
)
from rdo.nn import ReLUNetwork, mlp_pair
from rdo.training import Ensemble, History
from replication.kit.record import curves, describe, order_of


def test_curves_are_named_by_method_and_term_with_the_steps_they_belong_to() -> None:
    history = History(
        steps=[0, 5],
        terms={"rate": [np.array([1.0, 2.0]), np.array([3.0, 4.0])]},
        observed_at=[0, 2, 4],
        observed={"f1": [np.array([0.1, 0.2])] * 3},
    )
    arrays = curves("mine", history)
    assert set(arrays) == {
        "mine_rate",
        "mine_steps",
        "mine_observed_f1",
        "mine_observed_at",
    }
    assert arrays["mine_rate"].tolist() == [[1, 2], [3, 4]]
    assert arrays["mine_steps"].tolist() == [0, 5]
    assert arrays["mine_observed_f1"].shape == (3, 2)
    assert arrays["mine_observed_at"].tolist() == [0, 2, 4]
    assert arrays["mine_rate"].dtype == arrays["mine_observed_f1"].dtype == np.float32


def test_where_nothing_was_observed_no_steps_of_it_are_kept() -> None:
    history = History(steps=[0], terms={"rate": [np.zeros(2)]})
    assert set(curves("mine", history)) == {"mine_rate", "mine_steps"}


@given(order=st.floats(-4, 4), scale=st.floats(1e-3, 1e3))
def test_the_order_of_a_power_law_is_its_exponent(order: float, scale: float) -> None:
    sizes = np.array([0.01, 0.02, 0.05, 0.1])
    assert order_of(sizes, scale * sizes**order) == pytest.approx(order, abs=1e-6)


def test_a_mixture_autoencoder_is_described_by_its_architecture() -> None:
    architecture = Architecture(6, (30, 24), 4, n_components=2, residual_features=True)
    described = describe(RaDOGAGA(architecture, lambda1=50.0, lambda2=0.1, h="log"))
    assert described["model"] == "RaDOGAGA"
    assert (described["h"], described["lambda1"], described["lambda2"]) == ("log", 50, 0.1)
    assert described["sigma2"] == 0.0833333  # six digits of what is held in single precision
    assert (described["n_features"], described["hidden"]) == (6, [30, 24])
    assert (described["n_latent"], described["n_components"]) == (4, 2)
    dagmm = describe(DAGMM(architecture))
    assert dagmm["model"] == "DAGMM"
    assert "h" not in dagmm


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (
            EnergyAutoencoder(ReLUNetwork((2, 5, 1), bounded=True), ReLUNetwork((1, 5, 2)), 1),
            {"model": "EnergyAutoencoder", "sizes": [2, 5, 1], "bounded": True, "n_latent": 1},
        ),
        (
            FactorisedRaDOGAGA(*mlp_pair(3, (8,), 2), 2, lambda1=1.0, lambda2=2.0),
            {"model": "FactorisedRaDOGAGA", "lambda1": 1, "lambda2": 2, "hidden": [8]},
        ),
        (
            BetaVAE(*mlp_pair(3, (8,), 2, heads=2), 2, beta=0.25),
            {"model": "BetaVAE", "beta": 0.25, "n_features": 3, "n_latent": 2},
        ),
    ],
)
def test_other_autoencoders_are_described_by_their_encoder(
    model: Autoencoder, expected: dict[str, object]
) -> None:
    described = describe(model)
    assert expected.items() <= described.items()
    assert json.loads(json.dumps(described)) == described


def test_the_template_of_an_ensemble_stands_for_its_replicas() -> None:
    def build() -> FactorisedRaDOGAGA:
        return FactorisedRaDOGAGA(*mlp_pair(3, (8,), 2), 2, lambda1=1.0, lambda2=2.0)

    ensemble = Ensemble.from_seeds(build, (0, 1))
    assert describe(ensemble.template) == describe(build()) == describe(ensemble.replica(1))
