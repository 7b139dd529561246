"""Appendix A from configuration to record."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from rdo.models import RaDOGAGA
from rdo.training import Ensemble, fix_gauge
from replication.jacobian_orthonormality import EXPERIMENT, HEADINGS
from replication.jacobian_orthonormality.config import PARTS
from replication.jacobian_orthonormality.data import SOURCES
from replication.jacobian_orthonormality.run import architecture
from replication.kit import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return short("linear")


def short(part: str, **options: object) -> Outcome:
    config, run = EXPERIMENT.plan(part)
    short = {"steps": 10, "warm_up_steps": 10, "observe_every": 5, **options}
    return EXPERIMENT.run(replace(config, **short), run)


def test_every_way_is_an_arm_and_the_others_have_no_size(outcome: Outcome) -> None:
    arms = outcome.arms
    everywhere = {
        f"{way}_{h}" for way in ("printed", "gauge", "fast", "light") for h in ("d", "log")
    }
    assert set(arms) == {*everywhere, "refixed_d", "refixed_log", "dagmm", "beta_vae"}
    for name in everywhere:
        assert set(HEADINGS) <= set(arms[name].metrics)
    assert "median" not in arms["beta_vae"].metrics
    assert arms["beta_vae"].metrics["off_diagonal"][0] is not None


def test_seeds_and_ways_do_not_change_places(outcome: Outcome) -> None:
    """Before training, the ways from Glorot's weights differ by their lambda2 alone."""
    d, log = (outcome.arrays[f"printed_{h}_median"][0] for h in ("d", "log"))
    part = PARTS["linear"]
    np.testing.assert_allclose(d / log, part.lambdas_d[1] / part.lambdas_log[1], rtol=1e-5)
    assert d[0] != pytest.approx(d[1], rel=1e-3)
    gauge = outcome.arrays["gauge_log_median"]
    assert gauge[0] == pytest.approx(1, abs=0.2)
    np.testing.assert_allclose(gauge[0], outcome.arrays["fast_log_median"][0], rtol=1e-6)
    assert not np.isclose(gauge[-1], outcome.arrays["fast_log_median"][-1]).any()


def test_ways_change_one_thing_at_a_time() -> None:
    ways = ("fast", "steady", "cold", "stiff")
    cylinder = short("roll", ways=ways)
    size = {way: cylinder.arrays[f"{way}_d_median"] for way in ways}
    # The gauge is fixed to the size of Eq. 10, whatever lambda2 makes of it.
    for way in ("fast", "steady", "stiff"):
        np.testing.assert_allclose(size[way][0], 1, rtol=0.1)
    assert (np.abs(np.log(size["cold"][0])) > 1).all()
    assert len(size["steady"]) > len(size["fast"])  # nothing is observed after the drop


def test_straight_lines_are_put_right_by_the_gauge_to_rounding(outcome: Outcome) -> None:
    refixed = outcome.arms["refixed_log"].metrics
    assert max(v or 0 for v in refixed["size_error"]) < 1e-4
    assert max(v or 0 for v in refixed["off_diagonal"]) < 1e-4
    assert refixed["lost"] == pytest.approx(outcome.arms["fast_log"].metrics["lost"])


@pytest.mark.parametrize("name", ["roll", "cap", "toy"])
def test_fixing_the_gauge_leaves_every_reconstruction_and_makes_the_mean_gram_the_identity(
    name: str,
) -> None:
    config = PARTS[name]
    rows = torch.from_numpy(SOURCES[name]().rows[:500])
    models = []
    for seed in range(2):
        model = RaDOGAGA(architecture(config, rows.shape[1]), lambda1=10.0, lambda2=100.0)
        model.reset_parameters(torch.Generator().manual_seed(seed))
        models.append(model)
    ensemble = Ensemble(models).double()
    x = rows.expand(2, -1, -1)
    before = ensemble.map("decode", ensemble.map("encode", x))
    fix_gauge(ensemble, x)
    after = ensemble.map("decode", ensemble.map("encode", x))
    torch.testing.assert_close(after, before, rtol=1e-9, atol=1e-9)
    mean = ensemble.map("gram", x).mean(1)
    identity = torch.eye(config.n_latent, dtype=torch.float64).expand(2, -1, -1)
    torch.testing.assert_close(mean, identity, rtol=1e-8, atol=1e-8)


def test_the_gauge_is_where_the_loss_is_least_among_linear_changes_of_the_latent() -> None:
    r"""Along z -> A z the loss is log|A| + tr(A^-T G A^-1) / 2: least at A = G^(1/2), or Q A."""
    rng = np.random.default_rng(0)
    root = rng.normal(size=(3, 3))
    gram = root @ root.T
    values, vectors = np.linalg.eigh(gram)
    best = vectors * np.sqrt(values) @ vectors.T

    def loss(change: np.ndarray) -> float:
        inverse = np.linalg.inv(change)
        scaling = np.trace(inverse.T @ gram @ inverse) / 2
        return float(np.log(abs(np.linalg.det(change))) + scaling)

    for _ in range(50):
        other = best @ (np.eye(3) + 0.3 * rng.normal(size=(3, 3)))
        assert loss(other) > loss(best)
    rotation = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert loss(rotation @ best) == pytest.approx(loss(best))
