"""The command ``rdo detect``."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from rdo.errors import InputError, shown

__all__ = ["register"]

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="[TRAIN] TEST",
        help="Rows to learn from and rows to score; with one file, the same. With --load, rows to "
        "score alone.",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Where scores and flags go.", show_default=False)]
Method = Annotated[Literal["radogaga", "dagmm"], typer.Option(help="The detector.")]
Contamination = Annotated[
    str, typer.Option(help="Share of TRAIN that is flagged, from 0 to 0.5, or auto.")
]
Missing = Annotated[
    Literal["refuse", "fill"],
    typer.Option(help="Cells without a value: an error, or a usual value of TRAIN."),
]
Drop = Annotated[list[str] | None, typer.Option("--drop", help="A column to leave out.")]
Category = Annotated[
    list[str] | None, typer.Option("--category", help="A column whose numbers are names.")
]
Save = Annotated[Path | None, typer.Option("--save", help="Keep the fitted detector here.")]
Load = Annotated[Path | None, typer.Option("--load", help="Score by a detector kept before.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Write what each column adds to the score.")
]
Labels = Annotated[
    str | None,
    typer.Option(
        "--labels", help="A column of TEST with 1 for anomalies: print AUC and precision."
    ),
]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="End with 1 if a row is flagged, else with 0.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the others."""
    app.command("detect")(detect)


def detect(
    files: Files,
    out: Out,
    method: Method = "radogaga",
    contamination: Contamination = "0.05",
    seed: Annotated[int, typer.Option(help="Of all random draws.")] = 0,
    missing: Missing = "refuse",
    drop: Drop = None,
    category: Category = None,
    save: Save = None,
    load: Load = None,
    explain: Explain = False,
    labels: Labels = None,
    exit_code: ExitCode = False,
) -> None:
    """Find the unusual rows of a table: CSV or Parquet in, scores and flags out.

    Exit codes: 0 when done, 2 for input that cannot be used.
    """
    if not 1 <= len(files) <= (1 if load else 2):
        wanted = "one file, the rows to score" if load else "TRAIN and TEST, or one file for both"
        raise InputError(f"{len(files)} files: give {wanted}.")
    from rdo.detectors.detect import detect as score  # takes as long as torch to load

    if load is not None:
        fitted = _loaded(load, method=method, missing=missing, drop=drop, category=category)
    else:
        share = _share(contamination)
        options = {"contamination": share, "random_state": seed, "verbose": True}
        fitted = _learned(files[0], method, options, missing, drop or [], category or [], labels)
    if save is not None:
        fitted.save(save)
    found = score(fitted, files[-1], out, explain=explain, labels=labels)
    for name, (area, precision) in found.ranking.items():
        typer.echo(f"{name:24} ROC AUC {area:.3f}  average precision {precision:.3f}")
    typer.echo(
        f"{found.anomalies:,} of {found.rows:,} rows flagged; scores are in {out}.", err=True
    )
    if exit_code and found.anomalies:
        raise typer.Exit(1)


def _learned(
    path: Path,
    method: str,
    options: dict[str, Any],
    missing: Any,
    drop: list[str],
    category: list[str],
    labels: str | None,
) -> Any:
    from rdo.detectors import Columns, DAGMMDetector, RaDOGAGADetector
    from rdo.detectors.detect import Fitted
    from rdo.detectors.table_files import read_whole

    table = read_whole(path)
    if labels is not None and labels in table.columns and labels not in drop:
        drop = [*drop, labels]  # never learned from
    columns = Columns.learn(table, str(path), missing=missing, drop=drop, categories=category)
    typer.echo(f"{path}: {len(table):,} rows", err=True)
    for column in columns.columns:
        typer.echo(f"  {column.describe()}", err=True)
    kind = RaDOGAGADetector if method == "radogaga" else DAGMMDetector
    fitted = Fitted.learn(kind(**options), table, str(path), columns)
    typer.echo(str(fitted.detector.report_), err=True)
    return fitted


def _loaded(path: Path, **given: Any) -> Any:
    from rdo.detectors.detect import Fitted

    if given["drop"] or given["category"] or given["missing"] != "refuse":
        raise InputError(
            f"load={path}: how columns are read is kept with the detector; leave --drop, "
            "--category and --missing out."
        )
    return Fitted.load(path)


def _share(text: str) -> float | str:
    if text == "auto":
        return text
    try:
        return float(text)
    except ValueError:
        raise InputError(f"contamination={shown(text)}: give a number, or auto.") from None
