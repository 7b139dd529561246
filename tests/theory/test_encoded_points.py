"""Information and divergences of encoded points, against other quadratures and closed forms."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from rdo.errors import InputError
from rdo.theory import EncodedPoints


def points(weights: Any, means: Any, variances: Any) -> EncodedPoints:
    return EncodedPoints(np.array(weights), np.array(means), np.array(variances))


LINE = points([0.2, 0.5, 0.3], [[-1.5], [0.2], [2.0]], [[0.3], [0.6], [0.2]])
PLANE = points([0.4, 0.6], [[-1.0, 0.5], [1.2, 0.0]], [[0.3, 0.5], [0.4, 0.25]])


def test_a_line_agrees_with_adaptive_quadrature() -> None:
    parts = [
        norm(m, np.sqrt(v)) for m, v in zip(LINE.means[:, 0], LINE.variances[:, 0], strict=True)
    ]

    def density(z: float) -> float:
        return float(sum(w * part.pdf(z) for w, part in zip(LINE.weights, parts, strict=True)))

    def integral(function: Any) -> float:
        cuts = [-9.0, -1.5, 0.2, 2.0, 9.0]
        return sum(float(quad(function, *pair, epsabs=1e-10)[0]) for pair in pairwise(cuts))

    divergence = integral(lambda z: density(z) * (np.log(density(z)) - norm.logpdf(z)))
    assert LINE.divergence() == pytest.approx(divergence, abs=1e-8)
    wide = integral(lambda z: density(z) * (np.log(density(z)) - norm.logpdf(z, 0, 1.5)))
    assert LINE.divergence(2.25) == pytest.approx(wide, abs=1e-8)
    entropy = -integral(lambda z: density(z) * np.log(density(z)))
    conditional = LINE.weights @ [part.entropy() for part in parts]
    assert LINE.information() == pytest.approx(entropy - conditional, abs=1e-8)


def test_information_and_divergence_add_up_to_the_rate_in_the_plane() -> None:
    assert PLANE.information() + PLANE.divergence() == pytest.approx(PLANE.rate(), abs=1e-9)


def test_points_far_apart_tell_which_one_it_was() -> None:
    far = points([0.25, 0.75], [[-9.0, 0], [9.0, 0]], np.full((2, 2), 0.5))
    assert far.information() == pytest.approx(-0.25 * np.log(0.25) - 0.75 * np.log(0.75))
    assert far.capacity() == pytest.approx(np.log(2))


def test_factors_alike_in_every_point_tell_nothing() -> None:
    same = points([0.5, 0.5], [[0.3], [0.3]], [[2.0], [2.0]])
    assert same.information() == pytest.approx(0, abs=1e-12)
    assert same.divergence() == pytest.approx((0.09 + 2 - 1 - np.log(2)) / 2)


def test_capacity_is_the_largest_information_over_the_weights() -> None:
    def less(w: float) -> float:
        return -points([w, 1 - w], LINE.means[:2], LINE.variances[:2]).information()

    best = minimize_scalar(less, bounds=(0.01, 0.99), method="bounded", options={"xatol": 1e-9})
    pair = points([0.9, 0.1], LINE.means[:2], LINE.variances[:2])
    assert pair.capacity() == pytest.approx(-best.fun, abs=1e-6)
    assert pair.information() < pair.capacity() - 0.05


def test_what_is_no_set_of_points_is_refused() -> None:
    good = ([0.5, 0.5], [[0.0], [1.0]], [[1.0], [1.0]])
    for place, bad, said in (
        (0, [0.5, 0.6], "weights: give positive numbers that add up to 1"),
        (1, [[0.0] * 3] * 2, "give one or two dimensions"),
        (1, [[0.0], [1e9]], "give points nearer"),
        (2, [[1.0], [0.0]], "variances holds 0"),
    ):
        with pytest.raises(InputError, match=said):
            points(*[bad if k == place else part for k, part in enumerate(good)])
    with pytest.raises(InputError, match=r"variances of shape \(3,\): give one number, or 1"):
        LINE.divergence([1.0, 1.0, 1.0])
