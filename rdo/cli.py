"""The rdo command: the library's own commands, and the replication's where that is at hand."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rdo.checkouts import check_checkout
from rdo.detect_command import register as register_detect
from rdo.errors import DivergenceError, InputError

__all__ = ["app"]


class _Commands(TyperGroup):
    """Commands whose bad input ends in one line on stderr and exit code 2.

    So does a chain that diverged, with exit code 1.
    """

    # Some versions of typer carry their own click, so the context has no one type.
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            typer.echo(f"rdo: {' '.join(str(error).split())}", err=True)
            raise typer.Exit(2) from None
        except DivergenceError as error:
            typer.echo(f"rdo: {error}", err=True)
            raise typer.Exit(1) from None
        except Exception as error:
            said = getattr(error, "format_message", None)  # of what click refuses
            if said is None:
                raise
            what = " ".join(said().split()).rstrip(".")
            command = " ".join(filter(None, ["rdo", ctx.invoked_subcommand, "--help"]))
            typer.echo(f"rdo: {what}; see {command}.", err=True)
            raise typer.Exit(2) from None


app = typer.Typer(cls=_Commands, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Autoencoders as density models, and their replication where its checkout is installed."""


@app.command()
def data(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="All if left out.")
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Download what is missing to the user's cache.")
    ] = False,
) -> None:
    """Show which data sets are here and verified, and how to get the others."""
    check_checkout()
    from rdo import datasets  # takes as long as torch to load

    known = {status.name: status for status in datasets.available()}
    # Of all sets, those that cannot be fetched are only listed; by name, one is refused.
    for name in names or [name for name, status in known.items() if status.fetchable]:
        if name not in known:
            raise InputError(f"dataset={name!r}: known are {', '.join(known)}.")
        if fetch and not known[name].bundled:
            datasets.locate(name, fetch=True)
    for status in datasets.available():
        if names and status.name not in names:
            continue
        state = "verified" if status.verified else "corrupt" if status.path else "missing"
        typer.echo(
            f"{status.name:26} {state:9} {status.shape[0]:>7,} x {status.shape[1]:<4}", nl=False
        )
        typer.echo(f" {status.path or status.home} ({status.licence})")
        if not status.verified:
            typer.echo(f"{'':26} {status.how_to_get}")


register_detect(app)


def _needs_checkout(ctx: typer.Context) -> None:
    raise InputError(
        f"rdo {ctx.info_name} needs the replication, which the library is installed without: in a "
        "checkout of the project, run `make setup`, or `pip install -e '.[replication]'`."
    )


# By name, for the library is installed without the replication too and never imports it.
_spec = find_spec("replication")
if _spec and _spec.origin and Path(_spec.origin).parents[1] == Path(__file__).parents[1]:
    import_module("replication.commands").register(app)
else:
    for _name in ("run", "scoreboard", "verify"):
        app.command(
            _name,
            hidden=True,
            context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        )(_needs_checkout)
