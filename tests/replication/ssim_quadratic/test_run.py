"""Appendix C from configuration to record."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import CUBIC_CONSTANT
from replication.kit.catalogue import run_experiment
from replication.kit.record import Outcome
from replication.kit.tables import errata, results_table, verdicts
from replication.ledger import Data, judge, load_claims
from replication.ssim_quadratic import run as ssim_quadratic
from replication.ssim_quadratic.measures import SIZES, WIDE, measure, printed_matrices
from replication.ssim_quadratic.windows import SOURCES, Pictures


@pytest.fixture(scope="module", params=ssim_quadratic.PARTS)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return ssim_quadratic.run(ssim_quadratic.configure(request.param, seeds=5))


def test_what_is_printed_fails_and_the_rest_holds(outcome: Outcome) -> None:
    claims = [
        claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == ("ssim_quadratic", outcome.record.dataset)
    ]
    verdict = {claim.id: judge(claim, outcome.record).verdict for claim in claims}
    corrected = {claim.corrects for claim in claims if claim.corrects}
    assert len(corrected) >= 3
    assert {name for name, v in verdict.items() if v != "reproduced"} == corrected


def test_the_remainder_has_the_orders_of_the_theory(outcome: Outcome) -> None:
    form = outcome.record.arms["form"].metrics
    assert form["order"] == pytest.approx([3] * 5, abs=0.02)
    assert form["even_order"] == pytest.approx([4] * 5, abs=0.02)
    assert form["uncorrelated_order"] == pytest.approx([4] * 5, abs=0.02)
    printed = outcome.record.arms["form_printed"].metrics["order"]
    assert printed == pytest.approx([2] * 5, abs=0.02)


def test_the_arrays_are_those_the_figures_need(outcome: Outcome) -> None:
    arrays = outcome.arrays
    assert arrays["picture_rms"].shape == arrays["form_rms"].shape == (5, len(SIZES))
    cost = np.asarray(arrays["wide_cost"], dtype=float)
    excess = np.abs(cost - WIDE[:, None] ** 2 / 2) / WIDE[:, None] ** 3
    assert excess.max() <= CUBIC_CONSTANT
    assert cost.min() > 0
    assert arrays["windows"].shape[1] == SOURCES[outcome.record.dataset].width ** 2


def test_printed_matrices_are_to_the_letter() -> None:
    m, v = printed_matrices(3)
    assert m.shape == v.shape == (9, 9)
    assert (m == 1 / 9).all()
    assert np.diag(v) == pytest.approx(2 / 9)
    assert v[0, 1] == pytest.approx(-1 / 9)


def test_cut_windows_are_in_the_pictures_and_flat_ones_are_found() -> None:
    pixels = np.arange(2 * 5 * 4, dtype=float).reshape(2, 5, 4)
    pixels[1, :3, :3] = 7
    pictures = Pictures(pixels, Data("test", "", 2, 20), pixels[0])
    windows = pictures.cut(np.random.default_rng(0), 300, 3)
    every = {
        pixels[p, i : i + 3, j : j + 3].tobytes() for p in (0, 1) for i in (0, 1, 2) for j in (0, 1)
    }
    assert {window.tobytes() for window in windows} == every
    assert pictures.count(3) == len(every) == 12
    assert (pictures.flat(3) == np.full((1, 3, 3), 7)).all()


def test_windows_without_a_form_are_left_out_and_do_no_harm() -> None:
    rng = np.random.default_rng(0)
    windows = rng.uniform(0.1, 1, (20, 4, 4))
    windows[3], windows[5] = 0.4, 0
    measured = measure(windows, windows, windows[:0], rng)
    assert measured.arrays["windows"].shape == (18, 16)
    assert measured.values["stabilised"]["order_error"] < 0.1
    assert measured.values["stabilised"]["astray"] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "thyroid"}, "dataset='thyroid': ssim_quadratic knows random, digits"),
        ({"seeds": 0}, "seeds=0"),
        ({"profile": "fast"}, "profile='fast'"),
        ({"start": "glorot"}, "start='glorot': this experiment"),
        ({"table": "mine.csv"}, "table='mine.csv'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("ssim_quadratic", **options)  # type: ignore[arg-type]


def test_tables_show_the_orders_and_the_errata(outcome: Outcome) -> None:
    table = results_table(outcome.record, ssim_quadratic.HEADINGS)
    shown = str(table.loc["quadratic form", "order of the remainder"])
    assert float(shown.split("\N{NO-BREAK SPACE}")[0]) == pytest.approx(3, abs=0.02)
    assert table.index[1] == "quadratic form, N the width"
    assert len(errata("Appendix C")) == 13
    assert len(verdicts("Appendix C", "digits")) == 8
