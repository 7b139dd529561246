"""The rdo command."""

import json
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rdo import ledger
from rdo.errors import InputError

__all__ = ["app"]


class _Commands(TyperGroup):
    """Commands whose bad input ends in one line on stderr and exit code 2."""

    # Some versions of typer carry their own click, so the context has no one type.
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            typer.echo(f"rdo: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Replicate five papers on autoencoders as density models, claim by claim."""


@app.command()
def scoreboard(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, one object a claim.")
    ] = False,
) -> None:
    """Show every claim, what was measured for it, and the verdict."""
    judgements = ledger.scoreboard()
    if as_json:
        typer.echo(json.dumps(ledger.to_json(judgements), indent=2, allow_nan=False))
    else:
        typer.echo(ledger.to_text(judgements))
