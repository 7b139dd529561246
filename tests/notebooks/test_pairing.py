"""Every notebook has its script, the two say the same, and papermill can run it."""

import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAIRS = sorted(NOTEBOOKS.glob("*.ipynb"))


def cells(notebook: Any) -> list[tuple[str, str, list[str]]]:
    return [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


def test_no_script_is_without_its_notebook() -> None:
    scripts = {path.stem for path in NOTEBOOKS.glob("*.py")} - {"conftest"}
    assert scripts == {path.stem for path in PAIRS}


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_notebook_and_script_agree(path: Path) -> None:
    script = jupytext.read(path.with_suffix(".py"), fmt="py:percent")
    assert cells(nbformat.read(path, as_version=4)) == cells(script), (
        f"run: jupytext --sync notebooks/{path.name}"
    )


@pytest.mark.parametrize(
    "path",
    [*PAIRS, *sorted((NOTEBOOKS.parent / "book").glob("*.md"))],
    ids=lambda path: path.stem,
)
def test_no_line_of_prose_is_taken_for_a_comment_or_a_list(path: Path) -> None:
    if path.suffix == ".md":
        prose = [path.read_text(encoding="utf-8")]
    else:
        notebook = nbformat.read(path, as_version=4)
        prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for text in prose:
        # A percent sign begins a comment, and what follows it is not shown.
        assert not re.search(r"^ {0,3}%", text, re.MULTILINE)
        # A line that a paragraph breaks before a hyphen, a plus or "1." begins a list.
        outside = re.sub(r"```.*?```|\$\$.*?\$\$", "", text, flags=re.DOTALL)
        broken = re.search(r"^(?![-+*|>#:]|\d+\.|\s).+\n([-+]|1[.)]) .*$", outside, re.MULTILINE)
        assert broken is None or broken[0].splitlines()[0].endswith(":"), broken[0]


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_notebook_is_executed_and_takes_parameters_if_it_runs_anything(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert notebook.metadata.kernelspec.name == "python3"
    assert notebook.metadata.kernelspec.language == "python"
    runs = any("run_experiment(" in cell.source for cell in code)
    parameters = sum("parameters" in cell.metadata.get("tags", []) for cell in code)
    assert parameters == 1 or (parameters == 0 and not runs)
    if parameters:
        at = next(k for k, cell in enumerate(code) if "parameters" in cell.metadata.get("tags", []))
        names = re.findall(r"^(\w+) =", code[at].source, re.MULTILINE)
        call = r"from replication\.kit import check_parameters\n\ncheck_parameters\((.+?)\)\n\n"
        match = re.match(call, code[at + 1].source, re.DOTALL)
        assert match, "the cell after the parameters begins with check_parameters"
        assert re.findall(r"(\w+)=", match[1]) == names
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
