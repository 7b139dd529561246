"""Where walks in the plane settle, from configuration to record."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rdo.errors import InputError
from rdo.experiments import Outcome, langevin_stationary, run_experiment
from rdo.experiments.langevin_figures import densities, divergences
from rdo.experiments.tables import errata, results_table
from rdo.ledger import judge, load_claims


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run_experiment("langevin_stationary")


def test_all_holds_but_the_printed_noise(outcome: Outcome) -> None:
    claims = [c for c in load_claims() if c.experiment == "langevin_stationary"]
    verdicts = {claim.id: judge(claim, outcome.record).verdict for claim in claims}
    printed = "langevin.algorithm1.mixture.langevin_printed.divergence"
    assert verdicts.pop(printed) == "not reproduced"
    assert set(verdicts.values()) == {"reproduced"}
    assert len(errata("Algorithm 1")) == 1


def test_noise_that_does_not_fit_the_map_does_not_converge(outcome: Outcome) -> None:
    """With the training noise itself, the walk is at half the temperature of the data."""
    same = outcome.arrays["denoiser_same_divergence"]
    assert (np.diff(same) < 0).all()  # it grows as lambda falls
    density = np.asarray(outcome.arrays["density"], dtype=float)
    squared = density**2 / (density**2).sum()
    settled = outcome.arrays["denoiser_same_settled"]
    assert np.abs(settled / settled.sum() - squared).max() < 0.2 * squared.max()


def test_forgetting_takes_steps_in_inverse_proportion_to_lambda(outcome: Outcome) -> None:
    steps, lams = (outcome.arrays[f"langevin_{name}"] for name in ("relaxation", "lams"))
    assert steps * lams == pytest.approx(np.full(len(lams), steps[0] * lams[0]), rel=0.02)
    assert outcome.record.arms["lossy"].metrics["ten_steps"][0] == pytest.approx(0.32, abs=0.01)


def test_the_table_names_every_walk(outcome: Outcome) -> None:
    table = results_table(outcome.record, langevin_stationary.HEADINGS)
    assert list(table.index)[-1] == "first order, noise as printed"
    assert len(table) == len(langevin_stationary.WALKS)


def test_the_figures_show_what_was_measured(outcome: Outcome) -> None:
    far, slow = divergences(outcome.arrays).axes
    for axes, what in ((far, "divergence"), (slow, "relaxation")):
        drawn = np.asarray(axes.lines[0].get_ydata(), dtype=float)
        np.testing.assert_allclose(drawn, outcome.arrays[f"lossy_{what}"])
    assert len(densities(outcome.arrays).axes) == 4
    plt.close("all")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "digits"}, "dataset='digits': langevin_stationary knows mixture"),
        ({"seeds": 5}, "seeds=5: nothing here is random"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("langevin_stationary", **options)  # type: ignore[arg-type]
