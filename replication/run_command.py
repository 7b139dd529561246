"""The command ``rdo run``: one run or all, in this process or in several."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rdo.checkouts import check_checkout
from rdo.errors import InputError
from replication.finding import names

if TYPE_CHECKING:
    import pandas as pd

    from replication.kit import Result, Run
    from replication.kit.running import Planned
    from replication.ledger import Judgement

__all__ = ["installed", "run"]


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
def installed() -> Iterator[None]:
    """One line for a checkout that was installed without what the replication needs."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise InputError(f"{error.name} is missing: pip install -e '.[replication]'") from None


def run(
    experiment: Annotated[
        str, typer.Argument(help=f"One of {', '.join(names())}, or all for every part of each.")
    ],
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
        Profile,
        typer.Option(
            help="A quick look, settings for two cores, or the paper's; --dry-run says how long."
        ),
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
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Train in so many processes of this machine; the record is the same."
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Train on the workers of this Dask scheduler."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Only show what there is to train, for how long, and what is there."
        ),
    ] = False,
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Keep the record there and not in results/, say to try a change of the code; "
            "verdicts are then shown before and after.",
        ),
    ] = None,
) -> None:
    """Run an experiment, show what it measured, and keep its record unless it was a smoke run."""
    check_checkout()
    if workers is not None and scheduler is not None:
        raise InputError(f"workers={workers}: those of {scheduler} are to train; give one of both.")
    # Imported here: the other commands do without the experiments and matplotlib.
    with installed():
        from replication.kit import find
        from replication.kit.options import parse_options
        from replication.kit.running import one_thread, plan
        from replication.kit.sweep import outline, plan_all

    chosen = parse_options(option or [])
    if workers is not None or scheduler is not None:
        one_thread()
    if experiment == "all":
        own = (dataset, seeds, option, table, results)
        if start is not Start.gauge or any(one is not None for one in own):
            raise InputError(
                "experiment='all': every part runs as its profile says; of the other options only "
                "--profile, --device, --resume, --workers, --scheduler and --dry-run go with it."
            )
        planned, refused = plan_all(profile.value, device.value, resume=resume)
        for error in refused:
            typer.echo(f"rdo: {error}", err=True)
    else:
        refused = []
        if table is not None:
            chosen = find(experiment).with_table(chosen, table)
        planned = [
            plan(
                experiment,
                dataset=dataset,
                profile=profile.value,
                seeds=seeds,
                start=start.value,
                options=chosen,
                device=device.value,
                results=results,
            )
        ]
        (one,) = planned
        if resume and not one.kept and not (workers or scheduler):
            raise InputError(
                f"--resume: this run of the profile {one.run.profile} keeps no record, and no "
                "checkpoints to go on from; leave that out."
            )
        if {*one.experiment.private} & {*one.run.options} and (workers or scheduler):
            where = f"workers={workers}" if workers else f"scheduler={scheduler!r}"
            raise InputError(
                f"{where}: a run on a file of your own, which workers may not have, is done in one "
                "process; leave that out."
            )
    if dry_run:
        rows = outline(planned)
        typer.echo(rows.to_string(index=False, na_rep="unknown", float_format="{:.2f}".format))
        typer.echo(_total(rows))
        return
    errors = _run(planned, workers, scheduler, resume=resume)
    if errors and experiment != "all":
        raise errors[0]
    if errors or refused:
        raise typer.Exit(1)


def _total(rows: "pd.DataFrame") -> str:
    """All runs of an outline in one line."""
    runs, units = (
        f"{count:,} {word}{'s' * (count != 1)}"
        for word, count in (("run", len(rows)), ("unit", int(rows.units.sum())))
    )
    known = rows["core-hours"].dropna()
    if known.empty:
        return f"{runs}, {units}; for how long, no record tells"
    hours = f"{known.sum():.1f} core-hours"
    return f"{runs}, {units}, {hours}" + (" where a record tells" * (len(known) < len(rows)))


def _run(
    planned: "Sequence[Planned]", workers: int | None, scheduler: str | None, *, resume: bool
) -> list[Exception]:
    """Do the runs and show their results; the exceptions of those that ended with one."""
    from replication.kit.cluster import local_workers, workers_of
    from replication.kit.sweep import one_after_another, sweep
    from replication.ledger import verdicts_moved

    before = _judgements() if any(one.kept for one in planned) else None
    errors: list[Exception] = []
    kept: list[Planned] = []

    def done(one: "Planned", found: "Result | Exception") -> None:
        if isinstance(found, Exception):
            errors.append(found)
            if len(planned) > 1:
                kind = "" if isinstance(found, InputError) else f"{type(found).__name__}: "
                typer.echo(f"rdo: {one.run.experiment} {one.run.part}: {kind}{found}", err=True)
            return
        if len(planned) > 1:
            typer.echo(f"\n{one.run.command}")
        _show(found, one.run.results)
        if found.kept:
            kept.append(one)

    try:
        if scheduler is not None:
            sweep(planned, workers_of(scheduler), resume=resume, done=done)
        elif workers is not None:
            with local_workers(workers) as own:
                sweep(planned, own, resume=resume, done=done)
        else:
            one_after_another(planned, resume=resume, done=done)
    except (KeyboardInterrupt, SystemExit):
        there = any(_resumable(one.run) for one in planned)
        what = "what is shown above is kept" if kept else "nothing was kept"
        what = "go on with the same command and --resume" if there else what
        typer.echo(f"rdo: stopped; {what}", err=True)
        raise
    results = kept[0].run.results if kept else None
    after = _judgements(results) if kept else None
    if before is not None and after is not None:
        ran = {(one.run.experiment, one.run.part) for one in kept}
        scales = {one.claim.id: one.scale for one in before}
        theirs = [
            one
            for one in after
            if (one.claim.experiment, one.claim.dataset) in ran
            and one.record is not None
            and (results is None or one.scale == scales.get(one.claim.id))
        ]
        moved = verdicts_moved(before, theirs if results is not None else after)
        typer.echo("\n".join(["verdicts, before and after:", *(moved or ["  none moved"])]))
    return errors


def _show(result: "Result", results: Path | None) -> None:
    """What a run measured, and where its record is."""
    from replication.kit import find
    from replication.kit.tables import results_table

    record = result.record
    typer.echo(results_table(record, find(record.experiment).headings).to_string())
    for name, arm in record.arms.items():
        for failure in arm.failures:
            typer.echo(
                f"{name}: seed {failure.seed} failed at step {failure.step}: {failure.cause}"
            )
    why = "own data"
    if record.profile == "smoke":
        why = "a smoke run only shows that all parts work"
    place = Path(*(results or Path("results")).parts, *record.path.parts[1:])
    typer.echo(f"\nkept as {place}" if result.kept else f"\nnot kept: {why}")


def _resumable(asked: "Run") -> bool:
    """Whether checkpoints of a run lie on disk."""
    return any(asked.checkpoint_folder.rglob("step-*.json"))


def _judgements(results: Path | None = None) -> "tuple[Judgement, ...] | None":
    """All verdicts; None if the ledger cannot be read, which must not keep a run from running."""
    from replication.ledger import scoreboard

    try:
        return scoreboard(results_folder=results)
    except InputError as error:
        typer.echo(f"rdo: no verdicts, {error}", err=True)
        return None
