"""Rows and random bits of each step, drawn on the host; on a GPU prefetched to the device."""

from collections import deque
from collections.abc import Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import torch
from torch import Tensor

from rdo.training.draws import BatchStream, NoiseStream
from rdo.training.layout import aligned
from rdo.training.step import Inputs

__all__ = ["Feed"]

_AHEAD = {"cuda": 8}  # steps drawn ahead by a second thread; a CPU has no time to spare for one

_Sent = tuple[dict[str, Tensor], torch.cuda.Event | None]


class Feed:
    """The inputs of every step, but for the models' own samples.

    Rows and noise are functions of seed and step, so they are the same whenever they are drawn. A
    GPU would wait while the host draws them; so that it does not, a thread draws those of later
    steps into page-locked memory, and they are copied beside what the device computes.

    Parameters
    ----------
    buffers
        The models' buffers, ``(R, ...)``.
    data
        All rows, ``(n, M)``, on the device and of the parameters' type.
    batches, noise
        The draws.
    """

    def __init__(
        self,
        buffers: Mapping[str, Tensor],
        data: Tensor,
        batches: BatchStream,
        noise: NoiseStream,
    ) -> None:
        self.buffers, self.data, self.batches, self.noise = dict(buffers), data, batches, noise
        self.ahead = _AHEAD.get(data.device.type, 0)
        self.stream = torch.cuda.Stream(data.device) if data.is_cuda else None

    def at(self, step: int) -> Inputs:
        """The inputs of one step, drawn now."""
        return self._received(self._send(step))

    def steps(self, begin: int, end: int) -> Generator[Inputs, None, None]:
        """The inputs of steps ``begin`` to ``end - 1``, one after another."""
        if not self.ahead:
            yield from map(self.at, range(begin, end))
            return
        with ThreadPoolExecutor(1) as thread:
            first = range(begin, min(begin + self.ahead, end))
            sent: deque[Future[_Sent]] = deque(thread.submit(self._send, t) for t in first)
            for later in range(begin + self.ahead, end + self.ahead):
                given = self._received(sent.popleft().result())
                if later < end:
                    sent.append(thread.submit(self._send, later))
                yield given

    def _send(self, step: int) -> _Sent:
        """The draws of a step, on their way to the device, and what to wait for."""
        number = torch.tensor(float(step + 1), dtype=self.data.dtype)
        drawn = {"rows": torch.from_numpy(self.batches.at(step)), "number": number}
        drawn |= {f"noise.{name}": bits for name, bits in self.noise.at(step).items()}
        if self.stream is None:
            return {name: value.to(self.data.device) for name, value in drawn.items()}, None
        with torch.cuda.stream(self.stream):
            sent = {
                name: value.pin_memory().to(self.data.device, non_blocking=True)
                for name, value in drawn.items()
            }
            return sent, self.stream.record_event()

    def _received(self, sent: _Sent) -> Inputs:
        drawn, copied = sent
        if copied is not None:
            computing = torch.cuda.current_stream(self.data.device)
            computing.wait_event(copied)
            for value in drawn.values():  # whose memory is not to be used again before it is read
                value.record_stream(computing)
        rows, number = drawn.pop("rows"), drawn.pop("number")
        # Four times as fast as data[rows] for wide tables.
        x = aligned(self.data.index_select(0, rows.flatten()).unflatten(0, rows.shape))
        bits = {name.removeprefix("noise."): value for name, value in drawn.items()}
        return Inputs(self.buffers, x, bits, number, {}, {})
