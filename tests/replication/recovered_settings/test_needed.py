"""What an exploration and a confirmation train, each once."""

from dataclasses import replace
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.kit.labels import METHODS
from replication.kit.units import units_of
from replication.recovered_settings import EXPERIMENT, needed
from replication.recovered_settings.choice import explored
from replication.recovered_settings.config import configure
from replication.recovered_settings.needed import (
    Training,
    chosen_for,
    needed_for,
    needed_to_confirm,
    trainings,
)
from replication.recovered_settings.readings import RULE

TEST = frozenset({"test_mixture"})
STANDARD = frozenset({"standard"})


def test_readings_that_share_a_training_need_it_once() -> None:
    config = configure("breast_cancer", "smoke")
    found = needed_for(config, "breast_cancer", [RULE, TEST, STANDARD, STANDARD | TEST])
    assert found == {
        f"table1_{method}_{name}": Training("table1", method, reading)
        for name, reading in (("rule", RULE), ("standard", STANDARD))
        for method in METHODS
    }


def test_a_confirmation_needs_what_was_chosen_once() -> None:
    config = configure("breast_cancer", "paper")
    by_role = {"common": TEST, "own": STANDARD | TEST, "highest": RULE}
    readings = {f"{role}_table1_{m}": reading for role, reading in by_role.items() for m in METHODS}
    found = needed_to_confirm(config, "breast_cancer", readings)
    assert len(found) == 2 * len(METHODS)
    assert {training.departures for training in found.values()} == {RULE, STANDARD}


def test_a_sweep_has_a_unit_for_each_training_and_block_of_seeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "paper", 10)
    readings = {
        f"{role}_table1_{m}": STANDARD for role in ("common", "own", "highest") for m in METHODS
    }
    monkeypatch.setattr(needed, "chosen_for", lambda run: readings)
    names = [f"table1_{method}_standard" for method in METHODS]
    assert trainings(config, run) == tuple(names)
    units = [f"{name}-{block}" for name in names for block in ("0-4", "5-9")]
    assert [unit.name for unit in units_of(EXPERIMENT, config, run)] == units


def test_an_exploration_begins_with_its_single_readings() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "smoke", options={"steps": 2})
    found = trainings(replace(config, readings=("rule", "standard")), run)
    assert found == tuple(
        f"table1_{method}_{name}" for name in ("rule", "standard") for method in METHODS
    )


def test_what_is_chosen_is_of_what_was_explored() -> None:
    part, record = next(iter(explored().items()))
    _, run = EXPERIMENT.plan(part, "paper")
    chosen = chosen_for(run)
    assert len(chosen) == 3 * len(METHODS) * len(record.config["tables"])


def test_explorations_are_looked_for_where_the_run_keeps_its_results(tmp_path: Path) -> None:
    part = next(iter(explored()))
    _, run = EXPERIMENT.plan(part, "paper")
    with pytest.raises(InputError, match="its readings were not explored"):
        chosen_for(replace(run, results=tmp_path))


def test_nothing_is_confirmed_that_was_not_explored() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "paper", 1)
    with pytest.raises(InputError, match=r"readings were not explored.*--profile reduced"):
        EXPERIMENT.run(config, run)
