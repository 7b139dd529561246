"""Table 2, layer by layer."""

import pytest
import torch
from torch import nn

from rdo.nn import arch28, arch32
from replication.ebae_networks import EXPERIMENT
from replication.ebae_networks.config import SIDES, TABLE_2
from replication.ebae_networks.run import sides
from replication.kit import run_experiment
from replication.ledger import judge, load_claims


def _sides_of(network: nn.Module, start: torch.Tensor) -> list[int]:
    """Of what the layers of a network give that is an image, each size as often as it changes."""
    found = [start.shape[-1]] if start.ndim == 4 else [1]
    x = start
    for layer in network.layers:  # type: ignore[union-attr]
        x = layer(x)
        if x.ndim == 4 and not isinstance(layer, nn.ReLU | nn.Sigmoid | nn.Unflatten):
            found.append(x.shape[-1])
    return found


@pytest.mark.parametrize("name", ["arch28", "arch32"])
def test_sides_are_those_that_the_networks_give(name: str) -> None:
    encoder, decoder = (arch28 if name == "arch28" else arch32)(4)
    image = torch.zeros(1, *encoder.input_shape[1:])
    assert sides(TABLE_2[name]["encoder"], SIDES[name]) == _sides_of(encoder, image)
    printed = sides(TABLE_2[name]["decoder"], 1)
    built = _sides_of(decoder, torch.zeros(1, 4))
    assert printed[:-1] == built[:-1]
    assert printed[-1] - built[-1] == (1 if name == "arch28" else 0)
    assert built[-1] == SIDES[name]


def test_what_was_put_right_holds_and_what_it_corrects_does_not() -> None:
    records = {
        part: run_experiment(EXPERIMENT.name, dataset=part, device="cpu").record
        for part in EXPERIMENT.parts
    }
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    verdict = {claim.id: judge(claim, records[claim.dataset]).verdict for claim in claims}
    refuted = {name for name, found in verdict.items() if found == "refuted"}
    assert refuted == {"ebae.table2.arch28.decoder_printed.size_error"}
    assert set(verdict.values()) == {"holds", "refuted"}
