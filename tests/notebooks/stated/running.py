"""The numbers of the page on running things oneself, none of which is measured."""

import json
import tomllib

from replication.ledger import REPOSITORY
from tests.notebooks.stated import Check, true


def _python() -> str:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["requires-python"])


def _devices() -> set[str]:
    paths = (REPOSITORY / "results").glob("*/*/*.json")
    found = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    return {str(one["provenance"]["machine"]["device"]) for one in found if "arms" in one}


STATED: dict[str, Check] = {
    "with Python 3.11 to 3.13": true(lambda: _python() == ">=3.11,<3.14"),
    "none of those stored was made on a GPU": true(lambda: _devices() == {"cpu"}),
}

DEFINED = (
    "of one seed on those of another",
    "in every seed and every bit",
    "trainings that all seeds have",
)
