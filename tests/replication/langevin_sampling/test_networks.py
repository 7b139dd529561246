"""The networks and their training."""

from dataclasses import replace

import numpy as np
import torch

from rdo.models import Classifier
from rdo.nn import MLP
from replication.langevin_sampling import EXPERIMENT
from replication.langevin_sampling.networks import (
    PIXELS,
    autoencoder,
    classifier,
    labelled,
    trained,
)


def test_only_the_denoising_autoencoder_knows_a_noise() -> None:
    config, _ = EXPERIMENT.plan(options={"latent": 5, "corruption": 0.2})
    plain, denoising = (autoencoder(config, denoising=of) for of in (False, True))
    assert plain.n_latent == denoising.n_latent == 5
    assert not hasattr(plain, "sigma")
    assert float(denoising.get_buffer("sigma")) == np.float32(0.2)


def test_relu_classifiers_have_two_hidden_layers_and_tanh_ones_have_one() -> None:
    config, _ = EXPERIMENT.plan(options={"hidden": 7})
    weights = PIXELS * 7 + 7 + 7 * 10 + 10
    for kind, expected in (("tanh", weights), ("relu", weights + 7 * 7 + 7)):
        assert sum(p.numel() for p in classifier(config, kind).parameters()) == expected


def test_a_classifier_learns_the_last_column() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(600, 2, generator=generator)
    known = (x[:, 0] > 0).long() + 2 * (x[:, 1] > 0)
    config, run = EXPERIMENT.plan()
    ensemble, history = trained(
        lambda: Classifier(MLP((2, 16, 4))),
        labelled(x, known),
        np.arange(600)[None],
        [0],
        300,
        replace(config, batch_size=100, learning_rate=0.02),
        run,
        name="test",
    )
    assert not history.failures
    model = ensemble.replica(0)
    assert isinstance(model, Classifier)
    assert (model.scores(x).argmax(1) == known).float().mean() > 0.95
