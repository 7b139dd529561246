"""``python -m replication.ledger.amending``: store the rules by which claims are judged."""

import io
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from rdo.errors import InputError
from rdo.files import replace_file
from replication.ledger.judgements import Judgement
from replication.ledger.provenance import REPOSITORY
from replication.ledger.rules import (
    STORED_AMENDMENTS,
    STORED_RULES,
    Amendment,
    amended,
    read_amendments,
    read_rules,
    stored_as,
)
from replication.ledger.scoreboard import judge_claims

__all__ = ["store_rules"]


def store_rules(
    why: str | None = None,
    claims: Path | None = None,
    before: tuple[Judgement, ...] | None = None,
) -> str:
    """Store the rules of all judged claims, and an amendment if rules of stored ones changed.

    Claims that were never judged before are stored as they are. The judgements before are by
    default those of the claims as they were when their rules were stored, on today's records. Says
    what was stored.

    Raises
    ------
    InputError
        If rules of stored claims changed and no reason is given, naming them; or if it is not known
        of a judged claim when it was entered.
    """
    folder = claims or REPOSITORY / "claims"
    after, stored = judge_claims(claims), read_rules(claims)
    moved = amended(stored, before or (), after)
    if moved and not why:
        raise InputError(
            f"{len(moved)} claims are not judged by the rule that they were judged by first, "
            f"{', '.join(list(moved)[:3])} among them: say why the rule changes with --why, and "
            "the change will be entered as an amendment."
        )
    unknown = [one.claim.id for one in after if one.verdict != "not run" and one.entered is None]
    if unknown:
        raise InputError(
            f"only git's history tells when {unknown[0]} was entered, and {len(unknown) - 1} more: "
            "store rules in a checkout with all its commits."
        )
    if moved and why:
        if before is None:
            moved = amended(stored, _as_stored(), after)
        today = datetime.now(UTC).date().isoformat()
        entries, new_entry = read_amendments(claims), Amendment(today, why, moved)
        if not entries or entries[-1] != new_entry:  # it is there if rules could not be written
            content = STORED_AMENDMENTS.dump_json([*entries, new_entry], indent=1) + b"\n"
            replace_file(folder / "amendments.json", content)
    rules = {name: rule for name, rule in stored.items() if name not in moved} | stored_as(after)
    replace_file(folder / "rules.json", STORED_RULES.dump_json(rules, indent=1) + b"\n")
    new = len(rules.keys() - stored.keys())
    return f"{len(rules)} rules stored: {new} new, {len(moved)} amended"


def _as_stored() -> tuple[Judgement, ...]:
    """Today's records judged by the claims of the commit that stored rules last."""
    git = ["git", "-C", str(REPOSITORY)]
    command = [*git, "log", "-1", "--format=%H", "--", "claims/rules.json"]
    commit = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as name:
        command = [*git, "archive", commit or "HEAD", "claims"]
        archive = subprocess.run(command, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as held:
            held.extractall(name, filter="data")
        return judge_claims(Path(name) / "claims")


def _main(
    why: Annotated[
        str | None, typer.Option(help="Why rules of judged claims change, in a sentence or two.")
    ] = None,
) -> None:
    """Store the rules by which claims are judged; a rule that changes needs a reason."""
    try:
        typer.echo(store_rules(why))
    except InputError as error:
        raise SystemExit(f"rdo: {error}") from None


if __name__ == "__main__":
    typer.run(_main)
