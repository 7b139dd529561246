"""Alternative texts: every picture of a notebook says what its drawing function says it shows.

A notebook's cell calls functions that return a figure. The first line of such a function's
docstring is the alternative text, followed by the title that the cell gives it, if any.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import nbformat
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx.util import logging

__all__ = ["pictures", "put_words", "setup", "words"]

_OWN = ("rdo", "replication")
_logger = logging.getLogger(__name__)


def words(cells: Sequence[Any]) -> dict[int, list[str]]:
    """The texts of a notebook's pictures, one each, by the place of their cell among all cells.

    A cell draws one picture with each function that it calls, or all with one, in a loop. Where it
    does neither, it has no texts.
    """
    known: dict[str, Any] = {}
    found: dict[int, list[str]] = {}
    for place, cell in enumerate(cells):
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        _learn(tree, known)
        count = pictures(cell)
        if count:
            said = list(dict.fromkeys(_said(tree, known)))
            found[place] = said * count if len(said) == 1 else said if len(said) == count else []
    return found


def pictures(cell: Any) -> int:
    """How many of a cell's outputs are pictures."""
    outputs = (output.get("data", {}) for output in cell.outputs)
    return sum(any(kind.startswith("image/") for kind in data) for data in outputs)


def _learn(tree: ast.AST, known: dict[str, Any]) -> None:
    """Enter what a cell imports from the project, and the class of objects that it makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _OWN:
            module = import_module(str(node.module))
            for alias in node.names:
                if not hasattr(module, alias.name):  # a module of the package
                    import_module(f"{node.module}.{alias.name}")
                known[alias.asname or alias.name] = getattr(module, alias.name)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = _resolved(node.value.func, known)
            made = getattr(made, "__self__", made)  # the class of a class method
            if inspect.isfunction(made):
                with suppress(NameError):  # of a type that is known to type checkers alone
                    made = get_type_hints(made).get("return")
            for target in node.targets:
                if inspect.isclass(made) and isinstance(target, ast.Name):
                    known[target.id] = made


def _resolved(node: ast.AST, known: Mapping[str, Any]) -> Any:
    """What a name or an attribute stands for; None if it is not of the project."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_resolved(node.value, known), node.attr, None)
    return None


def _said(tree: ast.AST, known: Mapping[str, Any]) -> Iterator[str]:
    """The text of every call that draws, in the order of the lines."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        draw = _resolved(call.func, known)
        # A module that loads matplotlib when it draws has the name alone.
        if getattr(draw, "__annotations__", {}).get("return") in (Figure, "Figure"):
            shown = (inspect.getdoc(draw) or "").partition("\n")[0]
            title = _title(call, list(inspect.signature(draw).parameters))
            yield f"{shown} Shown: {title}." if title else shown


def _title(call: ast.Call, parameters: Sequence[str]) -> str:
    """The title that a call gives, where the cell writes it out."""
    given = dict(zip(parameters, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    title = given.get("title")
    return str(title.value) if isinstance(title, ast.Constant) else ""


def put_words(app: Sphinx, doctree: nodes.document) -> None:
    """Give each picture of a notebook its text; one without is a warning."""
    source = Path(app.env.doc2path(app.env.docname))
    if source.suffix != ".ipynb":
        return
    texts = words(nbformat.read(source, as_version=4).cells)
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code":
            continue
        said = texts.get(cell["cell_index"], [])
        images = list(cell.findall(nodes.image))
        for image, text in zip(images, said, strict=False):
            image["alt"] = text
        if len(said) != len(images) or not all(said):
            _logger.warning("a picture has no words", location=cell)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("doctree-read", put_words)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
