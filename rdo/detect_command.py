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
Method = Annotated[
    Literal["radogaga", "dagmm"] | None,
    typer.Option(help="The detector; radogaga if left out.", show_default=False),
]
Contamination = Annotated[
    str | None,
    typer.Option(
        help="Share of TRAIN that is flagged, from 0 to 0.5; 0.05 if left out.", show_default=False
    ),
]
Seed = Annotated[
    int | None, typer.Option(help="Of all random draws; 0 if left out.", show_default=False)
]
Missing = Annotated[
    Literal["refuse", "fill"] | None,
    typer.Option(
        help="Cells without a value: an error, as if left out, or the median of a number, the more "
        "frequent truth value, a level of its own.",
        show_default=False,
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option("--drop", help="A column to leave out; with --load, one of TEST that is new."),
]
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


_LABEL_NAMES = frozenset(
    ("anomalies", "anomalous", "anomaly", "attack", "class", "fraud", "label", "labels", "outlier",
     "outliers", "target", "y")
)  # fmt: skip
_LABEL_CELLS = frozenset(("", "0", "1", "0.0", "1.0", "true", "false", "yes", "no"))


def register(app: typer.Typer) -> None:
    """Add the command to the others."""
    app.command("detect")(detect)


def detect(
    files: Files,
    out: Out,
    method: Method = None,
    contamination: Contamination = None,
    seed: Seed = None,
    missing: Missing = None,
    drop: Drop = None,
    category: Category = None,
    save: Save = None,
    load: Load = None,
    explain: Explain = False,
    labels: Labels = None,
    exit_code: ExitCode = False,
) -> None:
    """Find the unusual rows of a table: CSV or Parquet in, scores and flags out.

    Exit codes: 0 when done; with --exit-code, 1 where a row is flagged; 2 for input that cannot be
    used.
    """
    if not 1 <= len(files) <= (1 if load else 2):
        wanted = "one file, the rows to score" if load else "TRAIN and TEST, or one file for both"
        raise InputError(f"{len(files)} files: give {wanted}.")
    _check_places(files, out, save, load)
    options = {
        "method": method,
        "contamination": contamination,
        "seed": seed,
        "missing": missing,
        "category": category,
    }
    given = [f"--{name}" for name, value in options.items() if value]
    if load is not None and (given or seed is not None):
        raise InputError(
            f"load={load}: how it was fitted is kept with the detector; leave out "
            f"{', '.join(given or ['--seed'])}."
        )
    from rdo.detectors.detect import Fitted, check_table_file  # takes as long as torch to load
    from rdo.detectors.detect import detect as score

    if load is not None:
        fitted = Fitted.load(load)
        if drop:
            fitted = fitted.leaving_out(drop, files[-1])
    else:
        share = _share(contamination or "0.05")
        learned = _columns(files[0], missing or "refuse", drop or [], category or [], labels)
        check_table_file(learned[1], files[-1], labels)
        fitted = _fitted(files[0], method or "radogaga", share, seed or 0, *learned)
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


def _check_places(files: list[Path], out: Path, save: Path | None, load: Path | None) -> None:
    """Raise :class:`InputError` for what would fail, or overwrite a file of the user's, later."""
    inputs = [*files, *([load] if load else [])]
    for path in inputs:
        if not path.exists():
            raise InputError(f"{path} is not there: give the path of a file.")
    written = {"out": out, **({"save": save} if save else {})}
    for name, path in written.items():
        if not path.name or path.is_dir():
            raise InputError(f"{name}={str(path)!r}: give the name of a file.")
        if not path.parent.is_dir():
            raise InputError(f"{name}={path}: there is no folder {path.parent}.")
        if any(path.resolve() == other.resolve() for other in inputs):
            raise InputError(
                f"{name}={path}: it is read too, and would be lost; give another name."
            )
    if save is not None and save.resolve() == out.resolve():
        raise InputError(f"out and save are both {out}: give two names.")


def _columns(
    path: Path, missing: Any, drop: list[str], category: list[str], labels: str | None
) -> tuple[Any, Any]:
    """The training table, and how its columns are read."""
    from rdo.detectors import Columns
    from rdo.detectors.table_files import read_whole

    table = read_whole(path)
    if labels is not None and labels in table.columns and labels not in drop:
        drop = [*drop, labels]  # never learned from
    columns = Columns.learn(table, str(path), missing=missing, drop=drop, categories=category)
    typer.echo(f"{path}: {len(table):,} rows", err=True)
    for column in columns.columns:
        typer.echo(f"  {column.describe()}", err=True)
        if labels is None and _looks_like_labels(column.name, table[column.name]):
            typer.echo(
                f"    if these are labels, keep them from being learned: --labels {column.name} "
                f"or --drop {column.name}",
                err=True,
            )
    return table, columns


def _looks_like_labels(name: str, cells: Any) -> bool:
    """By its name, and because all cells are 0 or 1, or truth values."""
    if name.lower().removeprefix("is").removeprefix("_") not in _LABEL_NAMES:
        return False
    return {str(cell).strip().lower() for cell in cells} <= _LABEL_CELLS


def _fitted(
    path: Path, method: str, share: float | str, seed: int, table: Any, columns: Any
) -> Any:
    """A detector fitted on the training table."""
    from rdo.detectors import DAGMMDetector, RaDOGAGADetector
    from rdo.detectors.detect import Fitted

    kind = RaDOGAGADetector if method == "radogaga" else DAGMMDetector
    detector = kind(contamination=share, random_state=seed, verbose=True)  # type: ignore[arg-type]
    fitted = Fitted.learn(detector, table, str(path), columns)
    typer.echo(str(fitted.detector.report_), err=True)
    return fitted


def _share(text: str) -> float | str:
    if text == "auto":
        return text
    try:
        return float(text)
    except ValueError:
        raise InputError(f"contamination={shown(text)}: give a number, or auto.") from None
