"""What RaDOGAGA and DAGMM share: the features of a row and their mixture."""

from dataclasses import replace
from typing import Any

import torch

from rdo.models import DAGMM, Arch28Mixture, Architecture
from rdo.priors import mixture_energy, mixture_statistics
from tests.draws import uniform
from tests.models.examples import ARCHITECTURE, batch, dagmm, drawn, radogaga

WIDTH, N_LATENT = 1 / 8, 3


def test_residual_features_follow_section_5_2_3() -> None:
    model = dagmm()
    x, _ = batch(model, 8)
    z = model.encode(x)
    x_hat = model.decode(z)
    features = model.features(x, z, x_hat)
    torch.testing.assert_close(features[:, :3], z)
    torch.testing.assert_close(features[:, 3], (x - x_hat).norm(dim=1) / x.norm(dim=1))
    torch.testing.assert_close(features[:, 4], torch.cosine_similarity(x, x_hat))


def test_features_and_error_come_from_one_pass() -> None:
    model = dagmm()
    x, _ = batch(model, 8)
    both = model.represent_with_error(x)
    torch.testing.assert_close(both[:, :-1], model.represent(x))
    torch.testing.assert_close(both[:, -1], model.reconstruction_error(x))


def test_without_them_the_features_are_the_latent() -> None:
    model = dagmm(replace(ARCHITECTURE, residual_features=False))
    x, _ = batch(model, 8)
    assert torch.equal(model.represent(x), model.encode(x))


def test_the_cosine_may_be_a_distance() -> None:
    cosine, distance = dagmm(), dagmm(replace(ARCHITECTURE, cosine_distance=True))
    x, _ = batch(cosine, 8)
    expected = (1 - cosine.represent(x)[:, 4]) / 2
    torch.testing.assert_close(distance.represent(x)[:, 4], expected)
    torch.testing.assert_close(distance.represent(x)[:, :4], cosine.represent(x)[:, :4])


def test_an_offset_is_added_to_both_denominators() -> None:
    model = dagmm(replace(ARCHITECTURE, norm_offset=0.3))
    x, _ = batch(model, 8)
    x_hat = model.decode(model.encode(x))
    norm, norm_hat = x.norm(dim=1), x_hat.norm(dim=1)
    expected = [
        (x - x_hat).norm(dim=1) / (norm + 0.3),
        (x * x_hat).sum(1) / (norm * norm_hat + 0.3),
    ]
    torch.testing.assert_close(model.represent(x)[:, 3:], torch.stack(expected, 1))


def test_a_row_of_zeros_has_finite_features_and_gradients() -> None:
    model = dagmm()
    x, noise = batch(model, 8)
    x[0] = 0
    terms = model.loss(x, noise)
    torch.stack(list(terms.values())).sum().backward()
    for parameter in model.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()


def test_scores_are_neither_constant_nor_tied() -> None:
    model = radogaga()
    x, _ = batch(model, 500)
    energy = model.energy(10 * x, model.mixture(x))
    assert energy.unique().numel() == 500


def test_the_context_of_a_score_is_the_mixture_of_the_training_rows() -> None:
    model = radogaga()
    x, _ = batch(model, 50)

    def call(name: str, *arguments: Any) -> Any:
        return getattr(model, name)(*arguments)

    context = model.score_context(call, call, x)
    torch.testing.assert_close(model.score(x[:9], *context), model.energy(x[:9], model.mixture(x)))


def test_the_residual_features_of_an_image_are_those_of_the_pixels_in_a_row() -> None:
    architecture = Arch28Mixture(N_LATENT, 2, residual_features=True, width=WIDTH)
    model, x = drawn(DAGMM(architecture)), uniform(6, 1, 28, 28)
    z = model.encode(x)
    x_hat = model.decode(z)
    rows = DAGMM(Architecture(28 * 28, (), N_LATENT, 2, residual_features=True))
    features = rows.features(x.flatten(1), z, x_hat.flatten(1))
    torch.testing.assert_close(model.features(x, z, x_hat), features)
    mixture = mixture_statistics(features, model.estimation(features))
    torch.testing.assert_close(model.energy(x, model.mixture(x)), mixture_energy(features, mixture))


def test_the_networks_are_those_of_the_architecture() -> None:
    rows, images = ARCHITECTURE, Arch28Mixture(N_LATENT, 2, width=WIDTH, start="he")
    assert [network.widths for network in rows.networks()] == [
        {"n_features": 6, "hidden": [30, 24]},
        {"n_features": 3, "hidden": [24, 30]},
    ]
    expected = {"network": "Arch28", "width": WIDTH, "start": "he"}
    assert [network.widths for network in images.networks()] == [expected, expected]
