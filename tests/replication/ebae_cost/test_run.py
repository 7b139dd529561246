"""Counts and times of a quick run, and a variation that is known."""

import numpy as np
import pytest
import torch
from torch import nn

from rdo.models import BetaVAE
from rdo.nn import MLP
from rdo.training import Ensemble
from replication.ebae_cost import EXPERIMENT
from replication.ebae_cost.config import LABELS
from replication.ebae_cost.run import one_pass_variation, passes
from replication.kit import Result, run_experiment
from replication.kit.ebae import chains, ebae
from replication.ledger import load_claims


@pytest.fixture(scope="module")
def result() -> Result:
    return run_experiment(EXPERIMENT.name, dataset="mnist", device="cpu")


def test_times_are_ratios_of_positive_times(result: Result) -> None:
    arms = result.record.arms
    assert list(arms) == list(LABELS)
    found = arms["ebae"]
    assert (found.finished("transitions") == 60).all()
    assert (found.finished("passes") == 1).all()
    share = found.finished("chain_share")
    assert (share > 0).all()
    assert (share < 1).all()
    assert (found.finished("hours") > 0).all()
    assert (found.finished("inference_ratio") > 0).all()
    assert (arms["fifty_over_ten"].finished("time_ratio") > 1).all()


def test_cifars_printed_transitions_are_counted() -> None:
    record = run_experiment(EXPERIMENT.name, dataset="cifar10", device="cpu").record
    assert record.arms["ebae"].metrics == {"transitions": [100.0]}


def test_what_a_claim_asks_is_measured_or_its_training_is_not_run(result: Result) -> None:
    missing = [
        claim.id.removeprefix("ebae.")
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == (EXPERIMENT.name, "mnist")
        and claim.metric not in result.record.arms[claim.method].metrics
    ]
    assert missing == ["section6.mnist.ebae.backward_passes"]


class _Twice(nn.Module):
    """An encoder that a score would pass twice."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.encoder, self.decoder = model.encoder, model.decoder
        self.model = model

    def score(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.model.score(x) + self.model.score(x)  # type: ignore[operator]
        return found


def test_passes_are_counted() -> None:
    x = np.zeros((2, 1, 28, 28), dtype=np.float32)
    model = ebae(4, 1 / 16, "he", chains())
    assert passes(model, x) == 1
    assert passes(_Twice(model), x) == 2  # type: ignore[arg-type]


def test_the_variation_of_one_draw_is_that_of_a_chi_square() -> None:
    """Of a decoder that copies its latent and a posterior N(0, 1): the error is chi-square."""
    n = 8
    encoder, decoder = MLP((n, 2 * n)), MLP((n, n))
    with torch.no_grad():
        for network in (encoder, decoder):
            for parameter in network.parameters():
                parameter.zero_()
        decoder.linear[0].weight.copy_(torch.eye(n))
    vae = Ensemble([BetaVAE(encoder, decoder, n)])
    x = np.zeros((3, n), dtype=np.float32)
    found = one_pass_variation(vae, x, draws=4_000)
    assert found == pytest.approx([(2 / n) ** 0.5], rel=0.05)
