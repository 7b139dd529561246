"""Whether a claim was committed before what it is judged by was measured, from git's history."""

import json
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from replication.ledger.claims import Claim
from replication.ledger.git import ask_git
from replication.ledger.provenance import REPOSITORY

__all__ = ["Entered", "bound_of", "entered", "history_at_hand"]

Entered = Literal["before", "after"]

# What was claimed (id and bound), and what was measured (experiment, data set, arm, metric).
_Claimed = tuple[str, str]
_Metric = tuple[str, str, str, str]

# Committed versions that cannot be parsed are skipped.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def bound_of(claim: Claim) -> str:
    """The claimed number as text: what must not have been chosen after the measurement.

    Examples
    --------
    >>> claim = Claim(
    ...     id="coins.section1.fair.throws.distance", paper="coins", place="Section 1",
    ...     kind="stated", statement="Heads are half", value=0.05, rule="at_most",
    ...     experiment="coin", dataset="fair", method="throws", metric="distance",
    ... )
    >>> bound_of(claim)
    'at_most 0.05'
    """
    if claim.is_statement:
        return f"{claim.rule} {claim.value!r}"
    spread = "" if claim.spread is None else f", {claim.spread!r}"
    tolerance = "" if claim.tolerance is None else f" within {claim.tolerance!r}"
    return f"{claim.value!r}{spread}{tolerance}"


def entered(claims: Iterable[Claim], repository: Path = REPOSITORY) -> dict[str, Entered | None]:
    """For each claim's id, whether it was committed before the records that it is judged by.

    That is, whether every commit of a record of the experiment on the data set, with the claim's
    metric for its arm, has one among its ancestors that holds the claim; so is it for a committed
    claim without such a record. On branches that are merged later neither is before the other. What
    counts of the claim is its id with the present bound: a bound that changed is a new claim, and
    one that is in no commit yet is after whatever judges it. None for all where git's history is
    not at hand.
    """
    claims = list(claims)
    if not history_at_hand(repository):
        return {claim.id: None for claim in claims}
    head = _git(repository, "rev-parse", "HEAD").strip()
    claimed, measured = _claimed(repository, head), _measured(repository, head)
    _, earlier = _ancestry(repository, head)
    found: dict[str, Entered | None] = {}
    for claim in claims:
        entries = claimed.get((claim.id, bound_of(claim)), 0)
        runs = measured.get((claim.experiment, claim.dataset, claim.method, claim.metric), ())
        late = claim.seen or not entries or any(not entries & earlier[run] for run in runs)
        found[claim.id] = "after" if late else "before"
    return found


def history_at_hand(repository: Path = REPOSITORY) -> bool:
    """Whether this is a git checkout with all its commits."""
    top = ask_git(repository, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != repository.resolve():
        return False
    shallow = ask_git(repository, "rev-parse", "--is-shallow-repository")
    return shallow == "false" and ask_git(repository, "rev-parse", "--verify", "HEAD") is not None


@cache
def _claimed(repository: Path, head: str) -> dict[_Claimed, int]:
    """The set of the commits that enter each claim, or change its file, with each of its bounds."""
    own, _ = _ancestry(repository, head)
    found: dict[_Claimed, int] = {}
    for commit, files in _versions(repository, head, "claims", ".toml"):
        for text in files.values():
            for claimed in _claimed_in(text):
                found[claimed] = found.get(claimed, 0) | own[commit]
    return found


@cache
def _measured(repository: Path, head: str) -> dict[_Metric, list[str]]:
    """The commits that store a record with each metric of each arm, variants apart."""
    found: dict[_Metric, list[str]] = {}
    for commit, files in _versions(repository, head, "results", ".json"):
        for name, text in files.items():
            _, *place, file = name.split("/")
            if len(place) == 2 and file in ("paper.json", "reduced.json"):
                for arm, metric in _measured_in(text):
                    found.setdefault((place[0], place[1], arm, metric), []).append(commit)
    return found


@cache
def _ancestry(repository: Path, head: str) -> tuple[dict[str, int], dict[str, int]]:
    """Each commit as a set of its own, and the set of those before it: one bit for each commit."""
    own: dict[str, int] = {}
    earlier: dict[str, int] = {}
    listing = _git(repository, "rev-list", "--topo-order", "--reverse", "--parents", head)
    for k, line in enumerate(listing.splitlines()):
        commit, *parents = line.split()
        own[commit], earlier[commit] = 1 << k, 0
        for parent in parents:
            earlier[commit] |= own[parent] | earlier[parent]
    return own, earlier


def _measured_in(text: str) -> Iterator[tuple[str, str]]:
    try:
        arms = json.loads(text)["arms"]
        yield from [(arm, metric) for arm, own in arms.items() for metric in own["metrics"]]
    except _UNREADABLE:
        return


def _claimed_in(text: str) -> Iterator[_Claimed]:
    try:
        yield from list(_claims_of(tomllib.loads(text)))
    except _UNREADABLE:
        return


def _claims_of(document: dict[str, Any]) -> Iterator[_Claimed]:
    # By hand, for the format that files have now is not that of the past.
    paper = document["paper"]
    for table in document.get("table", []):
        for data in table["data"]:
            for method, cells in data["rows"].items():
                row = f"{paper}.{table['slug']}.{data['slug']}"
                rows = [row if table.get("one_method") else f"{row}.{method}"]
                for again in table.get("again", []):
                    arm = again["prefix"] + method
                    rows.append(f"{paper}.{again['slug']}.{data['slug']}.{arm}")
                within = table.get("tolerance", {}).get(method)
                for metric, cell in zip(table["metrics"], cells, strict=False):
                    numbers = map(float, cell if isinstance(cell, list) else [cell])
                    tolerance = "" if within is None else f" within {float(within)!r}"
                    bound = ", ".join(map(repr, numbers)) + tolerance
                    yield from ((f"{row}.{metric}", bound) for row in rows)
    for group in document.get("statements", []):
        for claim in group["claim"]:
            for rule in claim.keys() & {"at_most", "at_least"}:
                bound = f"{rule} {float(claim[rule])!r}"
                yield f"{paper}.{group['slug']}.{claim['id']}", bound


def _versions(
    repository: Path, head: str, folder: str, suffix: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Commits that touch a folder, ancestors first, with the files as each leaves them."""
    log = _git(
        repository, "log", "--reverse", "--topo-order", "--full-history", "--no-renames", "-m",
        "--diff-filter=AM", "--name-only", "--format=%x00%H", head, "--", folder,
    )  # fmt: skip
    changes: dict[str, set[str]] = {}
    for block in log.split("\0")[1:]:
        commit, *names = block.split("\n")
        files = {name for name in names if name.endswith(suffix)}
        changes.setdefault(commit, set()).update(files)
    wanted = [f"{commit}:{name}" for commit, names in changes.items() for name in sorted(names)]
    contents = iter(_contents(repository, wanted))
    for commit, paths in changes.items():
        yield commit, {name: next(contents) for name in sorted(paths)}


def _contents(repository: Path, objects: list[str]) -> Iterator[str]:
    answer = subprocess.run(
        ["git", "-C", str(repository), "cat-file", "--batch"],
        input="\n".join(objects).encode() + b"\n",
        capture_output=True,
        check=True,
    ).stdout
    start = 0
    for _ in objects:
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[-1])
        yield answer[end + 1 : end + 1 + size].decode(errors="replace")
        start = end + 1 + size + 1


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
