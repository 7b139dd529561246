"""Appendix D from configuration to record."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.stats import norm

from rdo.errors import Failure, InputError
from rdo.theory import LinearModel
from rdo.training import History
from replication.analytic_h import closed as analytic_h_closed
from replication.analytic_h import run as analytic_h
from replication.analytic_h.figures import boundary, measures_by_lambda1, slopes
from replication.analytic_h.trained_curve import _shapes
from replication.analytic_h.trained_line import SWEEP, _fate
from replication.kit.catalogue import run_experiment
from replication.kit.grid import Cell, Plan, Trained, quantiles, train_cells
from replication.kit.record import Outcome
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import judge, load_claims

SHORT = Plan(6, 64, 1e-3, 6, 1e-2)


def short(dataset: str, plan: Plan = SHORT) -> Outcome:
    return analytic_h.run(replace(analytic_h.configure(dataset, seeds=2), plan=plan))


@pytest.fixture(scope="module")
def closed() -> Outcome:
    return analytic_h.run(analytic_h.configure("linear"))


@pytest.fixture(scope="module")
def bent() -> Outcome:
    return short("uniform")


def test_the_closed_forms_and_the_corrections_hold_and_the_errata_do_not(closed: Outcome) -> None:
    own = ("analytic_h", "linear")
    claims = [claim for claim in load_claims() if (claim.experiment, claim.dataset) == own]
    verdict = {claim.id: judge(claim, closed.record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) == 4
    assert {name for name, v in verdict.items() if v != "reproduced"} == corrected


def test_the_minimiser_sees_a_wrong_formula() -> None:
    model = LinearModel(3.0, 10.0, 1.0)
    found = analytic_h_closed._minimise(model, "d", 0.0)
    right = model.optimum()
    wrong = right._replace(a=right.a * 1.001)
    errors = analytic_h_closed._errors([wrong], [found])
    assert errors["ab_error"] == pytest.approx(1e-3, rel=1e-3)
    assert errors["b_error"] < 1e-6


def test_training_on_straight_lines_finds_the_solution_and_below_the_line_nothing() -> None:
    cells = [Cell("d", 3.0, 10.0), Cell("d", 40.0, 10.0, 0.25), Cell("d", 1.0, 10.0)]
    trained = train_cells(
        cells,
        [0, 1],
        quantiles(norm.ppf, 512)[:, None],
        (),
        Plan(500, 64, 5e-3, 300, 1e-2),
        gauge=True,
        same_weights=True,
        part="test",
        device="cpu",
        keep=None,
    )
    named = trained.ensemble.named()
    a, b = (named[f"{part}.layers.0.weight"].flatten() for part in ("encoder", "decoder"))
    ab = trained.by_seed(a * b)
    assert ab[:, 0] == pytest.approx(LinearModel(3.0, 10.0, 1.0).optimum().ab, rel=0.02)
    assert ab[:, 1] == pytest.approx(LinearModel(40.0, 10.0, 0.25).optimum().ab, rel=0.02)
    assert ab[:, 2] == pytest.approx(0, abs=0.02)
    start = trained.start.parameters
    assert (start[:3] == start[0]).all()
    assert (start[3:] == start[3]).all()
    assert (start[0] != start[3]).any()


def test_the_straight_part_fills_its_arms_and_arrays() -> None:
    outcome = short("gaussian")
    assert {name: set(arm.metrics) for name, arm in outcome.record.arms.items()} == {
        "h_d": {"ab_error", "b_error", "ab_below"},
        "h_log": {"ab_error", "b_error"},
        "h_d_glorot": {"found", "foretold"},
        "h_log_glorot": {"found", "foretold"},
    }
    for name in ("h_d_ab", "h_d_glorot_ab", "h_log_glorot_start"):
        assert outcome.arrays[name].shape == (2, len(SWEEP))
    worst = np.abs(np.asarray(outcome.arrays["h_log_grid_b"], dtype=float) - 1).max(1)
    assert outcome.record.arms["h_log"].metrics["b_error"] == pytest.approx(worst)
    assert outcome.record.config["plan"]["steps"] == 6


def test_fate_counts_what_ends_at_the_solution_and_what_the_saddle_foretold() -> None:
    cells = [Cell("d", 1.0, 10.0), Cell("d", 3.0, 10.0), Cell("d", 8.0, 10.0)]
    solution = [LinearModel(w, 10.0, 1.0).optimum().ab for w in (3.0, 8.0)]
    start = np.array([[0.9, 0.9, -0.5], [0.9, 0.1, 0.9]])  # the saddles are at 0.21 and 0.07
    end = np.array([[0.0, solution[0], 0.0], [0.0, solution[0] * 1.04, solution[1] * 1.06]])
    fate = _fate(cells, start, end)
    assert fate["found"].tolist() == [0.5, 0.5]
    assert fate["foretold"].tolist() == [1.0, 0.0]


def test_straight_and_exact_encoders_of_uniform_data_are_known(bent: Outcome) -> None:
    straight, exact = bent.record.arms["straight"].metrics, bent.record.arms["exact"].metrics
    assert straight["misfit"] == pytest.approx([np.log(2 * np.pi * np.e / 12) / 2] * 2, abs=1e-3)
    assert straight["slope_variation"] == pytest.approx([0, 0], abs=1e-9)
    assert straight["energy_error"] == pytest.approx([np.sqrt(1 / 5)] * 2, abs=1e-3)
    # Of the semicircle law: log(1 - t^2) has the variance pi^2 / 3 - 3, z^2 / 2v that of 1/4.
    assert exact["misfit"] == pytest.approx([1 - np.log(2 * np.pi) / 2] * 2, abs=1e-3)
    assert exact["slope_variation"] == pytest.approx([np.sqrt(np.pi**2 / 3 - 3) / 2] * 2, abs=5e-3)
    assert exact["energy_error"] == pytest.approx([0.5] * 2, abs=2e-3)


def test_an_encoder_that_gives_gaussian_latents_has_energies_but_no_constant_slope() -> None:
    x = quantiles(lambda p: p)
    z = quantiles(norm.ppf)
    shapes = _shapes(x, np.stack([z, 3 * z + 1]))
    assert shapes["misfit"] == pytest.approx(0, abs=3e-3)
    assert shapes["energy_error"] == pytest.approx(np.sqrt(1 / 2), abs=3e-3)  # of z^2 / 2
    assert (shapes["slope_variation"] > 0.5).all()


def test_gains_are_how_much_lower_the_one_is_than_the_other(bent: Outcome) -> None:
    d, log = (bent.record.arms[name].metrics for name in ("h_d", "h_log"))
    for name in ("misfit", "slope_variation", "energy_error", "lost"):
        gain = np.subtract(log[name], d[name])  # type: ignore[arg-type]
        assert d[f"{name}_gain"] == pytest.approx(gain)
        assert log[f"{name}_gain"] == pytest.approx(-gain)
    for name in ("misfit", "slope_variation", "energy_error"):
        assert bent.arrays[f"h_d_{name}"].shape == (2, 4)


def test_bimodal_data_has_two_bumps_and_unit_variance() -> None:
    outcome = short("bimodal")
    x = outcome.arrays["x"]
    density = 1 / np.gradient(np.asarray(x, dtype=float))
    middle = len(x) // 2
    assert density[:middle].max() > 3 * density[middle]
    assert np.asarray(x).std() == pytest.approx(1, abs=0.01)
    straight = outcome.record.arms["straight"].metrics["misfit"][0]
    exact = outcome.record.arms["exact"].metrics["misfit"][0]
    assert straight is not None
    assert exact is not None
    assert 0 < exact < straight


def test_a_failed_replica_fails_its_seed() -> None:
    failures = [Failure(1, 3, "the rate term is not finite")]
    trained = Trained(*(None,) * 2, History(failures=failures, seconds=10.0), None, 4)  # type: ignore[arg-type]
    share = trained.share(1)
    assert (share.failures, share.seconds) == (failures, 2.5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "thyroid"}, "dataset='thyroid': analytic_h knows linear, gaussian"),
        ({"seeds": 3}, "seeds=3: the closed forms hold no random number"),
        ({"dataset": "gaussian", "seeds": 0}, "seeds=0"),
        ({"profile": "fast"}, "profile='fast'"),
        ({"start": "glorot"}, "start='glorot': this experiment"),
        ({"table": "mine.csv"}, "table='mine.csv'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("analytic_h", **options)  # type: ignore[arg-type]


def test_tables_show_small_errors_and_the_errata(closed: Outcome) -> None:
    table = results_table(closed.record, analytic_h.HEADINGS)
    assert "e-0" in str(table.loc["h(d) = d", "error of ab"])
    assert set(table.columns) == {"error of ab", "error of b", "seeds"}
    assert ("error of ab", "printed") not in table.columns
    assert len(errata("Appendix D")) == 4
    assert len(verdicts("Appendix D")) == 32
    assert len(verdicts("Appendix D", "gaussian")) == 5


def test_the_figures_show_every_end_and_every_seed(bent: Outcome) -> None:
    straight = short("gaussian")
    figure = boundary(straight.arrays)
    ends = [line for axes in figure.axes for line in axes.lines if line.get_label() == "end"]
    assert [len(line.get_xdata()) for line in ends] == [2 * len(SWEEP)] * 3  # type: ignore[arg-type]
    shown = {"misfit": "misfit", "energy_error": "energy"}
    panels = measures_by_lambda1({"uniform": (bent.record, bent.arrays)}, shown).axes
    assert [axes.get_title() for axes in panels] == ["misfit", "energy"]
    markers = [line for line in panels[0].lines if line.get_marker() == "o"]
    assert np.asarray(markers[0].get_ydata()) == pytest.approx(
        np.asarray(bent.arrays["h_d_misfit"]).ravel()
    )
    assert len(slopes({"uniform": bent.arrays}, 1.0).axes) == 1
    plt.close("all")
