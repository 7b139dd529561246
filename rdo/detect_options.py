"""The options of ``rdo detect``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = [
    "Category",
    "Contamination",
    "Drop",
    "ExitCode",
    "Explain",
    "Files",
    "Identifier",
    "Labels",
    "Load",
    "Method",
    "Missing",
    "NoValue",
    "Out",
    "Save",
    "Seed",
]

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="[TRAIN] TEST",
        help="Rows to learn from, most of them normal, and rows to score; with one file, the same. "
        "With --load, rows to score alone.",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where scores and flags go.")]
Method = Annotated[
    Literal["radogaga", "dagmm"] | None,
    typer.Option(help="The detector; radogaga if left out.", show_default=False),
]
Contamination = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE",
        help="Share of TRAIN that is flagged, from 0 to 0.5; 0.05 if left out, and by auto.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", help="Of all random draws; 0 if left out.", show_default=False),
]
Missing = Annotated[
    Literal["refuse", "fill"] | None,
    typer.Option(
        help="Cells without a value. refuse, if left out: an error. fill: a number counts as the "
        "median, a truth value as the more frequent one, a category as a level of its own; a row "
        "without any value has no score.",
        show_default=False,
    ),
]
NoValue = Annotated[
    list[str] | None,
    typer.Option(
        "--na",
        metavar="WORD",
        help="A word for a cell without a value, say ERR, beside --missing fill; may be given "
        "several times.",
    ),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(
        "--drop",
        metavar="NAME",
        help="A column to leave out, of TRAIN, of TEST or of both; may be given several times.",
    ),
]
Category = Annotated[
    list[str] | None,
    typer.Option(
        "--category",
        metavar="NAME",
        help="A column whose numbers are names; may be given several times.",
    ),
]
Save = Annotated[
    Path | None, typer.Option("--save", metavar="FILE", help="Keep the fitted detector here.")
]
Load = Annotated[
    Path | None, typer.Option("--load", metavar="FILE", help="Score by a detector kept before.")
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Write what each column adds to the score.", metavar="")
]
Labels = Annotated[
    str | None,
    typer.Option(
        "--labels",
        metavar="NAME",
        help="A column of TEST with 1 for anomalies, not scored: print ROC AUC and average "
        "precision.",
    ),
]
Identifier = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="NAME",
        help="A column that names the rows, say their times: not learned, written beside the "
        "scores.",
    ),
]
ExitCode = Annotated[
    bool,
    typer.Option("--exit-code", help="End with 1 if a row is flagged, else with 0.", metavar=""),
]
