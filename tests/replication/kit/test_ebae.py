"""EBAE on Arch28 against Section 3 and Table 3 of the EBAE supplement."""

import pytest

from replication.ebae_ablation import ROWS
from replication.kit.ebae import autoencoder_before_ebae, chains, ebae


def test_the_chains_are_those_of_section_3() -> None:
    printed = chains()
    assert (printed.latent.step, printed.latent.noise, printed.visible.step) == (0.4, 0.05, 20)
    assert [printed.visible.deviation(t) for t in (0, 1, 49)] == [0.05, 0.025, 0.001]
    assert printed.visible.clip == 0.01
    assert printed.replay_share == 0.95
    best = ROWS["config1"]
    assert printed == chains(best.latent_steps, replay=best.replay, sphere=best.sphere)


@pytest.mark.parametrize("name", list(ROWS))
def test_rows_differ_in_what_table_3_says(name: str) -> None:
    row = ROWS[name]
    own = chains(row.latent_steps, replay=row.replay, sphere=row.sphere)
    model = ebae(4, 1 / 32, "pytorch", own)
    assert model.sphere == row.sphere
    assert len(model.replay) == (10_000 if row.replay else 0)
    shapes = model.noise_shapes(8)
    assert shapes["visible"] == (8, 50, 1, 28, 28)
    assert shapes.get("latent", (8, 0, 4)) == (8, row.latent_steps, 4)


def test_what_is_trained_first_has_the_same_parameters() -> None:
    names = [
        [(name, p.shape) for name, p in model.named_parameters()]
        for model in (
            autoencoder_before_ebae(4, 1 / 32, "he"),
            ebae(4, 1 / 32, "he", chains()),
        )
    ]
    assert names[0] == names[1]
