"""The claims, judged on short runs of the parts that train nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from replication.factor_indicators import EXPERIMENT
from replication.factor_indicators.config import Trained
from replication.factor_indicators.run import MEASURES, run
from replication.kit import Result
from replication.ledger import judge, load_claims


def test_what_was_put_right_holds_and_what_it_corrects_does_not(
    of_part: Callable[[str], Result],
) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    claims = [c for c in claims if not isinstance(EXPERIMENT.plan(c.dataset)[0], Trained)]
    verdict = {c.id: judge(c, of_part(c.dataset).record).verdict for c in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert {name for name, found in verdict.items() if found == "refuted"} == corrected
    assert {name for name, found in verdict.items() if found == "undecided"} == {
        "noise_vae.section3_3_3.mixture.network.missing",
        "noise_vae.appendix7_2.rotations.random.accuracy_spread",
    }
    assert set(verdict.values()) == {"holds", "refuted", "undecided"}


@pytest.mark.parametrize("part", EXPERIMENT.parts)
def test_each_part_has_its_function(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MEASURES.keys() == set(EXPERIMENT.parts)
    monkeypatch.setitem(MEASURES, part, lambda *planned: planned)  # type: ignore[arg-type]
    planned = EXPERIMENT.plan(part)
    measured: Any = run(*planned)
    assert measured == planned


@pytest.mark.parametrize("part", EXPERIMENT.parts)
def test_every_claim_on_a_part_finds_its_metric(
    part: str, of_part: Callable[[str], Result]
) -> None:
    arms = of_part(part).record.arms
    for claim in load_claims():
        if (claim.experiment, claim.dataset) == (EXPERIMENT.name, part):
            assert claim.metric in arms[claim.method].metrics, claim.id
