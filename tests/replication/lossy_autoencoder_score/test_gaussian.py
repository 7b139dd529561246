"""The closed form for Gaussians."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import gaussian_map
from replication.kit import Result, run_experiment
from replication.lossy_autoencoder_score.gaussian import _residual


def test_the_closed_form_is_what_minimising_finds_and_radogagas_ab(
    results: dict[str, Result],
) -> None:
    linear = results["gaussian"].record.arms["linear"].metrics
    assert linear["map_error"][0] == pytest.approx(0, abs=1e-6)
    assert linear["ab_error"][0] == pytest.approx(0, abs=1e-12)
    assert linear["collapsed"][0] == pytest.approx(0, abs=1e-2)


def test_a_wrong_map_of_a_gaussian_misses_equation_7() -> None:
    score, lam = -np.eye(2), 0.1
    k = gaussian_map(np.eye(2), lam)
    assert _residual(k, score, lam) < 1e-12
    assert _residual(k * 1.001, score, lam) > 1e-3


def test_one_share_tells_no_order() -> None:
    with pytest.raises(InputError, match=r"lams=\[0\.1\]: give a list .*, at least 2"):
        run_experiment("lossy_autoencoder_score", dataset="gaussian", options={"lams": [0.1]})
