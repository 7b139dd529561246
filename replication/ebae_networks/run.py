"""The side of an image on its way through the layers of Table 2."""

from collections.abc import Sequence

import numpy as np

from replication.ebae_networks.config import (
    FC_INPUTS,
    LAST_KERNEL,
    SIDES,
    TABLE_2,
    Config,
    Layer,
)
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["run", "sides"]


def run(config: Config, run: Run) -> Outcome:
    """Count what comes out of the printed layers.

    ``size_error`` of ``encoder`` is how many numbers more or less than printed enter the first
    fully connected layer: 1,024 in Arch28, one for each channel in Arch32. Of ``decoder`` it is by
    how many pixels the side of the image differs from 28 or 32; in Arch28 with the last kernel
    corrected, and of ``decoder_printed`` as it is printed.
    """
    layers, side = TABLE_2[run.part], SIDES[run.part]
    channels, taken = FC_INPUTS[run.part]
    entering = channels * sides(layers["encoder"], side)[-1] ** 2
    arms = {"encoder": run.arm({"size_error": abs(entering - taken)})}
    decoder = layers["decoder"]
    if run.part == "arch28":
        arms["decoder_printed"] = run.arm({"size_error": abs(sides(decoder, 1)[-1] - side)})
        decoder = (*decoder[:-1], decoder[-1]._replace(size=LAST_KERNEL))
    arms["decoder"] = run.arm({"size_error": abs(sides(decoder, 1)[-1] - side)})
    return Outcome(arms, Data.of(run.part, np.array([sides(layers["encoder"], side)])))


def sides(layers: Sequence[Layer], start: int) -> list[int]:
    """Of an image before the layers and after each, nothing padded."""
    found = [start]
    for kind, size, stride in layers:
        side = found[-1]
        match kind:
            case "conv":
                found.append((side - size) // stride + 1)
            case "transposed":
                found.append((side - 1) * stride + size)
            case "pool":
                found.append(side // size)
            case "bilinear":
                found.append(side * size)
    return found
