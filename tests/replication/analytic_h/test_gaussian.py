"""Appendix D's linear model in training."""

import numpy as np
import pytest
from scipy.stats import norm

from rdo.theory import LinearModel
from replication.analytic_h.gaussian import _convergence, _slopes
from replication.kit import Result, Run
from replication.kit.grid import Cell, quantiles, train_cells
from replication.kit.schedule import GridSchedule


def test_training_on_straight_lines_finds_the_solution_and_below_the_line_nothing() -> None:
    cells = [Cell("d", 3.0, 10.0), Cell("d", 40.0, 10.0, 0.25), Cell("d", 1.0, 10.0)]
    trained = train_cells(
        Run("analytic_h", "gaussian", "smoke", (0, 1)),
        cells,
        quantiles(norm.ppf, 512)[:, None],
        (),
        GridSchedule(500, 64, 5e-3, 300, 1e-2),
        gauge=True,
        same_weights=True,
        stage="test",
    )
    ab, b = _slopes(trained, trained.ensemble)
    assert ab[:, 0] == pytest.approx(LinearModel(3.0, 10.0, 1.0).optimum().ab, rel=0.02)
    assert ab[:, 1] == pytest.approx(LinearModel(40.0, 10.0, 0.25).optimum().ab, rel=0.02)
    assert ab[:, 2] == pytest.approx(0, abs=0.02)
    assert b[:, 0] == pytest.approx(LinearModel(3.0, 10.0, 1.0, 1 / 12).optimum().b, rel=0.05)


def test_the_part_fills_its_arms_and_arrays(straight: Result) -> None:
    assert {name: set(arm.metrics) for name, arm in straight.record.arms.items()} == {
        "h_d": {"ab_error", "b_error", "ab_below"},
        "h_log": {"ab_error", "b_error"},
        "h_d_glorot": {"found", "foretold"},
        "h_log_glorot": {"found", "foretold"},
    }
    for name in ("h_d_ab", "h_d_glorot_ab", "h_log_glorot_start"):
        assert straight.arrays[name].shape == (2, len(straight.record.config["sweep"]))
    worst = np.abs(straight.arrays["h_log_grid_b"] - 1).max(1)
    assert straight.record.arms["h_log"].metrics["b_error"] == pytest.approx(worst)
    assert straight.record.config["steps"] == 6


def test_shares_count_what_converges_and_what_the_saddle_predicts() -> None:
    cells = [Cell("d", 1.0, 10.0), Cell("d", 3.0, 10.0), Cell("d", 8.0, 10.0)]
    solution = [LinearModel(w, 10.0, 1.0).optimum().ab for w in (3.0, 8.0)]
    start = np.array([[0.9, 0.9, -0.5], [0.9, 0.1, 0.9]])  # the saddles are at 0.21 and 0.07
    end = np.array([[0.0, solution[0], 0.0], [0.0, solution[0] * 1.04, solution[1] * 1.06]])
    shares = _convergence(cells, start, end)
    assert shares["found"].tolist() == [0.5, 0.5]
    assert shares["foretold"].tolist() == [1.0, 0.0]
