"""What is kept of a run: its loss, its failures, and the parameters it ends with."""

import math

import numpy as np
import pytest
import torch

from rdo.errors import Failure, InputError
from rdo.training import Ensemble, Observer, Schedule, fit
from rdo.training.history import HistoryRecorder, join_checkpoints
from rdo.training.step import State
from tests.training.problems import ebae, own_rows, rows

SHORT = Schedule(steps=40, batch_size=32, learning_rate=1e-3)

SEEDS = [3, 5]


def state(loss: list[float], died: list[int]) -> State:
    """Two replicas with one parameter each."""
    column = torch.arange(2.0)[:, None]
    terms = {"rate": torch.ones(2), "reconstruction": torch.tensor(loss)}
    memory = {"replay": torch.arange(4.0).reshape(2, 2)}
    return State(column, 2 * column, 3 * column, torch.tensor(died), terms, memory)


def test_a_failure_is_recorded_once_with_its_seed_step_and_cause() -> None:
    recorder = HistoryRecorder(SEEDS)
    recorder.collect(0, state([1.0, 2.0], [-1, -1]))
    recorder.collect(10, state([0.5, math.inf], [-1, 7]))
    recorder.collect(20, state([0.4, math.inf], [15, 7]))
    assert recorder.history.steps == [0, 10, 20]
    assert recorder.history.failures == [
        Failure(5, 7, "the reconstruction term is not finite"),
        Failure(3, 15, "the gradient is not finite"),
    ]
    np.testing.assert_array_equal(recorder.history.terms["reconstruction"][1], [0.5, math.inf])


def test_a_failure_is_not_laid_to_a_term_that_is_not_trained() -> None:
    recorder = HistoryRecorder(SEEDS, ["rate"])
    recorder.collect(10, state([0.5, math.inf], [-1, 7]))
    assert recorder.history.failures == [Failure(5, 7, "the gradient is not finite")]


def test_a_checkpoint_without_a_seed_is_refused_by_name() -> None:
    kept = of_seeds([2, 4], {}).checkpoint(21, of_values([2.0, 4.0], [-1, -1]), 3.0)
    with pytest.raises(InputError, match=r"the checkpoint has \[2, 4\], and not 7"):
        HistoryRecorder([2, 7]).restore(kept, torch.device("cpu"))


def test_the_least_is_kept_per_replica_and_nan_is_never_the_least() -> None:
    recorder = HistoryRecorder(SEEDS)
    for k, values in enumerate([[math.nan, 3.0], [2.0, math.nan], [2.5, 1.0], [math.nan, 4.0]]):
        recorder.keep_least(np.array(values), torch.full((2, 1), float(k)))
    assert recorder.best is not None
    assert recorder.best.tolist() == [[1.0], [2.0]]


def test_a_checkpoint_gives_back_the_history_and_the_state() -> None:
    recorder, resumed = HistoryRecorder(SEEDS), HistoryRecorder(SEEDS)
    recorder.collect(0, state([1.0, 2.0], [-1, -1]))
    recorder.collect(10, state([0.5, math.inf], [-1, 7]))
    recorder.observe(10, {"auc": np.array([0.7, 0.9])})
    recorder.keep_least(np.array([1.0, 2.0]), torch.ones(2, 1))
    last = state([0.5, math.inf], [-1, 7])
    checkpoint = recorder.checkpoint(11, last, seconds=12.5)
    found = resumed.restore(checkpoint, torch.device("cpu"))
    torch.testing.assert_close(found._asdict(), last._asdict())
    assert resumed.history.seconds == 12.5
    assert resumed.history.steps == [0, 10]
    assert resumed.history.observed_at == [10]
    assert resumed.history.failures == recorder.history.failures
    np.testing.assert_array_equal(resumed.history.observed["auc"], [[0.7, 0.9]])
    for name, values in recorder.history.terms.items():
        np.testing.assert_array_equal(resumed.history.terms[name], values)
    assert resumed.best is not None
    assert torch.equal(resumed.best, torch.ones(2, 1))


def of_seeds(seeds: list[int], failures: dict[int, int]) -> HistoryRecorder:
    """Recorded at steps 0, 10 and 20; some seeds stop at a step, and a value is the seed's own."""
    recorder = HistoryRecorder(seeds)
    for step in (0, 10, 20):
        died = [failures[s] if failures.get(s, 99) <= step else -1 for s in seeds]
        recorder.collect(step, of_values([step + s for s in seeds], died))
    recorder.observe(20, {"auc": np.array([s / 10 for s in seeds])})
    recorder.keep_least(np.array([float(s) for s in seeds]), torch.tensor(seeds)[:, None] * 1.0)
    return recorder


def of_values(values: list[float], died: list[int]) -> State:
    column = torch.tensor(values, dtype=torch.float32)[:, None]
    terms = {"rate": column[:, 0]}
    return State(column, 2 * column, 3 * column, torch.tensor(died), terms, {"replay": column})


def test_checkpoints_of_parts_are_joined_to_that_of_all_in_any_order() -> None:
    failures = {4: 15, 9: 12, 2: 3}
    whole = of_seeds([2, 4, 7, 9], failures)
    end = of_values([2.0, 4.0, 7.0, 9.0], [3, 15, -1, 12])
    parts = [
        of_seeds([4, 9], failures).checkpoint(21, of_values([4.0, 9.0], [15, 12]), 3.0),
        of_seeds([2, 7], failures).checkpoint(21, of_values([2.0, 7.0], [3, -1]), 4.0),
    ]
    joined = HistoryRecorder([2, 4, 7, 9])
    found = joined.restore(join_checkpoints(parts), torch.device("cpu"))
    torch.testing.assert_close(found._asdict(), end._asdict())
    assert joined.history.seconds == 7.0
    assert joined.history.failures == whole.history.failures
    assert [failure.seed for failure in whole.history.failures] == [2, 4, 9]
    for mine, its in (("terms", "rate"), ("observed", "auc")):
        np.testing.assert_array_equal(
            getattr(joined.history, mine)[its], getattr(whole.history, mine)[its]
        )
    assert joined.best is not None
    assert joined.best[:, 0].tolist() == [2.0, 4.0, 7.0, 9.0]


def test_parts_of_one_seed_or_of_different_steps_are_not_joined() -> None:
    parts = [
        of_seeds([seed], {}).checkpoint(step, of_values([1.0], [-1]), 1.0)
        for seed, step in ((1, 21), (1, 21), (2, 11))
    ]
    for some in (parts[:2], parts[1:]):
        with pytest.raises(InputError, match="all after the same step"):
            join_checkpoints(some)


def test_each_replica_ends_with_its_own_least() -> None:
    """The metric is least in the middle for one and at the end for the other."""
    metric = iter([[3.0, 3.0], [1.0, 2.0], [np.nan, 1.0]])
    seen: list[torch.Tensor] = []

    def evaluate(members: Ensemble) -> dict[str, np.ndarray]:
        seen.append(members.parameters)
        return {"error": np.array(next(metric))}

    ensemble = Ensemble.from_seeds(ebae, SEEDS)
    fit(
        ensemble,
        rows(),
        own_rows(2),
        SEEDS,
        Schedule(8, 16, 1e-3),
        observer=Observer(4, evaluate, keep_least="error"),
    )
    assert torch.equal(ensemble.parameters[0], seen[1][0])
    assert torch.equal(ensemble.parameters[1], seen[2][1])
