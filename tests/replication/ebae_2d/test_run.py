"""Section 4 of the EBAE supplement from configuration to record."""

import numpy as np
import pytest
import torch

from rdo.datasets import distance_to_squares, two_squares
from replication.ebae_2d import EXPERIMENT
from replication.ebae_2d import run as ebae_2d
from replication.ebae_2d.config import Config
from replication.ebae_2d.mass import MARGIN, TEMPERATURES
from replication.ebae_2d.run import chains
from replication.kit import Result
from replication.ledger import load_claims
from tests.replication.ebae_2d.conftest import Watched


def test_the_record_has_what_the_claims_and_the_tables_ask_for(result: Result) -> None:
    claims = [claim for claim in load_claims() if claim.experiment == "ebae_2d"]
    assert claims
    arms = result.record.arms
    for claim in claims:
        assert claim.dataset == result.record.dataset
        assert None not in arms[claim.method].metrics[claim.metric]
    assert set(arms["ebae"].metrics) >= set(EXPERIMENT.headings)


def test_the_fall_is_the_ratio_of_before_to_after(result: Result) -> None:
    before, after = (result.record.arms[name].metrics for name in ("autoencoder", "ebae"))
    for name in TEMPERATURES:
        ratio = np.divide(before[f"outside_{name}"], after[f"outside_{name}"])  # type: ignore[arg-type]
        assert after[f"fall_{name}"] == pytest.approx(ratio)


def test_the_mass_is_that_of_the_stored_energies(result: Result) -> None:
    axis = result.arrays["axis"]
    y, x = np.meshgrid(axis, axis, indexing="ij")
    outside = distance_to_squares(np.stack([x, y], axis=-1)) > MARGIN
    for name in ("autoencoder", "ebae"):
        energy = result.arrays[f"{name}_energy"].astype(float)
        for key, temperature in TEMPERATURES.items():
            density = np.exp(-energy / temperature)
            expected = density[:, outside].sum(1) / density.sum((1, 2))
            metrics = result.record.arms[name].metrics
            assert metrics[f"outside_{key}"] == pytest.approx(expected, rel=1e-4)
            log_omega = np.log(density.sum((1, 2)) * (axis[1] - axis[0]) ** 2)
            assert metrics[f"log_normaliser_{key}"] == pytest.approx(log_omega, abs=1e-4)


def test_energies_lie_on_the_grid_as_the_figures_read_them(watched: Watched) -> None:
    """The second index goes along x1."""
    result, states = watched
    ensemble, axis = states[1][0], result.arrays["axis"]
    points = torch.tensor([[axis[40], axis[10]], [axis[70], axis[50]]], dtype=torch.float32)
    energy = ensemble.map("energy", points.expand(2, 2, 2)).numpy()
    found = result.arrays["ebae_energy"][:, [10, 50], [40, 70]]
    np.testing.assert_allclose(found, energy, rtol=1e-4)


def test_ebae_goes_on_from_the_autoencoder_and_leaves_its_decoder_alone(watched: Watched) -> None:
    result, ((plain, _), (ensemble, start)) = watched
    assert torch.equal(plain.parameters, start)
    z = torch.linspace(-1, 1, 9).expand(2, 9).unsqueeze(-1)
    x = torch.randn(2, 9, 2, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(ensemble.map("decode", z), plain.map("decode", z))
    curve = ensemble.map("decode", z)
    np.testing.assert_allclose(result.arrays["curve"][:, ::50], curve, atol=1e-6)
    assert (ensemble.map("encode", x) - plain.map("encode", x)).abs().max() > 1e-3


def test_the_temperature_is_that_of_the_chains_used(result: Result) -> None:
    """T = s^2 / lambda, of both chains."""
    config = result.record.arms["ebae"].config["chains"]
    for name in ("latent", "visible"):
        assert getattr(chains(Config(20, 10)), name).temperature() == TEMPERATURES["own"]
        chain = config[name]
        assert chain["noise"] ** 2 / chain["step"] == pytest.approx(TEMPERATURES["own"])
        assert chain["step"] == 0.1  # as printed, like the ten steps and the interval
        assert config[f"{name}_steps"] == 10
    assert tuple(config["latent"]["bounds"]) == (-1, 1)
    assert config["replay_share"] == 0


def test_each_seed_has_its_own_rows_and_the_negatives_have_a_batch(result: Result) -> None:
    for seed, rows in enumerate(result.arrays["rows"]):
        np.testing.assert_allclose(rows, two_squares(200, seed=seed), rtol=1e-6)
    for name in ("negatives_before", "negatives"):
        assert result.arrays[name].shape == (2, 128, 2)
        assert np.isfinite(result.arrays[name]).all()


def test_the_networks_are_those_of_section_4() -> None:
    encoder, decoder = ebae_2d._networks()
    assert encoder.widths == {"sizes": [2, 200, 200, 1], "bounded": True}
    assert decoder.widths == {"sizes": [1, 200, 200, 2], "bounded": False}
