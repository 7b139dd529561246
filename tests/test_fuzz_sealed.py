"""No edit of a record or of a checkpoint is believed: both carry a digest over themselves.

A hundred edits of each by default; ``pytest tests/test_fuzz_sealed.py --fuzz 10000`` tries more.
"""

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import event, given
from hypothesis import strategies as st

from rdo.errors import InputError
from rdo.training import Checkpoints
from rdo.training.checkpoints import Checkpoint
from replication.ledger import read_record, write_record
from tests.edits import EDITS
from tests.replication.ledger.examples import make_record

RUN = {"experiment": "coin", "seeds": [0, 1], "sources": {"rdo/errors.py": "0123456789ab"}}
CURVE = {"curve": np.linspace(0, 1, 5)}


def write_a_record(folder: Path) -> Path:
    """A record of two arms, with arrays beside it."""
    arms: dict[str, list[float | None]] = {"dagmm": [0.5, None], "radogaga_d": [0.1, 0.2]}
    return write_record(make_record(arms), folder, CURVE)


def write_a_checkpoint(folder: Path) -> Path:
    """What is not a tensor in a checkpoint, whose tensors are beside it."""
    kept = Checkpoint(1, {"x": torch.ones(2)}, {"seconds": 1.5, "failures": [], "steps": [0]})
    Checkpoints(folder, RUN).save(kept)
    (path,) = folder.glob("*.json")
    return path


def is_refused(path: Path) -> bool:
    """Whether reading a record, or taking up a checkpoint, names the file and gives nothing."""
    if path.name == "paper.json":
        with pytest.raises(InputError, match=r"paper\.json"):
            read_record(path)
        return True
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = Checkpoints(path.parent, RUN).latest()
    return found is None and path.stem in str(said[0].message)


@pytest.mark.parametrize("write", [write_a_record, write_a_checkpoint])
@given(st.sampled_from(sorted(EDITS)), st.integers(0, 2**32 - 1))
def test_an_edit_is_refused(write: Callable[[Path], Path], edit: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        text = path.read_text(encoding="utf-8")
        edited = EDITS[edit](text, np.random.default_rng(seed))
        content = edited if isinstance(edited, bytes) else edited.encode("utf-8", "surrogatepass")
        if content == text.encode():
            event(f"{write.__name__}, {edit}: nothing changed")
            return
        path.write_bytes(content)
        assert is_refused(path)
        event(f"{write.__name__}, {edit}: refused")


@pytest.mark.parametrize("write", [write_a_record, write_a_checkpoint])
@given(st.integers(0, 2**32 - 1))
def test_a_flipped_bit_of_what_lies_beside_is_refused(
    write: Callable[[Path], Path], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder))
        (beside,) = (
            other for other in path.parent.iterdir() if other != path and other.name != ".lock"
        )
        content = bytearray(beside.read_bytes())
        place = int(np.random.default_rng(seed).integers(8 * len(content)))
        content[place // 8] ^= 1 << (place % 8)
        beside.write_bytes(content)
        if path.name == "paper.json":
            with pytest.raises(InputError, match=beside.name):
                read_record(path)
        else:
            assert is_refused(path)
