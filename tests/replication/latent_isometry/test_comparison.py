"""Numbers that two arms have together."""

import numpy as np
import pytest

from replication.latent_isometry.coding import STEPS
from replication.latent_isometry.comparison import bits_at, compared
from replication.latent_isometry.config import ARMS

CURVE = np.array([[1.0, 0.2, 0.0], [4.0, 0.1, 0.0], [16.0, 0.0, 0.0]])


def test_bits_are_interpolated_by_their_logarithm_and_end_with_the_curve() -> None:
    assert bits_at(CURVE, 0.1) == pytest.approx(4)
    assert bits_at(CURVE, 0.15) == pytest.approx(2, rel=1e-3)
    assert bits_at(CURVE[::-1], 0.05) == pytest.approx(8, rel=1e-3)
    assert [bits_at(CURVE, 0.5), bits_at(CURVE, -1)] == pytest.approx([1, 16])


def test_a_point_that_a_cheaper_one_beats_does_not_count() -> None:
    beaten = np.concatenate([CURVE, [[2.0, 0.3, 0.0]]])
    assert bits_at(beaten, 0.15) == pytest.approx(bits_at(CURVE, 0.15), rel=0.01)


def test_a_network_that_says_nothing_gains_nothing() -> None:
    """Its images are as good as the mean image, which costs a plain code nothing."""
    plain = np.concatenate([[[0.0, 0.5, 0.0]], CURVE])
    nothing = np.tile(np.array([[0.0, 0.6, 0.0]]), (1, len(STEPS), 1))
    arrays = {f"{name}_curve": nothing for name in ARMS} | {
        f"{name}_curve": plain[None] for name in ("pca", "jpeg")
    }
    one = {"ssim": np.ones(1), "latents_95_means": np.ones(1)}
    values = compared(dict.fromkeys(ARMS, one), arrays)
    assert values["radogaga_bins"]["rate_over_pca"] == pytest.approx(1)


def test_what_needs_two_arms() -> None:
    found = {
        name: {"ssim": np.array([0.9 + k / 100, 0.8]), "latents_95_means": np.array([k + 1.0, 2.0])}
        for k, name in enumerate(ARMS)
    }
    own = np.tile(np.array([[2.0, 0.15, 0.0]]), (2, len(STEPS), 1))
    own[:, STEPS.index(1.0), 0] = [3.0, 1.0]
    arrays = {f"{name}_curve": own for name in ARMS} | {
        f"{name}_curve": np.stack([CURVE, CURVE]) for name in ("pca", "jpeg")
    }
    values = compared(found, arrays)
    order = list(ARMS)
    gap = abs(order.index("beta_vae_few") - order.index("radogaga")) / 100
    assert values["beta_vae_few"]["ssim_gap"] == pytest.approx([gap, 0])
    share = (order.index("radogaga") + 1) / (order.index("beta_vae_equal") + 1)
    assert values["radogaga"]["latents_share"] == pytest.approx([share, 1])
    assert "latents_share" not in values["beta_vae_few"]
    assert values["radogaga_bins"]["rate_over_pca"] == pytest.approx([1.5, 0.5], rel=1e-3)
    assert "rate_over_jpeg" in values["radogaga_squared"]
