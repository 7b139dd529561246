"""The toy's table: drawn, bent, or the user's own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA

from rdo.datasets import toy_density
from rdo.diagnostics import density_correlation
from rdo.errors import InputError
from replication.toy_density import EXPERIMENT
from replication.toy_density.config import TURNS, configure
from replication.toy_density.data import Toy
from replication.toy_density.mixtures import fit_mixture

CONFIG = configure("toy", "smoke")


def test_the_bent_data_defeat_a_linear_method() -> None:
    """What EM makes of three principal components gets worse as the arcs close."""
    found = []
    for part in TURNS:
        toy = Toy.load(CONFIG, part)
        z = PCA(3, random_state=0).fit_transform(toy.x)
        found.append(density_correlation(toy.density, fit_mixture(z, CONFIG, seed=0).energy))
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.99
    assert found[-1] < 0.8


def test_all_columns_are_scaled_together() -> None:
    toy = Toy.load(CONFIG, "toy")
    assert (toy.x.min().item(), toy.x.max().item()) == (0, 1)
    assert (toy.x.amax(0) < 1).sum() == 15
    assert (
        Toy.load(CONFIG, "bent_85").source.sha256 == Toy.load(CONFIG, "bent_85_light").source.sha256
    )


def test_a_table_of_the_users_takes_the_place_of_the_data(tmp_path: Path) -> None:
    toy = toy_density(600, seed=3, n_ambient=5)
    path = tmp_path / "mine.csv"
    table = np.column_stack([toy.X, toy.density])
    np.savetxt(path, table, delimiter=",", header="a,b,c,d,e,density", comments="")
    options = {"table": str(path), "steps": 8, "warm_up_steps": 8}
    config, run = EXPERIMENT.plan(seeds=1, start="glorot", options=options)
    outcome = EXPERIMENT.run(config, run)
    data = outcome.data
    assert (data.name, data.rows, data.columns) == ("mine.csv", 600, 5)
    assert outcome.settings["table"] == "mine.csv"
    assert "captured" not in outcome.arms["radogaga_d"].metrics
    assert "source" not in outcome.arrays
    read = Toy.load(config, "toy")
    fit = fit_mixture(PCA(3, random_state=0).fit_transform(read.x), config, seed=0)
    assert density_correlation(read.density, fit.energy) == pytest.approx(1, abs=0.05)


def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    config = replace(CONFIG, table=str(path))
    with pytest.raises(InputError, match=r"mine\.csv"):
        Toy.load(config, "toy")
    path.write_text("a,b,density\n1,2,0.5\n3,4,0.6\n")
    with pytest.raises(InputError, match="has 2 rows and 2 feature columns: give at least 512"):
        Toy.load(config, "toy")
    with pytest.raises(InputError, match="give one of the two"):
        Toy.load(config, "bent_30")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("n_latent", 20, "6 columns"),
        ("n_components", 20_000, "0 rows"),
        ("batch_size", 10**6, "0 rows"),
    ],
)
def test_no_more_is_asked_of_the_drawn_rows_than_they_have(
    field: str, value: Any, said: str
) -> None:
    with pytest.raises(InputError, match=f"{field}={value}: the data have [0-9]*{said}"):
        Toy.load(replace(CONFIG, **{field: value}), "toy")
