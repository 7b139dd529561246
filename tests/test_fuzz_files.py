"""A slip in a file of claims or of what is stored about them is refused, or is seen in the ledger.

A hundred edits a file by default; ``pytest tests/test_fuzz_files.py --fuzz 10000`` tries more, and
with ``--hypothesis-show-statistics`` tells how they end.
"""

import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rdo.errors import InputError
from replication.ebae_ablation.tables import read_speeds
from replication.ledger import Claim, load_claims
from replication.ledger.rules import STORED_AMENDMENTS, STORED_RULES, read_amendments, read_rules
from replication.ledger.verification import STORED_RERUNS, read_reruns
from tests.edits import EDITS
from tests.replication.ledger.entries import entries

CLAIMS = """paper = "coins"
[cited]
elder = "Pearson (1900)"
[[table]]
place = "Table 1"
slug = "table1"
experiment = "coin"
rule = "mean_within_spread"
printed_runs = 20
counted = "f1"
metrics = { recall = "recall", f1 = "F1" }
decimals = 4
seeds = 6
profile = "paper"
two_sided = true
[table.methods]
elder = "Elder*"
throws = "Throws+"
drops = "Drops"
[table.ordering]
throws = { above = ["drops"] }
[[table.data]]
slug = "fair"
label = "fair coins"
[table.data.rows]
elder = [0.25, 0.375]
throws = [[0.5, 0.0491], [0.75, 0.0301]]
drops = [[0.125, 0.02], [0.625, 0.01]]
[table.data.notes]
throws = "A remark."
[[table]]
place = "Table 2"
slug = "table2"
experiment = "coin"
rule = "median_within_tolerance"
metrics = { sides = "sides" }
decimals = 1
one_method = true
methods = { flips = "Flips" }
tolerance = { flips = 0.7 }
data = [{ slug = "bent", label = "bent coins", rows = { flips = [1.9] } }]
[[statements]]
place = "Section 1"
slug = "section1"
experiment = "coin"
judged = "tendency"
open = "The coin."
any_scale = "Nothing is trained."
[[statements.claim]]
id = "fair.throws.distance"
says = "as the group"
at_most = 0.01
[[statements.claim]]
id = "fair.throws.share"
says = "all of its own"
at_least = 0.4
kind = "ours"
judged = "every seed"
open = ""
any_scale = "No network."
seeds = 3
metric = "part"
minus = "drops"
note = "A note."
[[statements.claim]]
id = "fair.throws.zero"
says = "it is no less than 0"
at_least = 0
identity = "It is an absolute value."
[[statements.claim]]
id = "fair.other.distance"
says = "the same again"
at_most = 0.02
counts_with = "fair.throws.distance"
[[statements.claim]]
id = "fair.right.distance"
says = "the same, right"
at_most = 0.03
corrects = "fair.throws.distance"
"""
RULES = {
    "coins.table1.fair.throws.f1": ("before", "0.75, 0.0301", "0123456789abcdef"),
    "coins.section1.fair.throws.distance": ("after", "at_most 0.01", "fedcba9876543210"),
    "coins.table2.bent.sides": ("before", "1.9 within 0.7", "00112233445566aa"),
}
AMENDMENTS = [
    {"date": "2024-03-01", "why": "A slip.", "moved": {"coins.a.b.c.d": ["holds", "refuted"]}},
    {
        "date": "2024-03-05",
        "why": "Another.",
        "moved": {"coins.a.b.c.d": ["refuted", "withdrawn"], "coins.a.b.c.e": ["not run", "holds"]},
    },
]
RERUN = {
    "record_sha256": "ab" * 32,
    "seeds": 2,
    "threads": 1,
    "processor": "a processor",
    "device": "cpu",
    "commit": "0f" * 20,
    "versions": {"torch": "2.13", "numpy": "2.4"},
    "differences": {
        "throws": {
            "distance": {"absolute": 0.0, "relative": 0.0},
            "share": {"absolute": 1e-07, "relative": 2e-07},
        }
    },
}
RERUNS = {
    "experiment": "coin",
    "dataset": "fair",
    "measurements": [RERUN, {**RERUN, "threads": 2, "commit": None}],
}
SPEED = {
    "speedup": 1.5,
    "speedup_channels_last": 1.04,
    "speedup_bf16": 0.35,
    "three_side_by_side": 1.42,
    "roofline": 0.6,
    "steps_per_second": 152.9,
}
SPEEDS = {
    "width": 0.125,
    "batch": {"32": SPEED, "128": {**SPEED, "speedup": 2}},
    "threads": 2,
    "provenance": {"commit": None, "machine": {"cores": 2}},
}


