"""What the replication adds to the rdo command."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rdo.checkouts import check_checkout
from replication.run_command import installed, run

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(run)
    app.command()(scoreboard)
    app.command()(verify)


def scoreboard(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="FILTER", help="Only claims with this text in id, place, words or experiment."
        ),
    ] = None,
    paper: Annotated[str | None, typer.Option(help="Only the claims of this paper.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Only printed, stated, erratum, ours or quoted ones.")
    ] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Only those under this verdict, say 'not reached'.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, one object per claim.")
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Judge from the records there, not in results/."),
    ] = None,
) -> None:
    """Show every claim, what was measured for it, and the verdict."""
    check_checkout()
    with installed():
        from replication import ledger

    judged = ledger.scoreboard(results_folder=results)
    chosen = ledger.select(judged, paper=paper, kind=kind, verdict=verdict, text=text)
    if as_json:
        typer.echo(json.dumps(ledger.to_json(chosen), indent=2, allow_nan=False))
    else:
        typer.echo(ledger.to_text(chosen))


def verify(
    experiment: Annotated[str, typer.Argument(help="What `rdo run` knows.")],
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset",
            "--part",
            help="A data set, or a part of the experiment. Of its records, the one that judges "
            "claims is rerun: paper, or else reduced.",
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="The first so many of the record's seeds.", show_default="2")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="Store the differences in results/verified.")
    ] = False,
) -> None:
    """Rerun some seeds of a stored record, and show the digits that agree."""
    check_checkout()
    with installed():
        from replication.kit.verifying import verify_record

    found = verify_record(experiment, dataset=dataset, seeds=seeds, keep=keep)
    typer.echo(json.dumps(found.to_json(), indent=2) if as_json else found.to_text())
