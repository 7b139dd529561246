"""Appendix A from configuration to record."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from rdo.errors import InputError
from rdo.models import RaDOGAGA
from rdo.training import Ensemble, fix_gauge
from replication.jacobian_orthonormality import run as jacobian_orthonormality
from replication.jacobian_orthonormality.config import PARTS
from replication.jacobian_orthonormality.figures import (
    THREE_CLAIMS,
    along_training,
    steps_to_the_size,
    three_claims,
)
from replication.jacobian_orthonormality.run import WAYS, configure
from replication.kit.record import Outcome


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return short("linear")


def short(part: str) -> Outcome:
    config = replace(configure(part), steps=10, warm_up_steps=10, observe_every=5)
    return jacobian_orthonormality.run(config)


def test_every_way_is_an_arm_and_the_others_have_no_size(outcome: Outcome) -> None:
    arms = outcome.record.arms
    everywhere = {
        f"{way}_{h}" for way in ("printed", "gauge", "fast", "light") for h in ("d", "log")
    }
    assert set(arms) == {*everywhere, "refixed_d", "refixed_log", "dagmm", "beta_vae"}
    for name in everywhere:
        assert set(THREE_CLAIMS) <= set(arms[name].metrics)
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


def test_some_parts_change_one_thing_at_a_time() -> None:
    cylinder = short("roll")
    assert set(WAYS) < set(cylinder.record.arms)
    size = {way: cylinder.arrays[f"{way}_d_median"] for way in ("fast", "steady", "cold", "stiff")}
    # The gauge is fixed to the size of Eq. 10, whatever lambda2 makes of it.
    for way in ("fast", "steady", "stiff"):
        np.testing.assert_allclose(size[way][0], 1, rtol=0.1)
    assert (np.abs(np.log(size["cold"][0])) > 1).all()
    assert len(size["steady"]) > len(size["fast"])  # nothing is observed after the drop


def test_straight_lines_are_put_right_by_the_gauge_to_rounding(outcome: Outcome) -> None:
    refixed = outcome.record.arms["refixed_log"].metrics
    assert max(v or 0 for v in refixed["size_error"]) < 1e-4
    assert max(v or 0 for v in refixed["off_diagonal"]) < 1e-4
    assert refixed["lost"] == pytest.approx(outcome.record.arms["fast_log"].metrics["lost"])


@pytest.mark.parametrize("name", ["roll", "cap", "toy"])
def test_fixing_the_gauge_leaves_every_reconstruction_and_makes_the_mean_gram_the_identity(
    name: str,
) -> None:
    part = PARTS[name]
    rows = torch.from_numpy(part.rows()[:500])
    models = []
    for seed in range(2):
        model = RaDOGAGA(part.architecture(rows.shape[1]), lambda1=10.0, lambda2=100.0)
        model.reset_parameters(torch.Generator().manual_seed(seed))
        models.append(model)
    ensemble = Ensemble(models).double()
    x = rows.expand(2, -1, -1)
    before = ensemble.map("decode", ensemble.map("encode", x))
    fix_gauge(ensemble, x)
    after = ensemble.map("decode", ensemble.map("encode", x))
    torch.testing.assert_close(after, before, rtol=1e-9, atol=1e-9)
    mean = ensemble.map("gram", x).mean(1)
    identity = torch.eye(part.n_latent, dtype=torch.float64).expand(2, -1, -1)
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


def test_figures_show_every_arm(outcome: Outcome) -> None:
    figure = three_claims([outcome.record, outcome.record])
    assert len(figure.axes[0].get_yticklabels()) == len(outcome.record.arms)
    curves = along_training(outcome.arrays)
    assert all(len(axes.lines) == 4 for axes in curves.axes)
    plt.close("all")


def test_a_size_counts_from_where_it_stays(outcome: Outcome) -> None:
    at = np.array([0, 50, 100, 150])
    sizes = {
        "printed_d": [90, 1.1, 40, 3],  # once right, and lost again
        "printed_log": [90, 3, 1.9, 1.5],
        "gauge_d": [1, 1, 1.2, 1.3],
        "gauge_log": [1, 2.5, 1.4, 1.4],
    }
    arrays = {f"{name}_at": at for name in sizes}
    arrays |= {f"{name}_median": np.tile(np.array(v)[:, None], 3) for name, v in sizes.items()}
    table = steps_to_the_size(outcome.record, arrays)
    assert table["as printed"].tolist() == ["not within 150", "100"]
    assert table["gauge fixed"].tolist() == ["10", "110"]  # the warm-up of ten steps counted


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dataset": "torus"}, "dataset='torus': jacobian_orthonormality knows linear, roll"),
        ({"profile": "long"}, "profile='long'"),
        ({"seeds": 0}, "seeds=0"),
    ],
)
def test_bad_configurations_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        configure(**arguments)  # type: ignore[arg-type]
