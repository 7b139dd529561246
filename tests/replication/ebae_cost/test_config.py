"""What runs under each profile."""

from replication.ebae_ablation import EXPERIMENT as ABLATION
from replication.ebae_cost import EXPERIMENT
from replication.ebae_cost.config import PRINTED, Config
from replication.kit.ebae import chains


def test_reduced_is_narrower_and_nothing_else() -> None:
    reduced, paper = (EXPERIMENT.plan("mnist", name)[0] for name in ("reduced", "paper"))
    assert isinstance(paper, Config)
    assert paper.width == 1
    assert reduced == Config(width=0.25)


def test_printed_chains_are_those_that_are_trained() -> None:
    own = chains()
    assert PRINTED["mnist"][:2] == (own.latent_steps, own.visible_steps)
    row = ABLATION.plan("config1", "paper")[0]
    epochs = row.steps * row.batch_size / 48_651  # the digits 0 to 8 of 54,000
    assert abs(epochs - PRINTED["mnist"].epochs) < 0.5
