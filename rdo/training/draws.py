"""Random streams, one per replica, addressed by seed, stage and step.

The draws of replica ``seed`` at step t are a function of (seed, stage, t). So a replica has the
same batches and noise whichever others train with it, and a run resumed at step t needs no saved
generator.
"""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
import torch
from torch import Tensor

__all__ = ["BatchStream", "NoiseStream", "WalkStream", "glorot_generator", "stream", "uniform"]

_BLOCK = 16  # steps drawn at once; part of the streams' definition


def stream(seed: int, *address: int | str) -> np.random.Generator:
    """A generator for one purpose: ``stream(seed, "train", "noise", 3)``."""
    words = [crc32(part.encode()) if isinstance(part, str) else part for part in address]
    return np.random.Generator(np.random.SFC64([seed, *words]))


def glorot_generator(seed: int) -> torch.Generator:
    """The generator a model's first weights are drawn from."""
    return torch.Generator().manual_seed(seed)


def uniform(bits: Tensor, dtype: torch.dtype) -> Tensor:
    """Numbers in [0, 1), multiples of 2^-24, from random bits held as int32."""
    return (bits & 0xFFFFFF).to(dtype) * 2.0**-24


class NoiseStream:
    """Random bits for every replica and step, drawn in blocks of steps.

    They become uniform draws by :func:`uniform` inside the step, where the compiler fuses the
    conversion with their use.

    Parameters
    ----------
    seeds
        One per replica.
    shapes
        Shapes of one replica's draws at one step, by name.
    stage
        Names the part of the run, so that two parts share no draws.
    """

    def __init__(
        self, seeds: Sequence[int], shapes: Mapping[str, tuple[int, ...]], stage: str
    ) -> None:
        self.seeds, self.stage = tuple(seeds), stage
        self.shapes = dict(shapes)
        self.sizes = [int(np.prod(shape)) for shape in self.shapes.values()]
        self.block = np.empty((len(self.seeds), 0), dtype=np.int32)
        self.index = -1

    def at(self, step: int) -> dict[str, Tensor]:
        """Bits of ``step``, each ``(R, *shape)``, int32.

        In memory the first axis of a shape, the batch, comes last: the layout that networks work
        in.
        """
        index, offset = divmod(step, _BLOCK)
        size = sum(self.sizes)
        if index != self.index:
            words = size * _BLOCK // 2  # of 64 bits; a block is even
            generators = (stream(seed, self.stage, "noise", index) for seed in self.seeds)
            raw = np.stack([g.bit_generator.random_raw(words) for g in generators])
            self.block = raw.view(np.int32)
            self.index = index
        flat = torch.from_numpy(self.block[:, offset * size : (offset + 1) * size])
        return {
            name: part.reshape(len(self.seeds), *shape[1:], shape[0]).movedim(-1, 1)
            for (name, shape), part in zip(
                self.shapes.items(), flat.split(self.sizes, dim=1), strict=True
            )
        }


class BatchStream:
    """Rows of every replica's batch: its own rows, shuffled anew each epoch.

    Batches run on across the end of an epoch, so every row is used equally often.

    Parameters
    ----------
    seeds
        One per replica.
    rows
        Row numbers of the data each replica trains on, ``(R, n)``.
    batch_size
        Rows per batch, at most n.
    stage
        Names the part of the run.
    """

    def __init__(self, seeds: Sequence[int], rows: np.ndarray, batch_size: int, stage: str) -> None:
        self.seeds, self.rows, self.batch_size, self.stage = tuple(seeds), rows, batch_size, stage
        self.orders: dict[int, np.ndarray] = {}

    def _order(self, epoch: int) -> np.ndarray:
        """Every replica's rows in the order of ``epoch``, ``(R, n)``."""
        if epoch not in self.orders:
            self.orders = {e: order for e, order in self.orders.items() if e == epoch - 1}
            self.orders[epoch] = np.stack(
                [
                    stream(seed, self.stage, "batches", epoch).permutation(row)
                    for seed, row in zip(self.seeds, self.rows, strict=True)
                ]
            )
        return self.orders[epoch]

    def at(self, step: int) -> np.ndarray:
        """Row numbers of the batches of ``step``, ``(R, batch_size)``."""
        epoch, start = divmod(step * self.batch_size, self.rows.shape[1])
        batch = self._order(epoch)[:, start : start + self.batch_size]
        short = self.batch_size - batch.shape[1]
        if short:
            batch = np.concatenate([batch, self._order(epoch + 1)[:, :short]], axis=1)
        return batch


class WalkStream:
    """Standard normal draws addressed by walk and step.

    The draws of walk n at step t are a function of (seed, stage, n, t), whatever other walks run.

    Parameters
    ----------
    seed
        Of all walks.
    shape
        Of one walk's state.
    stage
        Names the purpose, so that two purposes share no draws.
    """

    def __init__(self, seed: int, shape: tuple[int, ...], stage: str) -> None:
        self.seed, self.shape, self.stage = seed, shape, stage

    def __call__(self, walks: range, step: int) -> Tensor:
        """Draws of some walks at one step, ``(B, *shape)``, float32."""
        draws = np.empty((len(walks), *self.shape), dtype=np.float32)
        for row, walk in zip(draws, walks, strict=True):
            generator = stream(self.seed, self.stage, "walk", walk, step)
            generator.standard_normal(out=row, dtype=np.float32)
        return torch.from_numpy(draws)
