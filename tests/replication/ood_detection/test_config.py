"""Section 3 of the EBAE supplement, and what departs from it."""

import pytest

from replication.ood_detection.config import OUTLIERS, configure


def test_the_paper_profile_has_the_printed_epochs_and_the_published_rates() -> None:
    config = configure("mnist", "paper")
    assert (config.width, config.batch_size, config.steps) == (1.0, 128, 100 * 422)
    assert (config.learning_rate, config.ebae_learning_rate) == (1e-4, 1e-5)
    assert config.ebae_steps == 50 * 422


def test_the_short_profile_takes_longer_steps_by_as_much_as_it_has_fewer() -> None:
    paper, reduced = configure("mnist", "paper"), configure("mnist", "reduced")
    for steps, rate in (("steps", "learning_rate"), ("ebae_steps", "ebae_learning_rate")):
        way = [getattr(config, steps) * getattr(config, rate) for config in (paper, reduced)]
        assert way[1] == pytest.approx(way[0], rel=0.01)


def test_the_sets_are_those_of_the_supplement() -> None:
    assert list(OUTLIERS) == ["fashion_mnist", "constant", "noise", "half", "chimera"]
    config = configure("mnist", "paper")
    assert (config.denoising_noise, config.n_latent, config.test_images) == (0.3, 32, 10_000)
    assert 0.001 < config.wae_weight < 0.1
