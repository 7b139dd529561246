"""M, V and L, as printed and as they should be."""

import numpy as np
import pytest

from rdo.theory import SSIMForm
from replication.ssim_quadratic.matrices import of_matrices, printed_form, printed_matrices


def draw() -> tuple[SSIMForm, np.ndarray]:
    """Windows of 3 x 3 pixels, and a disturbance of each."""
    rng = np.random.default_rng(0)
    return SSIMForm(rng.uniform(0.2, 1, (6, 9))), rng.normal(size=(6, 9))


def test_printed_matrices_are_to_the_letter() -> None:
    m, v = printed_matrices(9)
    assert m.shape == v.shape == (9, 9)
    assert (m == 1 / 9).all()
    assert np.diag(v) == pytest.approx(2 / 9)
    assert v[0, 1] == pytest.approx(-1 / 9)


def test_the_printed_form_is_theirs_with_the_windows_weights() -> None:
    form, dx = draw()
    m, v = printed_matrices(9)
    expected = [
        d @ (a * m + b * v) @ d
        for d, a, b in zip(dx, form.mean_weight, form.variance_weight, strict=True)
    ]
    assert printed_form(form, dx) == pytest.approx(expected)


def test_what_is_printed_is_wrong_and_the_rest_right_to_rounding() -> None:
    values = of_matrices(*draw())
    for name in ("m", "v", "l"):
        assert values[name]["error"] == pytest.approx(0, abs=1e-12)
        assert values[f"{name}_printed"]["error"] > 0.1
    assert (values["m"]["rank"], values["v"]["rank"]) == (1, 8)
    assert values["form"]["least_eigenvalue"] > 0
    assert values["form_printed"]["least_eigenvalue"] < 0
    # N the width: V has -(N - 1) / N on constants, and 1 / N on the rest.
    assert values["v_printed"]["least_eigenvalue"] == pytest.approx(-2)
