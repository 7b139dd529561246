"""Section 5.1 from configuration to record."""

from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from rdo.datasets import toy_density as draw
from rdo.diagnostics import density_correlation
from rdo.errors import InputError
from rdo.models import RaDOGAGA
from replication.kit.anomaly.settings import METHODS
from replication.kit.record import Outcome
from replication.toy_density import config as toy_task
from replication.toy_density import run as toy_density
from replication.toy_density.config import TOY_METHODS, Toy, build
from replication.toy_density.figures import correlation_by_turn, density_scatter, latent_scatter


def short(dataset: str = "toy", **changes: object) -> toy_task.ToyDensityConfig:
    config = toy_task.configure(dataset, "smoke", seeds=2)
    return replace(config, steps=8, warm_up_steps=8, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return toy_density.run(short())


def test_the_controls_show_what_a_linear_image_gives_for_free(outcome: Outcome) -> None:
    arms = outcome.record.arms
    assert set(arms) == {*TOY_METHODS, "pca_em", "random_em", "untrained_em"}
    assert min(v for v in arms["random_em"].metrics["correlation"] if v is not None) > 0.99
    assert min(v for v in arms["pca_em"].metrics["correlation"] if v is not None) > 0.995
    untrained = [v for v in arms["untrained_em"].metrics["correlation"] if v is not None]
    assert min(untrained) > 0.8
    assert untrained[0] != untrained[1]


def test_a_seed_is_caught_where_em_does_better_by_more_than_a_tenth(
    outcome: Outcome,
) -> None:
    assert "caught" not in outcome.record.arms["beta_vae"].metrics
    for method in METHODS:
        metrics = outcome.record.arms[method].metrics
        for excess, caught in zip(metrics["excess_energy"], metrics["caught"], strict=True):
            assert excess is not None
            assert caught == (excess > 0.1)


def test_ems_energy_is_that_of_the_unscaled_latents() -> None:
    rng = np.random.default_rng(0)
    z = rng.normal(size=(4000, 3)) * [1e-3, 1.0, 1e3]
    energy = toy_density._em(z, seed=0).energy
    gaussian = GaussianMixture(1, reg_covar=0).fit(z)
    assert energy.mean() == pytest.approx(-gaussian.score(z), abs=0.05)


def test_a_linear_latent_keeps_the_clusters_and_their_shape() -> None:
    """What the measures of the components say of the source itself, and of a shuffled one."""
    toy = Toy.load(short())
    assert toy.drawn is not None
    source = toy.drawn.source
    energies = -np.log(toy.density)[None]
    fits = [toy_density._em(source, seed=0)]
    sound = toy_density._fit_quality(toy, fits, energies)
    assert np.asarray(sound["captured"], dtype=float)[0] > 0.99
    assert np.asarray(sound["tendency"], dtype=float) == pytest.approx([1])
    shuffled = np.random.default_rng(0).permuted(energies, axis=1)
    worse = toy_density._fit_quality(toy, fits, shuffled)
    assert np.abs(np.asarray(worse["tendency"], dtype=float)).max() < 0.1


def test_log_d_is_compared_with_d_seed_by_seed(outcome: Outcome) -> None:
    arms = outcome.record.arms
    log, d = (arms[f"radogaga_{h}"].metrics["correlation"] for h in ("log", "d"))
    gain = [a - b for a, b in zip(log, d, strict=True)]  # type: ignore[operator]
    assert arms["radogaga_log"].metrics["correlation_gain"] == pytest.approx(gain)


def test_figures_have_their_arrays(outcome: Outcome) -> None:
    assert outcome.arrays["density"].shape == (2000,)
    for method in TOY_METHODS:
        assert outcome.arrays[f"{method}_z"].shape == (2000, 3)
        assert outcome.arrays[f"{method}_estimated"].max() <= 1


def test_a_table_of_the_users_takes_the_place_of_the_data(tmp_path: Path) -> None:
    toy = draw(600, seed=3, n_ambient=5)
    path = tmp_path / "mine.csv"
    table = np.column_stack([toy.X, toy.density])
    np.savetxt(path, table, delimiter=",", header="a,b,c,d,e,density", comments="")
    record = toy_density.run(short(table=str(path))).record
    assert (record.data.name, record.data.rows, record.data.columns) == ("mine.csv", 600, 5)
    assert record.arms["pca_em"].metrics["correlation"][0] == pytest.approx(1, abs=0.05)
    assert "captured" not in record.arms["dagmm"].metrics
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        toy_density.run(short(table=str(tmp_path / "nowhere.csv")))
    path.write_text("a,b,density\n1,2,0.5\n3,4,0.6\n")
    with pytest.raises(InputError, match="has 2 rows and 2 feature columns: give at least 512"):
        toy_density.run(short(table=str(path)))


def test_the_bent_data_defeat_a_linear_method() -> None:
    """What EM makes of three principal components gets worse as the arcs close."""
    found = []
    for dataset in toy_task.TURNS:
        toy = Toy.load(short(dataset))
        energy = toy_density._em(PCA(3).fit_transform(toy.x), seed=0).energy
        found.append(density_correlation(toy.density, energy))
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.99
    assert found[-1] < 0.8


def test_the_start_from_glorots_weights_concerns_radogaga_alone() -> None:
    record = toy_density.run(short(start="glorot")).record
    assert set(record.arms) == {"radogaga_d", "radogaga_log"}
    assert record.variant == "glorot"


def test_what_may_explain_the_others_is_trained_by_itself() -> None:
    record = toy_density.run(short("bent_85_light")).record
    assert set(record.arms) == {"radogaga_light", "autoencoder_em"}
    assert record.data.sha256 == Toy.load(short("bent_85")).source.sha256
    plain = record.arms["autoencoder_em"].metrics
    assert plain["correlation"] == plain["em_correlation"]
    assert "caught" not in plain
    assert "gram_diagonal" in record.arms["radogaga_light"].metrics
    light, heavy = build("radogaga_light", 16), build("radogaga_d", 16)
    assert isinstance(light, RaDOGAGA)
    assert isinstance(heavy, RaDOGAGA)
    assert heavy.lambda1 / light.lambda1 == pytest.approx(100)
    assert heavy.lambda2 == light.lambda2
    assert short("bent_85_light", start="glorot").methods == ("radogaga_light",)


def test_settings_are_those_of_section_5_1_1() -> None:
    model = build("radogaga_d", 16)
    assert isinstance(model, RaDOGAGA)
    assert (model.lambda1.item(), model.lambda2.item(), model.h) == (1e6, 1e6, "d")
    assert model.sigma2.item() == pytest.approx(1 / 12)
    widths = [layer.out_features for layer in (*model.encoder.linear, *model.decoder.linear)]
    assert widths == [64, 32, 16, 3, 16, 32, 64, 16]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"profile": "fast"}, "profile='fast'"),
        ({"seeds": 0}, "seeds=0"),
        ({"seeds": "abc"}, "seeds='abc'"),
        ({"seeds": 2.5}, "seeds=2.5"),
        ({"start": "zero"}, "start='zero'"),
        ({"dataset": "swiss"}, "dataset='swiss': toy_density knows toy, bent_30"),
        ({"dataset": "bent_30", "table": "mine.csv"}, "give one of the two"),
    ],
)
def test_bad_configurations_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        toy_task.configure(**arguments)  # type: ignore[arg-type]


