"""Propositions 1 and 2 of the Langevin supplement from configuration to record."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import critical_frequency, gaussian_map, staircase_change
from replication.kit.catalogue import run_experiment
from replication.kit.record import Outcome
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import judge, load_claims
from replication.lossy_autoencoder_score import gaussian as lossy_gaussian
from replication.lossy_autoencoder_score import run as lossy_autoencoder_score
from replication.lossy_autoencoder_score.plane import _Waves


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return {
        part: run_experiment("lossy_autoencoder_score", dataset=part)
        for part in lossy_autoencoder_score.PARTS
    }


def test_all_that_is_stated_holds_but_that_the_solutions_are_minima(
    outcomes: dict[str, Outcome],
) -> None:
    claims = [c for c in load_claims() if c.experiment == "lossy_autoencoder_score"]
    verdict = {claim.id: judge(claim, outcomes[claim.dataset].record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert corrected == {
        "langevin.proposition1.mixture_1d.staircase.global_margin",
        "langevin.proposition1.mixture_1d.ripple.local_margin",
    }
    assert {name for name, v in verdict.items() if v != "reproduced"} == corrected


def test_the_closed_form_is_what_minimising_finds_and_radogagas_ab(
    outcomes: dict[str, Outcome],
) -> None:
    linear = outcomes["gaussian"].record.arms["linear"].metrics
    assert linear["map_error"][0] == pytest.approx(0, abs=1e-6)
    assert linear["ab_error"][0] == pytest.approx(0, abs=1e-12)
    assert linear["collapsed"][0] == pytest.approx(0, abs=1e-2)


def test_a_wrong_map_of_a_gaussian_misses_equation_7() -> None:
    score, lam = -np.eye(2), 0.1
    k = gaussian_map(np.eye(2), lam)
    assert lossy_gaussian._residual(k, score, lam) < 1e-12
    assert lossy_gaussian._residual(k * 1.001, score, lam) > 1e-3


def test_the_order_is_a_slope() -> None:
    assert lossy_gaussian.order_of([0.1, 0.2, 0.4], [3e-2, 12e-2, 48e-2]) == pytest.approx(2)


def test_the_line_shows_the_score_the_sign_change_and_the_fall(
    outcomes: dict[str, Outcome],
) -> None:
    arrays = outcomes["mixture_1d"].arrays
    lams = np.asarray(arrays["lams"], dtype=float)
    per_lam = np.asarray(arrays["displacement"]) / lams[:, None]
    inside = np.abs(arrays["x"]) < 3
    worst = np.abs(per_lam - arrays["half_score"])[:, inside].max(1)
    assert (np.diff(worst) > 0).all()
    assert worst[0] < 0.05
    coarse = np.asarray(arrays["frequencies"]) <= 0.7
    fine = np.asarray(arrays["frequencies"]) >= 1.5
    assert (arrays["curvatures"][:, coarse] > 0).all()
    assert (arrays["curvatures"][:, fine] < 0).all()
    lowest = arrays["staircase_formula"][:, -1]
    edge = 2 * np.pi / critical_frequency(lams[-1])
    expected = [staircase_change(h * edge, 1 - 1e-12, lams[-1]) for h in (0.25, 0.5, 1.0, 1.5)]
    assert lowest == pytest.approx(expected)
    assert (lowest < 0).all()


def test_the_plane_shows_the_trained_map_near_the_score(outcomes: dict[str, Outcome]) -> None:
    arrays = outcomes["mixture_2d"].arrays
    dense = np.asarray(arrays["grid_density"]) > 0.02
    off = np.linalg.norm(arrays["grid_displacement"] - arrays["grid_half_score"], axis=-1)[dense]
    assert off.max() < 0.15
    assert (arrays["trained_second_error"] < arrays["trained_error"]).all()


def test_the_derivatives_of_waves_are_those_of_differences() -> None:
    field = _Waves(np.array([[0.3, 1.0], [1.0, 0.0]]), np.array([[-1.0, 1.0], [0.0, 2.0]]))
    x, step = np.array([[0.3, -0.2], [1.0, 0.5]]), 1e-5
    for j, axis in enumerate(np.eye(2)):
        up, down = x + step * axis, x - step * axis
        first = (field.values(up) - field.values(down)) / (2 * step)
        second = (field.jacobian(up) - field.jacobian(down)) / (2 * step)
        assert field.jacobian(x)[..., j] == pytest.approx(first, abs=1e-8)
        assert field.hessian(x)[..., j] == pytest.approx(second, abs=1e-8)


def test_tables_name_the_arms_and_pair_the_errata(outcomes: dict[str, Outcome]) -> None:
    table = results_table(outcomes["mixture_1d"].record, lossy_autoencoder_score.HEADINGS)
    assert list(table.index) == ["solution of Eq. 7", "with a ripple", "with a staircase"]
    assert len(errata("Proposition 1")) == 2
    assert len(verdicts("Proposition 1")) == 6
    assert len(verdicts("Proposition 2")) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "thyroid"}, "dataset='thyroid': lossy_autoencoder_score knows gaussian"),
        ({"seeds": 5}, "seeds=5: nothing here is random"),
        ({"profile": "fast"}, "profile='fast'"),
        ({"start": "glorot"}, "start='glorot'"),
        ({"table": "mine.csv"}, "table='mine.csv'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("lossy_autoencoder_score", **options)  # type: ignore[arg-type]
