"""Table 3 of the EBAE supplement as it is printed, and its profiles."""

import pytest

from replication.ebae_ablation import EXPERIMENT, ROWS
from replication.ebae_ablation.config import COMPARISONS, LABELS, Comparisons, Config, configure
from replication.kit.tables import printed_values
from replication.ledger import load_claims


def row(part: str, profile: str) -> Config:
    config = configure(part, profile)
    assert isinstance(config, Config)
    return config


def test_the_rows_are_those_of_the_table() -> None:
    assert set(ROWS) == {c.dataset for c in load_claims() if c.place == "Table 3"}
    assert all(set(printed_values("ebae_ablation", name, "auc")) == {"ebae"} for name in ROWS)
    config = row("config6", "paper")
    assert (config.latent_steps, config.replay, config.sphere) == (10, True, False)
    assert [name for name, one in ROWS.items() if one.latent_steps == 50] == ["config3", "config5"]


def test_the_paper_profile_has_the_full_network_and_150_epochs() -> None:
    config = row("config1", "paper")
    assert (config.width, config.batch_size, config.n_latent) == (1.0, 128, 32)
    # 48,646 training images without nines are 381 batches.
    assert config.warm_up_steps == pytest.approx(100 * 381, rel=0.01)
    assert config.steps == pytest.approx(50 * 381, rel=0.01)


def test_the_reduced_profile_takes_longer_steps_by_as_much_as_it_has_fewer() -> None:
    paper, reduced = (row("config1", profile) for profile in ("paper", "reduced"))
    for steps, rate in (("warm_up_steps", "warm_up_rate"), ("steps", "learning_rate")):
        way = [getattr(config, steps) * getattr(config, rate) for config in (paper, reduced)]
        assert way[1] == pytest.approx(way[0], rel=1e-9)


def test_every_remark_under_the_table_compares_two_rows_and_has_a_label() -> None:
    assert isinstance(EXPERIMENT.plan("comparisons")[0], Comparisons)
    assert {row for pair in COMPARISONS.values() for row in pair} == set(ROWS)
    assert set(COMPARISONS) < set(LABELS)
