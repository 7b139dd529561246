"""Appendix C from configuration to record."""

import numpy as np
import pytest

from rdo.theory import CUBIC_CONSTANT
from replication.kit import Result, run_experiment
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import judge, load_claims
from replication.ssim_quadratic import EXPERIMENT, HEADINGS
from replication.ssim_quadratic.config import SIDES
from replication.ssim_quadratic.measures import SIZES, WIDE


@pytest.fixture(scope="module", params=EXPERIMENT.parts)
def outcome(request: pytest.FixtureRequest) -> Result:
    return run_experiment("ssim_quadratic", dataset=request.param, seeds=5)


def test_what_is_printed_fails_and_the_rest_holds(outcome: Result) -> None:
    claims = [
        claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == ("ssim_quadratic", outcome.record.dataset)
    ]
    verdict = {claim.id: judge(claim, outcome.record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) >= 3
    assert {name for name, v in verdict.items() if v != "holds"} == corrected


def test_the_remainder_has_the_orders_of_the_theory(outcome: Result) -> None:
    form = outcome.record.arms["form"].metrics
    assert form["order"] == pytest.approx([3] * 5, abs=0.02)
    assert form["even_order"] == pytest.approx([4] * 5, abs=0.02)
    assert form["uncorrelated_order"] == pytest.approx([4] * 5, abs=0.02)
    printed = outcome.record.arms["form_printed"].metrics["order"]
    assert printed == pytest.approx([2] * 5, abs=0.02)


def test_the_arrays_are_those_the_figures_need(outcome: Result) -> None:
    arrays = outcome.arrays
    assert arrays["picture_rms"].shape == arrays["form_rms"].shape == (5, len(SIZES))
    cost = np.asarray(arrays["wide_cost"], dtype=float)
    excess = np.abs(cost - WIDE[:, None] ** 2 / 2) / WIDE[:, None] ** 3
    assert excess.max() <= CUBIC_CONSTANT
    assert cost.min() > 0
    assert arrays["windows"].shape[1] == SIDES[outcome.record.dataset][0] ** 2


def test_tables_show_the_orders_and_the_errata(outcome: Result) -> None:
    table = results_table(outcome.record, HEADINGS)
    shown = str(table.loc["quadratic form", "order of the remainder"])
    assert float(shown.split("\N{NO-BREAK SPACE}")[0]) == pytest.approx(3, abs=0.02)
    assert table.index[1] == "quadratic form, N the width"
    assert len(errata("radogaga", "Appendix C")) == 13
    assert len(verdicts("radogaga", "Appendix C", "digits")) == 8
