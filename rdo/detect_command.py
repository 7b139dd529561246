"""The command ``rdo detect``."""

import shlex
import warnings
from dataclasses import replace
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
        "frequent truth value, a level of its own; a row without any value stays an error.",
        show_default=False,
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option("--drop", help="A column to leave out, of TRAIN, of TEST or of both."),
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
Identifier = Annotated[
    str | None,
    typer.Option(
        "--id", help="A column that names the rows: not learned, written beside the scores."
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
_FEW_ROWS = 100
_MANY_BEYOND = 0.1  # share of the rows, of which a few lie beyond a hundred others by chance
_LEAST_RISING = 20  # steps from row to row, from which on a column that only rises is pointed out
_OTHER_FORMATS = frozenset(
    (".bz2", ".gz", ".json", ".parquet", ".pq", ".xls", ".xlsx", ".xz", ".zip")
)


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
    identifier: Identifier = None,
    exit_code: ExitCode = False,
) -> None:
    """Find the unusual rows of a table: CSV or Parquet in, scores and flags out as CSV.

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
    from rdo.detectors.cells import listed
    from rdo.detectors.detect import (  # takes as long as torch to load
        Beside,
        Fitted,
        check_table_file,
        ignoring,
    )
    from rdo.detectors.detect import detect as score

    beside = Beside(labels, identifier)
    if load is not None:
        fitted = Fitted.load(load)
        if drop:
            fitted = replace(fitted, columns=ignoring(fitted.columns, drop, files[-1]))
        check_table_file(fitted.columns, files[-1], beside)
    else:
        share = _share(contamination or "0.05")
        table = _table(files[0])
        apart = dict.fromkeys((*(drop or []), *beside.options().values()))
        left_out = [name for name in apart if name in table.columns]
        columns = _columns(table, files[0], missing or "refuse", left_out, category or [], labels)
        new = [name for name in drop or [] if name not in left_out]
        columns = ignoring(columns, new, files[-1]) if new else columns
        check_table_file(columns, files[-1], beside)
        fitted = _fitted(files[0], method or "radogaga", share, seed or 0, table, columns)
    if save is not None:
        fitted.save(save)
    found = score(fitted, files[-1], out, explain=explain, beside=beside)
    for name, (area, precision) in found.ranking.items():
        typer.echo(f"{name:24} ROC AUC {area:.3f}  average precision {precision:.3f}")
    if found.filled:
        counts = [f"{_cells(count)} of {name}" for name, count in found.filled.items()]
        typer.echo(f"{files[-1]}: filled {listed(counts)}", err=True)
    for column in fitted.columns.columns:
        count = found.beyond.get(column.name, 0)
        if column.span is not None and count > _MANY_BEYOND * found.rows:
            least, largest = column.span
            typer.echo(
                f"{files[-1]}: {count:,} of {found.rows:,} rows have {column.name} beyond what was "
                f"learned from, {least:g} to {largest:g}: is it in the same unit?",
                err=True,
            )
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
        if not path.name or path.is_dir() or str(path) == "-":
            raise InputError(f"{name}={str(path)!r}: give the name of a file.")
        if not path.parent.is_dir():
            raise InputError(f"{name}={path}: there is no folder {path.parent}.")
        if any(path.resolve() == other.resolve() for other in inputs):
            raise InputError(
                f"{name}={path}: it is read too, and would be lost; give another name."
            )
    if out.suffix.lower() in _OTHER_FORMATS:
        raise InputError(
            f"out={out}: scores are written as comma-separated text; let the name end in .csv."
        )
    if save is not None and save.resolve() == out.resolve():
        raise InputError(f"out and save are both {out}: give two names.")


def _table(path: Path) -> Any:
    """The training table."""
    from rdo.detectors.table_files import read_whole
    from rdo.detectors.validation import LEAST_ROWS

    table = read_whole(path)
    if len(table) < LEAST_ROWS:
        raise InputError(
            f"{path} has too few rows to learn from, {len(table)}; give at least {LEAST_ROWS}, "
            "better hundreds."
        )
    return table


def _columns(
    table: Any, path: Path, missing: Any, drop: list[str], category: list[str], labels: str | None
) -> Any:
    """How the columns of the training table are read; says so, and what to look at again."""
    from rdo.detectors import Columns

    columns = Columns.learn(table, str(path), missing=missing, drop=drop, categories=category)
    few = ", few to learn from: better hundreds" if len(table) < _FEW_ROWS else ""
    typer.echo(f"{path}: {len(table):,} rows{few}", err=True)
    filled = columns.filled(table)
    for column in columns.columns:
        name, cells = column.name, table[column.name]
        typed = shlex.quote(name)
        more = f", {_cells(filled[name])} filled" if name in filled else ""
        typer.echo(f"  {column.describe()}{more}", err=True)
        if labels is None and _looks_like_labels(name, cells):
            typer.echo(
                f"    if these are labels, keep them from being learned: --labels {typed} "
                f"or --drop {typed}",
                err=True,
            )
        if column.kind == "number" and _only_rises(cells):
            typer.echo(
                f"    rises from row to row: if it is a number of the row or a time, leave it out "
                f"(--drop {typed}, or --id {typed} to have it beside the scores), for later rows "
                "lie beyond all that was learned",
                err=True,
            )
    return columns


def _only_rises(cells: Any) -> bool:
    """Whether numbers never fall from row to row and mostly grow, as clocks and orders do."""
    import numpy as np

    from rdo.detectors.cells import as_numbers

    values, _ = as_numbers(cells)
    steps = np.diff(values[np.isfinite(values)])
    return bool(len(steps) >= _LEAST_RISING and steps.min() >= 0 and np.median(steps) > 0)


def _cells(count: int) -> str:
    return f"{count:,} cell" + "s" * (count != 1)


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
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "X has a single value")  # which the report says
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
