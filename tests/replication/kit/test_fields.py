"""Every configuration of every profile has values that its own fields allow."""

from dataclasses import fields
from typing import Any

import pytest

from rdo.errors import InputError
from replication.finding import find, names
from replication.kit.fields import check_rising
from replication.kit.options import with_options


@pytest.mark.parametrize("name", names())
def test_the_profiles_keep_to_the_fields_limits(name: str) -> None:
    experiment = find(name)
    for part in experiment.parts:
        for profile in ("smoke", "reduced", "paper"):
            config = experiment.configure(part, profile)
            values: dict[str, Any] = {f.name: getattr(config, f.name) for f in fields(config)}
            assert with_options(config, values, name) == config


def test_an_order_needs_values_that_rise() -> None:
    check_rising("lams", (0.1, 0.2, 0.4))
    for values in ((0.1, 0.1), (0.2, 0.1), (0.1, 0.1001)):
        with pytest.raises(InputError, match=r"lams=.*: give rising numbers"):
            check_rising("lams", values)


@pytest.mark.parametrize(
    ("name", "part", "options", "said"),
    [
        ("analytic_h", "gaussian", {"sweep": [3]}, "at least one number up to 1.9"),
        ("analytic_h", "gaussian", {"lambda2": [1.0] * 90}, "give lists of at most 500"),
        ("continuous_pca", "gaussian", {"n_latent": 1}, "give a whole number from 2 to 4,096"),
        ("ebae_2d", None, {"rows": 1}, "from 2 to 1,000,000"),
        ("ebae_2d", None, {"rows": 100}, "batch_size=128: the data have 100 rows"),
        ("langevin_stationary", "trained", {"rows": 9}, "batch_size=1024: the data have 9 rows"),
        ("langevin_stationary", "mixture", {"lams": [1e-5, 1e-3]}, "from 0.0001 to 1"),
        ("langevin_stationary", "mixture", {"printed_lams": [0.1, 0.1]}, "give rising numbers"),
        ("ssim_quadratic", "digits", {"width": 1}, "from 2 to 32"),
        ("ssim_quadratic", "digits", {"width": 20}, "side=8, width=20: give pictures with room"),
        ("principal_plane", "digits", {"points": 3}, "from 6 to 20,000"),
        ("ood_detection", "digits", {"n_latent": 4096}, "from 1 to 784"),
        ("ebae_ablation", "config1", {"width": 1e6}, "from 0.01 to 100"),
        ("lossy_autoencoder_score", None, {"lams": [0.1]}, "at least 2"),
        ("langevin_sampling", None, {"sweep": [[2, 1e300]]}, "a number from 0 to 1e"),
        ("table1", None, {"n_components": 100_000}, "a whole number from 1 to 4,096"),
        ("toy_density", None, {"learning_rate": 10}, "a number from 1e-10 to 1"),
    ],
)
def test_what_would_fail_inside_is_refused_at_the_plan(
    name: str, part: str | None, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        find(name).plan(part, options=options)