class Kept(NamedTuple):
    """A kind of file, one that is right, its reader, and the check of what an edited one gives."""

    name: str
    text: str
    read: Callable[[Path], Any]
    as_written: Callable[[Any, str], bool]


def _same_json(dump: Callable[[Any], Any]) -> Callable[[Any, str], bool]:
    return lambda found, text: dump(found) == json.loads(text)


def _claims_as_written(claims: tuple[Claim, ...], text: str) -> bool:
    """All claims of a file are there, and every text and number of it in one of them."""
    document = tomllib.loads(text)
    expected = {(one.id, float(one.value), one.minus) for one in entries(document)}
    told = " ".join(str(value) for claim in claims for value in asdict(claim).values())
    numbers = {
        float(value)
        for claim in claims
        for value in (claim.value, claim.spread, claim.printed_runs, claim.decimals,
                      claim.tolerance, claim.minimum_seeds)
        if value is not None
    }  # fmt: skip
    return expected == {(one.id, one.value, one.minus) for one in claims} and all(
        leaf in told if isinstance(leaf, str) else float(leaf) in numbers
        for leaf in _leaves(document)
    )


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    elif not isinstance(value, bool):  # switches are told apart by the ids and verdicts
        yield value


KEPT = {
    "claims": Kept("coins.toml", CLAIMS, lambda path: load_claims(path.parent), _claims_as_written),
    "rules": Kept(
        "rules.json",
        json.dumps(
            {k: dict(zip(("entered", "bound", "rule"), v, strict=True)) for k, v in RULES.items()},
            indent=1,
        ),
        lambda path: read_rules(path.parent),
        _same_json(lambda found: STORED_RULES.dump_python(found, mode="json")),
    ),
    "amendments": Kept(
        "amendments.json",
        json.dumps(AMENDMENTS, indent=1),
        lambda path: read_amendments(path.parent),
        _same_json(lambda found: STORED_AMENDMENTS.dump_python(found, mode="json")),
    ),
    "reruns": Kept(
        "coin/fair.json",
        json.dumps(RERUNS, indent=1),
        read_reruns,
        _same_json(lambda found: STORED_RERUNS.dump_python(found, mode="json")),
    ),
    "speeds": Kept(
        "chains.json",
        json.dumps(SPEEDS, indent=1),
        read_speeds,
        _same_json(lambda found: found.model_dump(mode="json")),
    ),
}
KINDS = st.sampled_from(sorted(KEPT))


def outcome(kept: Kept, content: bytes) -> str:
    """``refused``, ``same`` or ``seen``, after the checks that it is one of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / kept.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        try:
            found, said = kept.read(path), ""
        except InputError as error:
            found, said = None, str(error)
    if said:
        assert kept.name.rpartition("/")[2] in said
        assert len(said) < 500
        assert "\n" not in said
        return "refused"
    text = content.decode()
    assert kept.as_written(found, text)
    parse = tomllib.loads if kept.name.endswith(".toml") else json.loads
    return "same" if parse(text) == parse(kept.text) else "seen"


@pytest.mark.parametrize("kind", KEPT)
def test_the_files_are_right(kind: str) -> None:
    assert outcome(KEPT[kind], KEPT[kind].text.encode()) == "same"


@pytest.mark.parametrize("kind", KEPT)
@given(st.sampled_from(sorted(EDITS)), st.integers(0, 2**32 - 1))
def test_an_edit_is_refused_or_seen(kind: str, edit: str, seed: int) -> None:
    kept = KEPT[kind]
    edited = EDITS[edit](kept.text, np.random.default_rng(seed))
    content = edited if isinstance(edited, bytes) else edited.encode("utf-8", "surrogatepass")
    event(f"{kind}, {edit}: {outcome(kept, content)}")


@pytest.mark.parametrize("kind", KEPT)
@pytest.mark.parametrize(
    "instead", [b"", b"\n", b"\xff\xfe", b"[" * 100_000, b"null", "folder", "loop"]
)
def test_what_is_no_such_file_is_refused_by_name(kind: str, instead: bytes | str) -> None:
    kept = KEPT[kind]
    if isinstance(instead, bytes):
        assert outcome(kept, instead) == "refused"
        return
    folder = Path(tempfile.mkdtemp())
    try:
        path = folder / kept.name
        path.parent.mkdir(exist_ok=True)
        if instead == "folder":
            path.mkdir()
        else:
            path.symlink_to(path.name)
        with pytest.raises(InputError, match=f"{path.name} cannot be read"):
            kept.read(path)
    finally:
        shutil.rmtree(folder)