def test_scatters_show_every_stored_row_of_every_method(outcome: Outcome) -> None:
    for figure, first in (
        (density_scatter(outcome.arrays), []),
        (latent_scatter(outcome.arrays), ["the source s"]),
    ):
        panels = [axes for axes in figure.axes if axes.get_title()]
        assert [axes.get_title() for axes in panels] == [
            *first,
            "DAGMM, warmed up",
            "beta-VAE",
            "DAGMM",
            "RaDOGAGA(d)",
            "RaDOGAGA(log d)",
        ]
        for axes in panels:
            assert np.shape(axes.collections[0].get_offsets()) == (2000, 2)
    plt.close("all")


def test_the_figure_by_turn_has_a_line_for_every_arm(outcome: Outcome) -> None:
    bent = replace(outcome.record, dataset="bent_60")
    figure = correlation_by_turn([outcome.record, bent], "correlation", "correlation")
    (axes,) = figure.axes
    beside = replace(bent, arms={"autoencoder_em": outcome.record.arms["pca_em"]})
    more = correlation_by_turn([outcome.record, bent, beside], "correlation", "correlation")
    assert len(more.axes[0].lines) == len(axes.lines) + 2
    assert len(more.axes[0].get_xticks()) == 2
    arms = len(outcome.record.arms)
    assert len(axes.lines) == 2 * arms  # one for the paper's data, one through those that are bent
    for alone, bent_line in zip(axes.lines[::2], axes.lines[1::2], strict=True):
        x = [float(np.mean(line.get_xdata())) for line in (alone, bent_line)]  # type: ignore[arg-type]
        assert x[1] - x[0] == pytest.approx(0.6)
    plt.close("all")
