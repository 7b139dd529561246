"""Every picture on a page has words, and they come from the function that draws it."""

import importlib
import re
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import nbformat
import pytest
from docutils import nodes
from docutils.utils import new_document

from tests.book.conftest import EXTENSIONS

NOTEBOOKS = sorted((EXTENSIONS.parents[1] / "notebooks").glob("*.ipynb"))
PICTURE = {"output_type": "display_data", "data": {"image/png": "", "text/plain": "<Figure>"}}


@pytest.fixture(scope="module")
def extension() -> Any:
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(EXTENSIONS))
        yield importlib.import_module("figure_words")


def code(source: str, shown: int = 0) -> Any:
    """A cell that shows so many pictures."""
    outputs = [nbformat.from_dict({**PICTURE, "metadata": {}}) for _ in range(shown)]
    return nbformat.v4.new_code_cell(source, outputs=outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_has_words(extension: ModuleType, path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    said = extension.words(cells)
    for place, cell in enumerate(cells):
        if cell.cell_type == "code" and (count := extension.pictures(cell)):
            assert len(said[place]) == count, cell.source
    for text in (text for texts in said.values() for text in texts):
        assert re.fullmatch(r"[A-Z][^`\\$]{30,}\.", text), text  # a sentence, without markup


IMPORTS = """
from replication import langevin_sampling
from replication.kit.anomaly.pages import StoredTable
from replication.kit.figures import loss_curves, seed_strip as strip
"""
WALKS = "Images of a few walks of the first seed, one per row, from the start to the last step."
LOSS = "A panel per method: a term of its loss over the steps, median and range over the seeds."


@pytest.mark.parametrize(
    ("source", "shown", "said"),
    [
        ("langevin_sampling.walk_images(arrays)", 1, [WALKS]),
        ("loss_curves(arrays, 'rate', 'rate, nats')", 1, [f"{LOSS} Shown: rate, nats."]),
        ("loss_curves(arrays, 'rate', title='rate')", 1, [f"{LOSS} Shown: rate."]),
        ("loss_curves(arrays, 'rate', f'{dataset}')", 1, [LOSS]),
        ("for one in arrays:\n    loss_curves(one, 'rate', name)", 2, [LOSS, LOSS]),
        ("langevin_sampling.walk_images(a)\nloss_curves(a, 'rate', name)", 2, [WALKS, LOSS]),
        ("if a:\n    loss_curves(a, '', b)\nelse:\n    loss_curves(c, '', b)", 1, [LOSS]),
        ("langevin_sampling.walk_images(a)\nloss_curves(a, 'rate', name)", 3, []),
        ("plt.plot(x)", 1, []),
    ],
)
def test_words_come_from_what_a_cell_calls(
    extension: ModuleType, source: str, shown: int, said: list[str]
) -> None:
    cells = [nbformat.v4.new_markdown_cell("# Title"), code(IMPORTS), code(source, shown)]
    assert extension.words(cells) == {2: said}


def test_a_method_of_an_object_made_before_is_known(extension: ModuleType) -> None:
    made = "a = StoredTable.of('table1')\nb = StoredTable([], [])"
    cells = [code(IMPORTS), code(made), code("a.every_seed()\nb.along_training()", 2)]
    first, second = extension.words(cells)[2]
    assert first.startswith("F1 of every seed")
    assert second.startswith("F1 along training")


def put(extension: ModuleType, path: Path, source: str) -> nodes.image:
    """The picture of a notebook of one cell, after its page was read."""
    nbformat.write(nbformat.v4.new_notebook(cells=[code(source, 1)]), path)
    page = new_document("page")
    cell = nodes.container(nb_element="cell_code", cell_index=0)
    cell += nodes.image(uri="0f.png")
    page += cell
    env = SimpleNamespace(doc2path=lambda name: str(path), docname="page")
    extension.put_words(SimpleNamespace(env=env), page)
    (image,) = page.findall(nodes.image)
    return image


def test_a_picture_of_a_page_gets_its_words_or_a_warning(
    extension: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(extension._logger, "warning", lambda text, **where: told.append(text))
    source = "from replication.kit.figures import loss_curves\nloss_curves(a, b, c)"
    assert put(extension, tmp_path / "page.ipynb", source)["alt"] == LOSS
    assert told == []
    assert "alt" not in put(extension, tmp_path / "page.ipynb", "plt.plot(x)")
    assert told == ["a picture has no words"]
