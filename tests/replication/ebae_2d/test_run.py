"""Section 4 of the EBAE supplement from configuration to record."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.patches import Rectangle
from scipy.optimize import brentq
from scipy.special import erfc

from rdo.datasets import distance_to_squares, two_squares
from rdo.errors import Failure, InputError
from rdo.training import Ensemble, fit
from replication.ebae_2d import run as ebae_2d
from replication.ebae_2d.figures import energies, every_seed, mass_outside, mass_over_steps
from replication.ebae_2d.run import MARGIN, TEMPERATURES, chains, configure, yardstick
from replication.ebae_2d.tables import by_place, likelihoods, reach
from replication.kit.record import Outcome
from replication.ledger import load_claims

STATES: list[tuple[Ensemble, torch.Tensor]] = []
"""Every ensemble trained, with a copy of its parameters from before."""


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    def watched(ensemble: Ensemble, *arguments: Any, **options: Any) -> Any:
        before = ensemble.parameters.clone()
        training = fit(ensemble, *arguments, **options)
        STATES.append((ensemble, before))
        return training

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ebae_2d, "fit", watched)
        patch.setattr(ebae_2d, "_CELLS", 100)  # a ninth of the points, for speed
        patch.setattr(ebae_2d, "_FEWER_CELLS", 40)
        return ebae_2d.run(replace(configure(), warm_up_steps=20, steps=10))


def test_the_record_has_what_the_claims_and_the_tables_ask_for(outcome: Outcome) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "ebae_2d"]
    assert claims
    arms = outcome.record.arms
    for claim in claims:
        assert claim.dataset == outcome.record.dataset
        assert None not in arms[claim.method].metrics[claim.metric]
    assert set(arms["ebae"].metrics) >= set(ebae_2d.HEADINGS)


def test_the_fall_is_the_ratio_of_before_to_after(outcome: Outcome) -> None:
    before, after = (outcome.record.arms[name].metrics for name in ("autoencoder", "ebae"))
    for name in TEMPERATURES:
        ratio = np.divide(before[f"outside_{name}"], after[f"outside_{name}"])  # type: ignore[arg-type]
        assert after[f"fall_{name}"] == pytest.approx(ratio)


def test_the_mass_is_that_of_the_stored_energies(outcome: Outcome) -> None:
    axis = outcome.arrays["axis"]
    y, x = np.meshgrid(axis, axis, indexing="ij")
    outside = distance_to_squares(np.stack([x, y], axis=-1)) > MARGIN
    for name in ("autoencoder", "ebae"):
        energy = outcome.arrays[f"{name}_energy"].astype(float)
        for key, temperature in TEMPERATURES.items():
            density = np.exp(-energy / temperature)
            expected = density[:, outside].sum(1) / density.sum((1, 2))
            metrics = outcome.record.arms[name].metrics
            assert metrics[f"outside_{key}"] == pytest.approx(expected, rel=1e-4)
            log_omega = np.log(density.sum((1, 2)) * (axis[1] - axis[0]) ** 2)
            assert metrics[f"log_normaliser_{key}"] == pytest.approx(log_omega, abs=1e-4)


def test_energies_lie_on_the_grid_as_the_figures_read_them(outcome: Outcome) -> None:
    """The second index goes along x1."""
    ensemble, axis = STATES[1][0], outcome.arrays["axis"]
    points = torch.tensor([[axis[40], axis[10]], [axis[70], axis[50]]], dtype=torch.float32)
    energy = ensemble.map("energy", points.expand(2, 2, 2)).numpy()
    found = outcome.arrays["ebae_energy"][:, [10, 50], [40, 70]]
    np.testing.assert_allclose(found, energy, rtol=1e-4)


def test_ebae_goes_on_from_the_autoencoder_and_leaves_its_decoder_alone(outcome: Outcome) -> None:
    (plain, _), (ensemble, start) = STATES
    assert torch.equal(plain.parameters, start)
    z, x = torch.linspace(-1, 1, 9).expand(2, 9).unsqueeze(-1), torch.randn(2, 9, 2)
    torch.testing.assert_close(ensemble.map("decode", z), plain.map("decode", z))
    curve = ensemble.map("decode", z)
    np.testing.assert_allclose(outcome.arrays["curve"][:, ::50], curve, atol=1e-6)
    assert (ensemble.map("encode", x) - plain.map("encode", x)).abs().max() > 1e-3


def test_the_temperature_is_that_of_the_chains_used(outcome: Outcome) -> None:
    """T = s^2 / lambda, of both chains."""
    config = outcome.record.arms["ebae"].config["chains"]
    for name in ("latent", "visible"):
        assert getattr(chains(), name).temperature() == TEMPERATURES["own"]
        chain = config[name]
        assert chain["noise"] ** 2 / chain["step"] == pytest.approx(TEMPERATURES["own"])
        assert chain["step"] == 0.1  # as printed, like the ten steps and the interval
        assert config[f"{name}_steps"] == 10
    assert tuple(config["latent"]["bounds"]) == (-1, 1)
    assert config["replay_share"] == 0


def test_each_seed_has_its_own_rows_and_the_negatives_have_a_batch(outcome: Outcome) -> None:
    for seed, rows in enumerate(outcome.arrays["rows"]):
        np.testing.assert_allclose(rows, two_squares(200, seed=seed), rtol=1e-6)
    for name in ("negatives_before", "negatives"):
        assert outcome.arrays[name].shape == (2, 128, 2)
        assert np.isfinite(outcome.arrays[name]).all()


def test_the_networks_are_those_of_section_4() -> None:
    encoder, decoder = ebae_2d._networks()
    assert encoder.widths == {"sizes": [2, 200, 200, 1], "bounded": True}
    assert decoder.widths == {"sizes": [1, 200, 200, 2], "bounded": False}


def test_the_papers_profile_has_200_epochs() -> None:
    config = configure(profile="paper")
    assert (config.warm_up_steps, config.steps, len(config.seeds)) == (625, 1000, 10)


def beyond(margin: float, temperature: float) -> float:
    """Mass of exp(-d^2 / 2T) further than the margin from a square: four strips and one disc."""
    strips = 4 * np.sqrt(np.pi * temperature / 2) * erfc(margin / np.sqrt(2 * temperature))
    return float(strips + 2 * np.pi * temperature * np.exp(-(margin**2) / (2 * temperature)))


def test_the_yardstick_is_steiners_at_the_chains_temperature() -> None:
    temperature = TEMPERATURES["own"]
    share = beyond(MARGIN, temperature) / (1 + beyond(0, temperature))
    assert yardstick()["own"] == pytest.approx(share, rel=0.01)


def plane(energy: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    """Arrays of a run whose energy is the same before and after, on the grid of the real ones."""
    axis, grid = ebae_2d._grid(300)
    every = energy(grid).reshape(1, 300, 300)
    return {"axis": axis, "autoencoder_energy": every, "ebae_energy": every}


def test_the_likelihood_of_a_gaussian_is_its_own(outcome: Outcome) -> None:
    """Of |x|^2 / 2, with the mean of |x|^2 over the squares, 7/3 + 1/12."""
    table = likelihoods(outcome.record, plane(lambda grid: (grid**2).sum(1) / 2))
    for temperature in TEMPERATURES.values():
        row = table.to_dict("index")[f"T = {temperature:g}"]
        scaled, log_omega = 29 / 24 / temperature, np.log(2 * np.pi * temperature)
        for title, expected in (
            ("energy over T", scaled),
            ("log of the normaliser", log_omega),
            ("log likelihood", -scaled - log_omega),
        ):
            found = float(str(row[title, "after"]).split("\N{NO-BREAK SPACE}")[0])
            assert found == pytest.approx(expected, abs=0.01 + 0.01 * scaled)


def test_the_mass_outside_is_told_apart_by_place(outcome: Outcome) -> None:
    """All of it in two cells, one between the squares and one to the right of them."""

    def energy(grid: np.ndarray) -> np.ndarray:
        gap = (np.abs(grid - [0.02, 0.02]) < 0.01).all(1)
        right = (np.abs(grid - [3.02, 0.02]) < 0.01).all(1)
        return np.where(gap, 0.0, np.where(right, TEMPERATURES["own"] * np.log(3), 50.0))

    table = by_place(outcome.record, plane(energy))
    assert list(table.loc[0]) == ["0.7500", "0.7500", "0.2500", "0.2500"]


def test_the_reach_is_a_quantile_of_the_distance(outcome: Outcome) -> None:
    temperature = TEMPERATURES["own"]
    arrays = plane(lambda grid: distance_to_squares(grid) ** 2 / 2)
    arrays["negatives"] = np.array([[[0.0, 0.0], [1.5, 0.0], [0.0, 0.0], [1.5, 1.0]]])
    table = reach(outcome.record, arrays)
    whole = 1 + beyond(0, temperature)
    tenth = brentq(lambda margin: beyond(margin, temperature) / whole - 0.1, 0, 1)
    shown = table.loc["mass at T = 0.025"].astype(float)
    assert shown["90% within"] == pytest.approx(tenth, abs=0.025)  # the width of a cell is 0.04
    assert list(table.loc["ends of chains"]) == ["0.50", "1.00", "1.00"]


def test_figures_show_both_energies_and_every_seed(outcome: Outcome) -> None:
    figure = energies(outcome.arrays, replica=1)
    before, after, bar = figure.axes
    assert (before.get_title(), after.get_title()) == ("autoencoder", "after EBAE training")
    assert bar.get_ylabel() == "energy: squared error per entry"
    for axes, points in ((before, "negatives_before"), (after, "negatives")):
        curve, chains_end = axes.lines
        np.testing.assert_array_equal(curve.get_xydata(), outcome.arrays["curve"][1])
        np.testing.assert_array_equal(chains_end.get_xydata(), outcome.arrays[points][1])
        corners = [patch.get_xy() for patch in axes.patches if isinstance(patch, Rectangle)]
        assert corners == [(-2, -0.5), (1, -0.5)]
    panels = every_seed(outcome.record, outcome.arrays).axes[:-1]
    left = outcome.record.arms["ebae"].metrics["outside_own"]
    assert [axes.get_title() for axes in panels] == [f"seed {k}: {left[k]:.2g}" for k in (0, 1)]
    plt.close("all")


def test_a_failed_seed_is_named_and_has_no_point(outcome: Outcome) -> None:
    arms = dict(outcome.record.arms)
    failed = {name: [values[0], None] for name, values in arms["ebae"].metrics.items()}
    arms["ebae"] = replace(arms["ebae"], metrics=failed, failures=[Failure(1, 3, "made up")])
    record = replace(outcome.record, arms=arms)
    assert every_seed(record, outcome.arrays).axes[1].get_title() == "seed 1: failed"
    (axes,) = mass_outside(record).axes
    squares = [line for line in axes.lines if line.get_marker() == "s"]
    assert [np.isfinite(line.get_ydata()).sum() for line in squares] == [1, 1, 1]
    plt.close("all")


def test_the_mass_is_drawn_by_temperature_and_along_the_steps(outcome: Outcome) -> None:
    (axes,) = mass_outside(outcome.record).axes
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["T = 0.025, the chains' own", "T = 0.1", "T = 1"]
    for way, marker in (("autoencoder", "o"), ("ebae", "s")):
        drawn = [line.get_ydata() for line in axes.lines if line.get_marker() == marker]
        metrics = outcome.record.arms[way].metrics
        np.testing.assert_array_equal(drawn, [metrics[f"outside_{key}"] for key in TEMPERATURES])
    shares, means = mass_over_steps(outcome.arrays).axes
    assert (shares.get_xlabel(), means.get_xlabel()) == ("steps with negatives",) * 2
    assert len(shares.lines) == 4  # two seeds, their median, the yardstick
    assert len(means.lines) == 6
    negatives = means.lines[0].get_ydata()  # fewer steps than blocks: as they are
    np.testing.assert_array_equal(negatives, -outcome.arrays["ebae_negative"][:, 0])
    plt.close("all")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dataset": "circles"}, "dataset='circles': ebae_2d knows squares"),
        ({"profile": "long"}, "profile='long'"),
        ({"seeds": 0}, "seeds=0"),
    ],
)
def test_bad_configurations_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        configure(**arguments)  # type: ignore[arg-type]
