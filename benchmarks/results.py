"""How the figures of a benchmark are kept, with what they were taken on."""

import json
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from rdo.files import replace_file
from replication.ledger import provenance

__all__ = ["Clock"]


class Clock:
    """Started before a benchmark, it writes down what came of it and how long it took."""

    def __init__(self) -> None:
        self.started, self.clock = datetime.now(UTC), time.perf_counter()

    def keep(
        self, result: Mapping[str, object], place: Path, command: str, device: str = "cpu"
    ) -> str:
        """Write the result to ``place``, with its provenance, and give back what was written."""
        origin = provenance(command, self.started, time.perf_counter() - self.clock, device)
        text = json.dumps({**result, "provenance": asdict(origin)}, indent=2)
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_file(place, f"{text}\n".encode())
        return text
