"""What the sweeps over noise run, by profile."""

import pytest

from rdo.errors import InputError
from replication.noise_vae import EXPERIMENT
from replication.noise_vae.config import BETAS, VARIANCES, configure, fixed_arm, learnt_arm


def test_the_sweeps_are_those_of_the_appendix() -> None:
    assert VARIANCES[:3] == (0.0005, 0.001, 0.002)
    assert VARIANCES[12:14] == (0.012, 0.02)
    assert VARIANCES[-1] == 0.11
    assert len(VARIANCES) == 23
    assert BETAS == (0.1, 0.5, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18)


def test_the_reduced_sweep_is_whole_and_the_paper_has_its_own_training() -> None:
    reduced, paper = configure("mnist", "reduced"), configure("mnist", "paper")
    assert (reduced.variances, reduced.betas) == (VARIANCES, BETAS)
    assert set(paper.variances) < set(VARIANCES)
    assert set(paper.betas) < set(BETAS)
    assert (paper.train_images, paper.test_images) == (42_000, 10_000)
    assert (paper.epochs, paper.batch_size, paper.learning_rate) == (200, 100, 1e-4)
    assert (paper.n_latent, paper.width) == (128, 1.0)


def test_arms_are_named_after_their_numbers() -> None:
    assert fixed_arm(0.0005) == "fixed_0_0005"
    assert learnt_arm(0.1) == "learnt_beta0_1"
    assert learnt_arm(18.0) == "learnt_beta18"


@pytest.mark.parametrize("option", ["betas=[0]", "betas=[-1]", "variances=[]", "width=0"])
def test_settings_that_make_no_vae_are_refused(option: str) -> None:
    name, _, value = option.partition("=")
    with pytest.raises(InputError, match=name):
        EXPERIMENT.plan("mnist", options={name: value})
