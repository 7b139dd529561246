"""Each part of Appendix B is measured by its own module."""

from typing import Any

import pytest

from replication.continuous_pca import EXPERIMENT, gaussian, sheet
from replication.continuous_pca.run import run


@pytest.mark.parametrize(
    ("part", "module"), [("gaussian", gaussian), ("rectangle", sheet), ("ridge", sheet)]
)
def test_each_part_has_its_module(
    part: str, module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "measure", lambda *planned: planned)
    planned = EXPERIMENT.plan(part)
    measured: Any = run(*planned)
    assert measured == planned
