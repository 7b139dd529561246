"""What runs in Appendix A, against what the paper prints."""

from typing import get_args

import pytest

from rdo.errors import InputError
from replication.jacobian_orthonormality import EXPERIMENT
from replication.jacobian_orthonormality.config import (
    LABELS,
    PARTS,
    WAY_LABELS,
    WAYS,
    WayName,
    configure,
)
from replication.kit.labels import H


def test_the_paper_profile_has_the_printed_settings() -> None:
    toy, thyroid = configure("toy", "paper"), configure("thyroid", "paper")
    assert (toy.hidden, toy.n_latent, toy.n_components) == ((64, 32, 16), 3, 3)
    assert (toy.lambdas_d, toy.lambdas_log, toy.beta) == ((1e6, 1e6), (1e3, 1e4), 1e-3)
    assert (thyroid.hidden, thyroid.n_latent, thyroid.n_components) == ((30, 24), 6, 2)
    assert (thyroid.lambdas_d, thyroid.lambdas_log) == ((100, 10_000), (100, 1000))
    assert thyroid.beta == 1e-3
    assert {configure(part, "paper").learning_rate for part in PARTS} == {1e-4}
    assert configure("roll", "paper").ways == configure("toy", "paper").ways == tuple(WAYS)
    assert {configure(part, "paper").steps for part in PARTS} == {3_000, 15_000}


def test_ways_differ_in_one_thing_from_the_fast_one() -> None:
    assert set(WAYS) == set(get_args(WayName))
    fast = vars(WAYS["fast"])
    for name in ("gauge", "light", "cold", "steady", "stiff"):
        changed = [key for key, value in vars(WAYS[name]).items() if value != fast[key]]
        assert len(changed) == 1, name


def test_every_arm_has_a_label() -> None:
    assert set(LABELS) == {"beta_vae", "dagmm"} | {f"{way}_{h}" for way in WAY_LABELS for h in H}
    assert LABELS["light_d"].startswith("h(d) = d, fast, gauge fixed")


def test_ways_can_be_chosen_among_those_there_are() -> None:
    config, _ = EXPERIMENT.plan("cap", options={"ways": '["fast", "cold"]', "learning_rate": 1e-3})
    assert config.ways == ("fast", "cold")
    with pytest.raises(InputError, match="option ways"):
        EXPERIMENT.plan("cap", options={"ways": '["slow"]'})
