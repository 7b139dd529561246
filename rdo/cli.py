"""The rdo command."""

import json
from enum import StrEnum
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from rdo.errors import InputError
from replication import ledger

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


@app.command()
def run(
    experiment: Annotated[
        str,
        typer.Argument(
            help="table1, table4, toy_density, unstated_choices, protocols, analytic_h, "
            "jacobian_orthonormality, continuous_pca, ssim_quadratic, "
            "lossy_autoencoder_score, ebae_2d, ebae_ablation, ood_detection, "
            "langevin_stationary, langevin_sampling or principal_plane."
        ),
    ],
    dataset: Annotated[
        str | None,
        typer.Option(
            help="For the tables a name of `rdo data`, for the others a part of the experiment. "
            "Left out, its first; a name it does not know is answered with those it does."
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
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a killed run stopped.")
    ] = False,
) -> None:
    """Run an experiment, show what it measured, and keep its record unless it was a smoke run."""
    # Imported here: torch takes seconds to load, and the other commands do without it.
    from replication.kit.catalogue import EXPERIMENTS, run_experiment
    from replication.kit.tables import results_table

    try:
        outcome = run_experiment(
            experiment,
            dataset=dataset,
            profile=profile.value,
            seeds=seeds,
            device=device.value,
            start=start.value,
            resume=resume,
        )
    except KeyboardInterrupt:
        if profile is not Profile.smoke:
            typer.echo("rdo: stopped; go on with the same command and --resume", err=True)
        raise
    record = outcome.record
    typer.echo(results_table(record, EXPERIMENTS[experiment].columns).to_string())
    for name, arm in record.arms.items():
        for failure in arm.failures:
            typer.echo(
                f"{name}: seed {failure.seed} failed at step {failure.step}: {failure.cause}"
            )
    kept = "not kept: a smoke run only shows that all parts work"
    typer.echo(f"\n{kept if profile is Profile.smoke else f'kept as {record.path}'}")


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
    from rdo import datasets

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


@app.command()
def scoreboard(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, one object per claim.")
    ] = False,
) -> None:
    """Show every claim, what was measured for it, and the verdict."""
    judgements = ledger.scoreboard()
    if as_json:
        typer.echo(json.dumps(ledger.to_json(judgements), indent=2, allow_nan=False))
    else:
        typer.echo(ledger.to_text(judgements))
