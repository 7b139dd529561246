"""What the replication adds to the rdo command."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rdo.checkouts import check_checkout
from rdo.errors import InputError
from replication.finding import names

if TYPE_CHECKING:
    from replication.kit import Run
    from replication.ledger import Judgement

__all__ = ["register"]


class Profile(StrEnum):
    """Settings of an experiment, from a minute to the paper's own."""

    smoke = "smoke"
    reduced = "reduced"
    paper = "paper"


class Device(StrEnum):
    """Where an experiment trains."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class Start(StrEnum):
    """Where RaDOGAGA's training starts."""

    gauge = "gauge"
    glorot = "glorot"


@contextmanager
def _installed() -> Iterator[None]:
    """One line for a checkout that was installed without what the replication needs."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is missing: pip install -e '.[replication]'") from None


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(run)
    app.command()(scoreboard)
    app.command()(verify)


def run(
    experiment: Annotated[str, typer.Argument(help=f"One of {', '.join(names())}.")],
    dataset: Annotated[
        str | None,
        typer.Option(
            "--dataset",
            "--part",
            help="A data set, or a part of the experiment. Left out, its default; a name that it "
            "does not know is answered with those it does.",
        ),
    ] = None,
    profile: Annotated[
        Profile, typer.Option(help="A minute, at most an hour, or the paper's settings.")
    ] = Profile.smoke,
    seeds: Annotated[int | None, typer.Option(help="Number of seeds.")] = None,
    device: Annotated[Device, typer.Option(help="Where to train.")] = Device.auto,
    start: Annotated[
        Start, typer.Option(help="Where RaDOGAGA starts; claims are judged under gauge.")
    ] = Start.gauge,
    option: Annotated[
        list[str] | None,
        typer.Option(
            "--option",
            "-o",
            metavar="FIELD=VALUE",
            help="A field of the configuration, say -o lambda1=50 or -o 'hidden=[30, 24]'; may be "
            "given several times. An unknown field is answered with those there are. The record "
            "gets a name of its own, and no claim is judged by it.",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A table of your own in place of the data; toy_density takes one."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a killed run stopped.")
    ] = False,
) -> None:
    """Run an experiment, show what it measured, and keep its record unless it was a smoke run."""
    check_checkout()
    # Imported here: the other commands do without torch and matplotlib.
    with _installed():
        from replication.kit import find, run_experiment
        from replication.kit.options import parse_options
        from replication.kit.tables import results_table
        from replication.ledger import verdicts_moved

    options = parse_options(option or [])
    if table is not None:
        options = find(experiment).with_table(options, table)
    before = None if profile is Profile.smoke else _judgements()
    try:
        result = run_experiment(
            experiment,
            dataset=dataset,
            profile=profile.value,
            seeds=seeds,
            start=start.value,
            options=options,
            device=device.value,
            resume=resume,
        )
    except (KeyboardInterrupt, SystemExit):
        _, asked = find(experiment).plan(dataset, profile.value, seeds, start.value, options)
        if _resumable(asked):
            typer.echo("rdo: stopped; go on with the same command and --resume", err=True)
        raise
    record = result.record
    typer.echo(results_table(record, find(experiment).headings).to_string())
    for name, arm in record.arms.items():
        for failure in arm.failures:
            typer.echo(
                f"{name}: seed {failure.seed} failed at step {failure.step}: {failure.cause}"
            )
    why = "a smoke run only shows that all parts work" if profile is Profile.smoke else "own data"
    typer.echo(f"\nkept as {record.path}" if result.kept else f"\nnot kept: {why}")
    after = _judgements() if result.kept else None
    if before is not None and after is not None:
        moved = verdicts_moved(before, after)
        typer.echo("\n".join(["verdicts, before and after:", *(moved or ["  none moved"])]))


def _resumable(asked: "Run") -> bool:
    """Whether checkpoints of a run lie on disk."""
    return any(asked.checkpoint_folder.rglob("step-*.json"))


def _judgements() -> "tuple[Judgement, ...] | None":
    """All verdicts; None if the ledger cannot be read, which must not keep a run from running."""
    from replication.ledger import scoreboard

    try:
        return scoreboard()
    except InputError as error:
        typer.echo(f"rdo: no verdicts, {error}", err=True)
        return None


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
) -> None:
    """Show every claim, what was measured for it, and the verdict."""
    check_checkout()
    with _installed():
        from replication import ledger

    chosen = ledger.select(ledger.scoreboard(), paper=paper, kind=kind, verdict=verdict, text=text)
    if as_json:
        typer.echo(json.dumps(ledger.to_json(chosen), indent=2, allow_nan=False))
    else:
        typer.echo(ledger.to_text(chosen))


def verify(
    experiment: Annotated[str, typer.Argument(help="What `rdo run` knows.")],
    dataset: Annotated[
        str | None,
        typer.Option("--dataset", "--part", help="A data set, or a part of the experiment."),
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
    with _installed():
        from replication.kit.verifying import verify_record

    found = verify_record(experiment, dataset=dataset, seeds=seeds, keep=keep)
    typer.echo(json.dumps(found.to_json(), indent=2) if as_json else found.to_text())
