"""The closed forms of Appendix D, and the corrections."""

import math

import numpy as np
import pytest
from scipy.special import zeta

from rdo.theory import LinearModel
from replication.analytic_h import EXPERIMENT, linear
from replication.kit import Result
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import judge, load_claims


def test_the_closed_forms_and_the_corrections_hold_and_the_errata_do_not(closed: Result) -> None:
    own = ("analytic_h", "linear")
    claims = [claim for claim in load_claims() if (claim.experiment, claim.dataset) == own]
    verdict = {claim.id: judge(claim, closed.record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) == 4
    assert {name for name, v in verdict.items() if v != "holds"} == corrected


def test_the_minimiser_sees_a_wrong_formula() -> None:
    model = LinearModel(3.0, 10.0, 1.0)
    least = linear._minimise(model, "d", 0.0)
    right = model.optimum()
    wrong = right._replace(a=right.a * 1.001)
    errors = linear._errors([wrong], [least])
    assert errors["ab_error"] == pytest.approx(1e-3, rel=1e-3)
    assert errors["b_error"] < 1e-6


def test_quadrature_knows_moments_of_the_normal_density() -> None:
    assert linear._expectation(lambda t: t**2) == pytest.approx(1, abs=1e-12)
    assert linear._expectation(lambda t: t**4) == pytest.approx(3, abs=1e-12)
    log_square = linear._expectation(lambda t: math.log(t**2))
    assert log_square == pytest.approx(-np.euler_gamma - math.log(2), abs=1e-9)
    variance = linear._expectation(lambda t: (math.log(t**2) - log_square) ** 2)
    assert variance == pytest.approx(3 * zeta(2), abs=1e-6)  # pi^2 / 2


def test_the_data_are_the_grid_of_settings(closed: Result) -> None:
    config, _ = EXPERIMENT.plan("linear")
    each = len(config.lambda2) * len(config.sigma_x2) * len(config.sigma2)
    assert closed.record.config["settings_d"] == each * len(config.weighted_variances)
    assert closed.record.config["settings_log"] == each * len(config.lambda1_log)
    assert (closed.record.data.rows, closed.record.data.columns) == (180, 4)


def test_tables_show_small_errors_and_the_errata(closed: Result) -> None:
    table = results_table(closed.record, EXPERIMENT.headings)
    assert "e-0" in str(table.loc["h(d) = d", "error of ab"])
    assert set(table.columns) == {"error of ab", "error of b", "seeds"}
    assert len(errata("radogaga", "Appendix D")) == 4
    assert len(verdicts("radogaga", "Appendix D")) == 32
    assert len(verdicts("radogaga", "Appendix D", "gaussian")) == 5
