"""The command ``rdo detect``."""

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

from rdo import detect_options as given_as
from rdo.errors import InputError, shown
from rdo.files import check_replaceable

__all__ = ["register"]

_FEW_ROWS = 100
_MANY_BEYOND = 0.1  # share of the rows, of which a few lie beyond a hundred others by chance
_OTHER_FORMATS = frozenset(
    (".bz2", ".gz", ".json", ".parquet", ".pq", ".xls", ".xlsx", ".xz", ".zip")
)


def register(app: typer.Typer) -> None:
    """Add the command to the others."""
    app.command("detect")(detect)


def detect(
    files: given_as.Files,
    out: given_as.Out,
    method: given_as.Method = None,
    contamination: given_as.Contamination = None,
    seed: given_as.Seed = None,
    missing: given_as.Missing = None,
    no_value: given_as.NoValue = None,
    drop: given_as.Drop = None,
    category: given_as.Category = None,
    save: given_as.Save = None,
    load: given_as.Load = None,
    explain: given_as.Explain = False,
    labels: given_as.Labels = None,
    identifier: given_as.Identifier = None,
    exit_code: given_as.ExitCode = False,
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
        "na": no_value,
        "category": category,
    }
    given = [f"--{name}" for name, value in options.items() if value]
    if load is not None and (given or seed is not None):
        raise InputError(
            f"load={load}: how it was fitted is kept with the detector; leave out "
            f"{', '.join(given or ['--seed'])}."
        )
    from rdo.detectors.columns import Columns
    from rdo.detectors.detect import (  # takes as long as torch to load
        Fitted,
        check_table_file,
        ignoring,
    )
    from rdo.detectors.detect import detect as score
    from rdo.detectors.unscored import Unscored

    unscored = Unscored(labels, identifier)
    if load is not None:
        fitted = Fitted.load(load)
        if drop:
            fitted = replace(fitted, columns=ignoring(fitted.columns, drop, files[-1]))
        check_table_file(fitted.columns, files[-1], unscored)
    else:
        share = _share(contamination or "0.05")
        table = _table(files[0])
        apart = [("drop", name) for name in drop or []] + [*unscored.options().items()]
        _check_names(apart, table, files)
        left_out = [*dict.fromkeys(name for _, name in apart if name in table.columns)]
        columns = Columns.learn(
            table,
            str(files[0]),
            missing=missing or "refuse",
            drop=left_out,
            categories=category or [],
            absent=no_value or [],
        )
        _check_enough(len(table) - columns.without_values(table), files[0])
        _describe(columns, table, files[0], labels)
        new = [name for name in drop or [] if name not in left_out]
        columns = ignoring(columns, new, files[-1]) if new else columns
        whole = files[-1] != files[0] or labels is not None
        check_table_file(columns, files[-1], unscored, whole=whole)
        fitted = _fitted(files[0], method or "radogaga", share, seed or 0, table, columns)
    if save is not None:
        fitted.save(save)
    found = score(fitted, files[-1], out, explain=explain, unscored=unscored)
    _tell(found, fitted.columns, files[-1])
    typer.echo(
        f"{found.anomalies:,} of {found.rows:,} rows flagged; scores are in {out}.", err=True
    )
    if exit_code and found.anomalies:
        raise typer.Exit(1)


