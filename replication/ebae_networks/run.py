"""An image's way through the layers of Table 2."""

import torch
from torch import Tensor, nn

from rdo.nn import arch28, arch32
from replication.ebae_networks.config import Config
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["run"]

_SIDES = {"arch28": 28, "arch32": 32}
_PRINTED_LAST_KERNEL = 4  # of Arch28's decoder
_FC_INPUTS = 1024  # of Arch28's encoder


def run(config: Config, run: Run) -> Outcome:
    """Send a blank image through the networks, and count what comes out.

    ``size_error`` of ``encoder`` is how many numbers more or less than printed enter its last
    layer: 1,024 in Arch28, and one for each channel, D_z, in Arch32. Of ``decoder`` it is by how
    many pixels the side of the image differs from 28 or 32; of ``decoder_printed``, in Arch28, the
    same with the last kernel as printed.
    """
    side = _SIDES[run.part]
    encoder, decoder = (arch28 if run.part == "arch28" else arch32)(config.n_latent)
    shape = encoder.input_shape[1:]
    image, z = torch.zeros(1, *shape), torch.zeros(1, config.n_latent)
    entering = _entering_last(encoder, image)
    wanted = _FC_INPUTS if run.part == "arch28" else config.n_latent
    arms = {"encoder": run.arm({"size_error": abs(entering.numel() - wanted)})}
    if run.part == "arch28":
        arms["decoder_printed"] = run.arm({"size_error": abs(_side_as_printed(decoder, z) - side)})
    arms["decoder"] = run.arm({"size_error": abs(decoder(z).shape[-1] - side)})
    return Outcome(arms, Data.of(run.part, image[0, 0].numpy()))


def _entering_last(encoder: nn.Module, image: Tensor) -> Tensor:
    """What the last of the encoder's layers takes."""
    taken: list[Tensor] = []
    last = list(encoder.layers)[-1]
    hook = last.register_forward_pre_hook(lambda _, inputs: taken.append(inputs[0]))
    encoder(image)
    hook.remove()
    return taken[0]


def _side_as_printed(decoder: nn.Module, z: Tensor) -> int:
    """Of the image that comes out if the last kernel is the printed one."""
    layers = list(decoder.layers)
    place = max(i for i, one in enumerate(layers) if isinstance(one, nn.ConvTranspose2d))
    last = layers[place]
    layers[place] = nn.ConvTranspose2d(last.in_channels, last.out_channels, _PRINTED_LAST_KERNEL)
    for one in layers:
        z = one(z)
    return int(z.shape[-1])
