"""Who may import whom in the replication, without a list of experiments."""

import grimp
import pytest

from replication.finding import names

ROOMS = ("kit", "ledger")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("replication", cache_dir=None)


def room(module: str) -> str:
    """Of ``replication.table1.run`` the second part."""
    return [*module.split("."), ""][1]


def test_kit_and_ledger_know_no_experiment(graph: grimp.ImportGraph) -> None:
    for module in graph.modules:
        if room(module) in ROOMS:
            for imported in graph.find_modules_directly_imported_by(module):
                assert room(imported) not in names(), (module, imported)


def test_of_another_experiment_only_its_face_is_imported(graph: grimp.ImportGraph) -> None:
    for module in graph.modules:
        if room(module) in names():
            for imported in graph.find_modules_directly_imported_by(module):
                other = room(imported)
                if other in names() and other != room(module):
                    assert imported == f"replication.{other}", (module, imported)


def test_figures_and_tables_read_records_and_train_nothing(graph: grimp.ImportGraph) -> None:
    whole = grimp.build_graph("rdo", "replication", include_external_packages=True, cache_dir=None)
    for module in graph.modules:
        if module.rpartition(".")[2] in ("figures", "tables", "config"):
            for imported in whole.find_modules_directly_imported_by(module):
                forbidden = imported.split(".")[:2] in (["rdo", "training"], ["rdo", "models"])
                assert not forbidden, (module, imported)
                assert imported != "torch", module
