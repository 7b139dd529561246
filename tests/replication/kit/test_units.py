"""What a worker is asked for, and what it gives back."""

from dataclasses import replace

import pytest

from rdo.errors import InputError
from replication.finding import find
from replication.kit.run import UnitDone
from replication.kit.units import Unit, run_unit, units_of
from replication.ledger.provenance import library_versions
from replication.ledger.sources import loaded_digests

BRIEF = {"steps": "8", "warm_up_steps": "4", "batch_size": "32"}


def units(seeds: int, start: str = "gauge") -> list[Unit]:
    experiment = find("table1")
    config, run = experiment.plan("breast_cancer", seeds=seeds, start=start, options=BRIEF)
    return units_of(experiment, config, run)


def test_units_are_blocks_of_seeds_of_each_training() -> None:
    found = units(seeds=7)
    assert [one.name for one in found][:4] == [
        "dagmm-0-4",
        "dagmm-5-6",
        "radogaga_d-0-4",
        "radogaga_d-5-6",
    ]
    assert [one.run.seeds for one in found[:2]] == [(0, 1, 2, 3, 4), (5, 6)]
    assert len({one.name for one in found}) == 2 * 5
    of_glorot = {one.run.training for one in units(seeds=2, start="glorot")}
    assert of_glorot == {"radogaga_d", "radogaga_log"}


@pytest.mark.parametrize(("name", "part"), [("analytic_h", "linear"), ("ssim_quadratic", "digits")])
def test_what_trains_nothing_has_no_units(name: str, part: str) -> None:
    experiment = find(name)
    assert units_of(experiment, *experiment.plan(part)) == []


def test_a_unit_gives_the_last_checkpoint_of_each_stage_of_its_training() -> None:
    unit = next(one for one in units(seeds=2) if one.run.training == "radogaga_d")
    found = run_unit(unit, loaded_digests(), library_versions())
    assert {stage: one.step for stage, one in found.items()} == {
        "radogaga_d-start": 4,
        "radogaga_d-train": 8,
    }
    assert {tuple(one.notes["seeds"]) for one in found.values()} == {(0, 1)}


def test_a_worker_of_other_sources_or_libraries_refuses() -> None:
    unit = units(seeds=1)[0]
    sources, versions = loaded_digests(), library_versions()
    with pytest.raises(InputError, match=r"sources: a worker has another rdo/errors\.py than"):
        run_unit(unit, {**sources, "rdo/errors.py": "0" * 64}, versions)
    with pytest.raises(InputError, match=r"another numpy than .*, and 1 more differ; start work"):
        run_unit(unit, sources, {**versions, "torch": "0.1", "numpy": "0.1"})


def test_a_run_for_one_training_ends_after_it() -> None:
    _, run = find("table1").plan("breast_cancer")
    assert list(run.apart(["a", "b"])) == ["a", "b"]
    of_one = replace(run, training="b").apart(["a", "b", "c"])
    assert next(of_one) == "b"
    with pytest.raises(UnitDone):
        next(of_one)
