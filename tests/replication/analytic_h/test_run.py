"""Each part of Appendix D is measured by its own module."""

from typing import Any

import pytest

from replication.analytic_h import EXPERIMENT, curved, gaussian, linear
from replication.analytic_h.run import run


@pytest.mark.parametrize(
    ("part", "module"),
    [("linear", linear), ("gaussian", gaussian), ("uniform", curved), ("bimodal", curved)],
)
def test_each_part_has_its_module(
    part: str, module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "measure", lambda *planned: planned)
    planned = EXPERIMENT.plan(part)
    measured: Any = run(*planned)
    assert measured == planned