def _tell(found: Any, columns: Any, path: Path) -> None:
    """What there was to see in the table that was scored."""
    from rdo.detectors.cells import listed

    for name, (area, precision) in found.ranking.items():
        typer.echo(f"{name:24} ROC AUC {area:.3f}  average precision {precision:.3f}")
    if found.filled:
        counts = [f"{_counted(count, 'cell')} of {name}" for name, count in found.filled.items()]
        typer.echo(f"{path}: filled {listed(counts)}", err=True)
    if found.without_values:
        rows = _counted(found.without_values, "row")
        typer.echo(f"{path}: no score for {rows} without any value", err=True)
    for name, (count, levels) in found.unseen.items():
        typer.echo(
            f"{path}: {_counted(count, 'row')} of {found.rows:,} with a {name} that no training "
            f"row has: {listed(levels)}",
            err=True,
        )
    for column in columns.columns:
        count = found.beyond.get(column.name, 0)
        if column.span is None or not count:
            continue
        least, largest = column.span
        if least == largest:
            typer.echo(
                f"{path}: {_counted(count, 'row')} of {found.rows:,} with another {column.name} "
                "than all training rows have: that adds a fixed amount to the score, which alone "
                "may not flag a row",
                err=True,
            )
        elif count > _MANY_BEYOND * found.rows:
            typer.echo(
                f"{path}: {count:,} of {found.rows:,} rows have {column.name} beyond what was "
                f"learned from, {least:g} to {largest:g}: is it in the same unit?",
                err=True,
            )


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
        try:
            check_replaceable(path)
        except OSError as error:
            raise InputError(
                f"{name}={path}: it cannot be written, {error.strerror or error}; give the name of "
                "another file."
            ) from None
    if out.suffix.lower() in _OTHER_FORMATS:
        raise InputError(
            f"out={out}: scores are written as comma-separated text; let the name end in .csv."
        )
    if save is not None and save.resolve() == out.resolve():
        raise InputError(f"out and save are both {out}: give two names.")


def _table(path: Path) -> Any:
    """The training table."""
    from rdo.detectors.table_files import read_whole

    table = read_whole(path)
    _check_enough(len(table), path)
    return table


def _check_names(options: list[tuple[str, str]], table: Any, files: list[Path]) -> None:
    """Raise :class:`InputError` for a name that no table has, before its column is learned."""
    from rdo.detectors.cells import listed
    from rdo.detectors.table_files import read_rows

    unknown = [(option, name) for option, name in options if name not in table.columns]
    if not unknown:
        return
    scored = next(iter(read_rows(files[-1], 1))).columns
    for option, name in unknown:
        if name not in scored:
            where = " nor in ".join(dict.fromkeys(map(str, files)))
            raise InputError(
                f"{option}={shown(name)}: there is no such column in {where}; there are "
                f"{listed([*scored])}."
            )


def _check_enough(rows: int, path: Path) -> None:
    from rdo.detectors.validation import LEAST_ROWS

    if rows < LEAST_ROWS:
        raise InputError(
            f"{path} has too few rows to learn from, {rows}; give at least {LEAST_ROWS}, better "
            "hundreds."
        )


def _describe(columns: Any, table: Any, path: Path, labels: str | None) -> None:
    """How the columns of the training table are read, and what to look at again."""
    from rdo.detectors.cells import without_words
    from rdo.detectors.hints import hints

    few = ", few to learn from: better hundreds" if len(table) < _FEW_ROWS else ""
    typer.echo(f"{path}: {len(table):,} rows{few}", err=True)
    if nothing := columns.without_values(table):
        typer.echo(f"  left out: {_counted(nothing, 'row')} without any value", err=True)
    if labels in table.columns:
        _tell_of_labelled(table[labels])
    filled = columns.filled(table)
    for column in columns.columns:
        more = f", {_counted(filled[column.name], 'cell')} filled" if column.name in filled else ""
        typer.echo(f"  {column.describe()}{more}", err=True)
        cells = without_words(table[column.name], columns.absent)
        for hint in hints(column, cells, labelled=labels is not None):
            typer.echo(f"    {hint}", err=True)


def _tell_of_labelled(cells: Any) -> None:
    """How many rows to learn from are labelled as anomalies; other cells than labels are let be."""
    from rdo.detectors.cells import as_numbers, as_truths

    labelled = int(((as_numbers(cells)[0] == 1) | (as_truths(cells)[0] == 1)).sum())
    if labelled:
        typer.echo(
            f"  {_counted(labelled, 'row')} labelled as anomalies, and learned from as if normal: "
            "better leave them out",
            err=True,
        )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + "s" * (count != 1)


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
