"""What RaDOGAGA's detector chooses, and its loss on held-out rows."""

from typing import Any

import numpy as np
import pytest
import torch

from rdo.detectors import RaDOGAGADetector, radogaga
from rdo.detectors.directions import Directions
from rdo.detectors.scaling import fit_scaling
from rdo.detectors.validation import Table
from rdo.errors import InputError
from rdo.models import Architecture
from rdo.training import Ensemble, Schedule, fix_gauge
from tests.detectors.examples import frame, quick, table
from tests.draws import uniform


@pytest.mark.parametrize("h", ["d", "log"])
def test_the_held_out_loss_is_that_of_the_model(h: Any) -> None:
    architecture = Architecture(4, (8,), 2, 2, residual_features=True, dropout=0.0)
    detector = RaDOGAGADetector(h=h)
    ensemble = Ensemble.from_seeds(lambda: detector._build(architecture, (3.0, 50.0)), [0, 1])
    x, draws = uniform(2, 40, 4), uniform(2, 40, 2, seed=1)
    noise = {"latent": draws, "dropout": uniform(2, 40, 10, seed=2)}
    expected = sum(ensemble.map("loss", x, noise).values())
    mixture = ensemble.map("mixture", x)  # of the same rows, as in a batch
    found = detector._held_out_loss(ensemble, mixture, x, draws)
    torch.testing.assert_close(found, expected, check_dtype=False, rtol=1e-5, atol=1e-5)


def scaled(X: np.ndarray) -> np.ndarray:
    return fit_scaling(Table(X)).apply(Table(X))


def test_chosen_weights_meet_the_condition_five_times_over_and_do_not_depend_on_units() -> None:
    x, architecture = scaled(table(300)), Architecture(4, (8,), 2, 1)
    directions = Directions.of(x)
    lambda1, lambda2 = RaDOGAGADetector(h="d")._choose_weights(directions, architecture)
    assert lambda1 * directions.variances.min() == pytest.approx(10)
    assert 1 / (2 * lambda2) == pytest.approx(0.01 * x.var(0).sum() / 2)
    other = Directions.of(scaled(table(300) * [1e-9, 1, 3, 1e9]))
    for h in ("d", "log"):
        detector = RaDOGAGADetector(h=h)
        first = detector._choose_weights(directions, architecture)
        again = detector._choose_weights(other, architecture)
        assert first == pytest.approx(again)
    own = RaDOGAGADetector(lambda1=3, lambda2=4)._choose_weights(directions, architecture)
    assert own == (3.0, 4.0)


def test_a_weight_that_loses_directions_is_warned_of_by_their_columns() -> None:
    X = frame(200)
    X["age"] *= 1e6
    with pytest.warns(UserWarning, match=r"lambda1=0\.5 is too small .* 4 of 4 .*%") as caught:
        detector = quick(RaDOGAGADetector, h="d", lambda1=0.5).fit(X)
    assert any(name in str(caught[0].message) for name in X.columns)
    assert "too small to keep 4 of 4 principal directions, " in str(detector.report_)
    assert "loses none of 4 principal" in str(quick(RaDOGAGADetector, h="d").fit(X).report_)
    assert "lambda1" not in str(quick(RaDOGAGADetector).fit(X).report_)


@pytest.mark.parametrize(
    "change", [{"h": "Log"}, {"h": None}, {"lambda1": 0}, {"lambda2": "1"}, {"lambda1": np.inf}]
)
def test_its_own_parameters_are_refused_in_fit(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=f"{next(iter(change))}="):
        quick(RaDOGAGADetector, **change).fit(table())


def test_a_wide_decoder_has_its_gauge_fixed_on_fewer_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    architecture = Architecture(4, (8,), 2, 1, residual_features=True)
    data, rows = uniform(100, 4), np.tile(np.arange(100), (2, 1))
    seen: list[int] = []
    fix = fix_gauge

    def counted(ensemble: Ensemble, x: torch.Tensor) -> None:
        seen.append(x.shape[1])
        fix(ensemble, x)

    monkeypatch.setattr(radogaga, "fix_gauge", counted)
    cases: list[tuple[int, list[int]]] = [(2**26, []), (2 * 2 * 4 * 8 * 50, [50]), (1, [25])]
    for numbers, expected in cases:
        monkeypatch.setattr(radogaga, "_GAUGE_NUMBERS", numbers)
        seen.clear()
        ensemble = Ensemble.from_seeds(
            lambda: RaDOGAGADetector()._build(architecture, (10.0, 50.0)), [0, 1]
        )
        radogaga._gauge_fixed(ensemble, data, rows, [0, 1], Schedule(5, 20, 1e-3), label="")
        assert seen == expected
        x = data.expand(2, -1, -1)
        gram = ensemble.map("gram", x).mean(1)
        torch.testing.assert_close(gram, torch.eye(2).expand(2, -1, -1), rtol=0.1, atol=0.1)
