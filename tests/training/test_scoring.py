"""Scores of ensembles, whatever a model's score needs beside the rows."""

import pytest
import torch

from rdo.errors import InputError
from rdo.models import Autoencoder, BetaVAE, Classifier, EnergyAutoencoder
from rdo.nn import MLP, mlp_pair
from rdo.training import Ensemble, anomaly_scores, score_context
from tests.training.problems import dagmm, radogaga, rows


def own(ensemble: Ensemble) -> tuple[torch.Tensor, torch.Tensor]:
    """Training and test rows of each replica."""
    x = rows().expand(len(ensemble), -1, -1)
    return x[:, :150], x[:, 150:]


@pytest.mark.parametrize("build", [radogaga, dagmm])
def test_a_mixture_models_score_is_its_energy_under_the_training_rows(build) -> None:  # type: ignore[no-untyped-def]
    ensemble = Ensemble.from_seeds(build, [0, 1])
    train, test = own(ensemble)
    mixture = ensemble.map("mixture_of", ensemble.map_rows("represent", train))
    expected = ensemble.map_rows("energy", test, mixture)
    assert torch.equal(anomaly_scores(ensemble, train, test), expected)


def test_an_unblocked_context_is_the_mixture_over_all_rows() -> None:
    ensemble = Ensemble.from_seeds(dagmm, [0, 1])
    train, _ = own(ensemble)
    (mixture,) = score_context(ensemble, train, in_blocks=False)
    expected = ensemble.map("mixture", train)
    assert all(torch.equal(one, other) for one, other in zip(mixture, expected, strict=True))


def test_other_models_need_nothing_beside_the_rows() -> None:
    plain = Ensemble.from_seeds(lambda: Autoencoder(*mlp_pair(5, (8,), 2), 2), [0, 1])
    vae = Ensemble.from_seeds(lambda: BetaVAE(*mlp_pair(5, (8,), 2, heads=2), 2), [0, 1])
    energy = Ensemble.from_seeds(lambda: EnergyAutoencoder(*mlp_pair(5, (8,), 2), 2), [0, 1])
    train, test = own(plain)
    for ensemble, method in (
        (plain, "reconstruction_error"),
        (vae, "reconstruction_error"),
        (energy, "energy"),
    ):
        assert score_context(ensemble, train) == ()
        expected = ensemble.map_rows(method, test)
        assert torch.equal(anomaly_scores(ensemble, train, test), expected)


def test_what_is_no_autoencoder_is_refused() -> None:
    ensemble = Ensemble.from_seeds(lambda: Classifier(MLP((5, 2))), [0])
    with pytest.raises(InputError, match="ensemble of Classifier"):
        anomaly_scores(ensemble, *own(ensemble))


def test_rows_that_cannot_be_scored_are_refused_by_name() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    train, test = own(ensemble)
    spoilt = test.clone()
    spoilt[1, 3, 2] = torch.nan
    with pytest.raises(InputError, match="test holds NaN or infinite values"):
        anomaly_scores(ensemble, train, spoilt)
    with pytest.raises(InputError, match=r"train of shape \(1, 150, 5\): give \(2, B, ...\)"):
        score_context(ensemble, train[:1])
    with pytest.raises(InputError, match=r"test of shape \(2, 50, 4\) and torch.float32: give row"):
        anomaly_scores(ensemble, train, test[..., :4])


@pytest.mark.parametrize("build", [radogaga, dagmm])
def test_a_row_scores_alone_as_in_a_batch(build) -> None:  # type: ignore[no-untyped-def]
    ensemble = Ensemble.from_seeds(build, [0, 1]).double()
    train, test = (part.double() for part in own(ensemble))
    before = ensemble.parameters.clone()
    test = test.clone()
    test[:, 0] *= 1000  # beside which the others must not change
    context = score_context(ensemble, train)
    together = ensemble.map_rows("score", test, *context)
    alone = [ensemble.map_rows("score", test[:, i : i + 1], *context) for i in range(9)]
    torch.testing.assert_close(torch.cat(alone, 1), together[:, :9], rtol=1e-9, atol=1e-9)
    assert torch.equal(ensemble.parameters, before)
