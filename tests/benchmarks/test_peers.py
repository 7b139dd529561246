"""The comparison with what users have, on trainings too short to say anything of speed."""

import importlib.util
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks import peers, public_dagmm
from benchmarks.peers import Problem
from rdo.training import engine as training_engine
from rdo.training import step as training_step

NAMES = {"public_dagmm", "pyod_autoencoder", "pyod_deep_svdd"}


@pytest.fixture(autouse=True)
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_step, "_COMPILE_PAYS", 0)  # as it was, after the test
    monkeypatch.setattr(training_engine, "compiled", lambda step, *arguments, **options: step)


@pytest.fixture
def seeds_put_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PyOD seeds every global generator there is."""
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    with torch.random.fork_rng():
        kept = random.getstate(), np.random.get_state()  # noqa: NPY002
        yield
        random.setstate(kept[0])
        np.random.set_state(kept[1])  # noqa: NPY002


def small(steps: int = 3) -> Problem:
    return Problem.of("breast_cancer", 2, steps)


def test_every_step_has_a_whole_batch_of_rows_that_are_not_tested() -> None:
    problem = Problem.of("digits", 3, 20)
    assert problem.batch_size == 134  # six in 809 rows, where 128 would leave 41
    assert problem.steps == 24
    for split in problem.splits:
        assert len(split.train) == 6 * 134
        assert not set(split.train) & set(split.test)
    assert problem.steps_in_table == 200 * 7


def test_all_are_given_the_same_widths() -> None:
    problem = small()
    a = problem.model().architecture
    net = public_dagmm.PublicDAGMM(a)
    theirs = [tuple(p.shape) for p in net.parameters()]
    assert theirs == [tuple(p.shape) for p in problem.model().parameters()]


@pytest.mark.slow
def test_the_result_names_each_time_and_what_it_reaches(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    seeds_put_back: None,
) -> None:
    pytest.importorskip("pyod")
    given = ["--dataset", "breast_cancer", "--steps", "3", "--rounds", "3", "--replicas", "2"]
    peers.main([*given, "--json", "--out", str(tmp_path / "peers.json")])
    kept = json.loads((tmp_path / "peers.json").read_text())
    assert json.loads(capsys.readouterr().out) == kept
    assert set(kept["speedup"]) == NAMES
    assert set(kept["milliseconds"]) == set(kept["f1"]) == NAMES | {"rdo", "rdo_together"}
    assert min(kept["milliseconds"].values()) > 0
    assert 0 < kept["fetching_milliseconds"] < kept["milliseconds"]["public_dagmm"]
    assert {name: len(f1) for name, f1 in kept["f1"].items()} == {
        **dict.fromkeys(NAMES, 3),
        "rdo": 3,
        "rdo_together": 2,
    }
    alone, together = kept["f1"]["rdo"], kept["f1"]["rdo_together"]
    assert alone == [*together, together[0]]  # the third round has the first seed again
    assert kept["pyod"]


@pytest.mark.slow
def test_all_detect_after_a_short_training(seeds_put_back: None) -> None:
    problem = small(100)
    chosen = {"public_dagmm": peers.public}
    if importlib.util.find_spec("pyod"):
        chosen |= peers.PYOD
    f1 = {name: problem.f1(0, peer(problem, 0)[1]) for name, peer in chosen.items()}
    f1["rdo"] = problem.f1(0, peers.ours(problem, [0])[2][0])
    at_random = problem.table.y[problem.splits[0].test].mean()
    assert min(value or 0 for value in f1.values()) > at_random + 0.1, f1


def test_speedup_counts_the_set_up_in_whole_trainings_alone() -> None:
    best = {"rdo": 2.0, "rdo_together": 10.0}
    found = peers.speedup(8.0, best, setup=10.0, replicas=20, steps=1_000)
    assert found == {"one_seed": 4, "all_seeds": 16, "all_seeds_whole_training": 8}


def test_scores_that_are_nan_have_no_f1() -> None:
    problem = small()
    scores = np.zeros(len(problem.splits[0].test))
    assert problem.f1(0, scores) is not None
    scores[3] = np.nan
    assert problem.f1(0, scores) is None


def test_without_pyod_the_rest_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyod", None)
    given = ["--dataset", "breast_cancer", "--steps", "2", "--rounds", "1", "--replicas", "2"]
    peers.main([*given, "--out", str(tmp_path / "peers.json")])
    assert capsys.readouterr().err.count("pip install -e '.[peers]'") == 1
    kept = json.loads((tmp_path / "peers.json").read_text())
    assert set(kept["speedup"]) == {"public_dagmm"}
    assert kept["pyod"] is None
