"""What Appendix D's parts run on."""

import pytest

from rdo.errors import InputError
from replication.analytic_h import EXPERIMENT
from replication.analytic_h.config import ClosedForms, CurvedNetworks, StraightNetworks
from replication.ledger import find_record


@pytest.mark.parametrize(
    ("part", "kind", "steps", "warm_up_learning_rate"),
    [
        ("gaussian", StraightNetworks, {"smoke": 200, "reduced": 1_500, "paper": 6_000}, 1e-2),
        ("uniform", CurvedNetworks, {"smoke": 200, "reduced": 3_750, "paper": 15_000}, 1e-3),
        ("bimodal", CurvedNetworks, {"smoke": 200, "reduced": 3_750, "paper": 15_000}, 1e-3),
    ],
)
def test_profiles_differ_in_steps_and_seeds_alone(
    part: str, kind: type, steps: dict[str, int], warm_up_learning_rate: float
) -> None:
    for profile, expected in steps.items():
        config, run = EXPERIMENT.plan(part, profile)
        assert config == kind(
            expected, 256, 1e-3, 200 if profile == "smoke" else 1_000, warm_up_learning_rate
        )
        assert len(run.seeds) == {"smoke": 2, "reduced": 3, "paper": 5}[profile]


def test_the_closed_forms_are_the_same_in_every_profile_and_have_one_seed() -> None:
    for profile in ("smoke", "reduced", "paper"):
        config, run = EXPERIMENT.plan("linear", profile)
        assert config == ClosedForms()
        assert run.seeds == (0,)
    with pytest.raises(InputError, match="seeds=3: nothing in linear is random"):
        EXPERIMENT.plan("linear", seeds=3)


def test_the_sweep_lies_on_either_side_of_the_line() -> None:
    config, _ = EXPERIMENT.plan("gaussian")
    assert min(config.sweep) < 2 < max(config.sweep)
    assert 2 in config.sweep


def test_every_stored_arm_has_a_label() -> None:
    for part in EXPERIMENT.parts:
        record = find_record("analytic_h", part)
        assert record is not None
        assert record.arms.keys() <= EXPERIMENT.labels.keys()
