"""One short run of the two squares for all tests of this folder."""

from typing import Any, NamedTuple

import pytest
import torch

from rdo.training import Ensemble, fit
from replication.ebae_2d import run as ebae_2d
from replication.kit import Result, run_experiment


class Watched(NamedTuple):
    """A run, and every ensemble it trained with a copy of its parameters from before."""

    result: Result
    states: list[tuple[Ensemble, torch.Tensor]]


@pytest.fixture(scope="package")
def watched() -> Watched:
    states: list[tuple[Ensemble, torch.Tensor]] = []

    def watching(ensemble: Ensemble, *arguments: Any, **options: Any) -> Any:
        before = ensemble.parameters.clone()
        history = fit(ensemble, *arguments, **options)
        states.append((ensemble, before))
        return history

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ebae_2d, "fit", watching)
        patch.setattr(ebae_2d, "CELLS", 100)  # a ninth of the points, for speed
        patch.setattr(ebae_2d, "_FEWER_CELLS", 40)
        brief = {"warm_up_steps": 20, "steps": 10}
        return Watched(run_experiment("ebae_2d", options=brief), states)


@pytest.fixture(scope="package")
def result(watched: Watched) -> Result:
    return watched.result
