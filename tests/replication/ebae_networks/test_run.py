"""Table 2, layer by layer."""

import torch
from torch import nn

from rdo.nn import arch28
from replication.ebae_networks import EXPERIMENT
from replication.ebae_networks.run import _entering_last, _side_as_printed
from replication.kit import run_experiment
from replication.ledger import judge, load_claims


class _Flat(nn.Module):
    """An encoder whose last layer takes twelve numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 3, 3), nn.Flatten(), nn.Linear(12, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.layers(x)
        return found


def test_what_enters_the_last_layer_is_seen() -> None:
    assert _entering_last(_Flat(), torch.zeros(1, 1, 4, 4)).shape == (1, 12)


def test_the_printed_kernel_makes_an_image_a_pixel_too_large() -> None:
    _, decoder = arch28(4)
    assert _side_as_printed(decoder, torch.zeros(1, 4)) == 29
    assert decoder(torch.zeros(1, 4)).shape[-1] == 28  # the network itself is left as it was


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
