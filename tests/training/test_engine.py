"""The training loop."""

import math
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch

from rdo.errors import InputError
from rdo.models import MixtureAutoencoder, RaDOGAGA
from rdo.training import Ensemble, Observer, Schedule, fit
from rdo.training.draws import BatchStream, NoiseStream, glorot_generator, uniform
from tests.training.problems import ARCHITECTURE, dagmm, own_rows, radogaga, rows

SHORT = Schedule(steps=40, batch_size=32, learning_rate=1e-3)


@pytest.mark.parametrize("build", [radogaga, dagmm])
def test_every_parameter_moves_and_the_loss_falls(build: Callable[[], MixtureAutoencoder]) -> None:
    ensemble = Ensemble.from_seeds(build, [0, 1])
    before = ensemble.parameters.clone()
    history = fit(ensemble, rows(), own_rows(2), [0, 1], Schedule(300, 64, 1e-3))
    moved = ensemble.unflatten((ensemble.parameters != before).all(0))
    assert all(part.all() for part in moved.values())
    total = np.sum([np.asarray(values) for values in history.terms.values()], axis=0)
    assert (total[-10:].mean(0) < total[:10].mean(0)).all()
    assert history.failures == []
    assert history.steps[0] == 0
    assert history.steps[-1] == 299


def test_a_lone_replica_equals_the_same_seed_in_company() -> None:
    company = Ensemble.from_seeds(radogaga, [4, 7, 9]).double()
    alone = Ensemble.from_seeds(radogaga, [7]).double()
    schedule = Schedule(500, 32, 1e-3)
    fit(company, rows().double(), own_rows(3), [4, 7, 9], schedule)
    fit(alone, rows().double(), own_rows(3)[1:2], [7], schedule)
    torch.testing.assert_close(company.parameters[1:2], alone.parameters, rtol=1e-9, atol=1e-9)


def test_replicas_may_differ_in_every_scalar() -> None:
    variants = [(100.0, 1000.0, "log", 1e-3), (10.0, 500.0, "d", 1e-4), (20.0, 50.0, "log", 5e-4)]
    models = [
        RaDOGAGA(ARCHITECTURE, lambda1=a, lambda2=b, h=h)  # type: ignore[arg-type]
        for a, b, h, _ in variants
    ]
    for seed, model in enumerate(models):
        model.reset_parameters(glorot_generator(seed))
    together = Ensemble(models).double()
    rates = tuple(rate for *_, rate in variants)
    fit(together, rows(), own_rows(3), [0, 1, 2], Schedule(40, 32, rates))
    assert [together.replica(index).h for index in range(3)] == ["log", "d", "log"]
    for index, rate in enumerate(rates):
        alone = Ensemble([models[index]]).double()
        own = own_rows(3)[index : index + 1]
        fit(alone, rows(), own, [index], Schedule(40, 32, rate))
        torch.testing.assert_close(
            together.parameters[index], alone.parameters[0], rtol=1e-9, atol=1e-9
        )


def test_three_of_twenty_replicas_diverge_and_the_others_never_know() -> None:
    seeds, ill_ones = list(range(20)), {3: 0.0, 11: 1e25, 19: 1e30}
    healthy, ill = (Ensemble.from_seeds(radogaga, seeds) for _ in range(2))
    # An overflow at the start, and steps so long that they lead to one.
    rates = tuple(ill_ones.get(seed) or 1e-3 for seed in seeds)
    ill.buffers["lambda1"][3] = math.inf
    fit(healthy, rows(), own_rows(20), seeds, Schedule(40, 32, (1e-3,) * 20))
    history = fit(ill, rows(), own_rows(20), seeds, Schedule(40, 32, rates))
    assert {failure.seed for failure in history.failures} == set(ill_ones)
    others = [seed for seed in seeds if seed not in ill_ones]
    assert torch.equal(ill.parameters[others], healthy.parameters[others])
    assert ill.parameters.isfinite().all()


def test_the_loop_is_plain_training() -> None:
    """One replica against a loop anybody would write."""
    ensemble = Ensemble.from_seeds(radogaga, [3]).double()
    model = ensemble.replica(0).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for parameter in model.parameters():
        parameter.requires_grad_()
    noise = NoiseStream([3], model.noise_shapes(32), "train")
    batches = BatchStream([3], own_rows(1), 32, "train")
    for t in range(SHORT.steps):
        draws = {name: uniform(u[0], torch.float64) for name, u in noise.at(t).items()}
        terms = model.loss(rows().double()[batches.at(t)[0]], draws)
        optimizer.zero_grad()
        torch.stack(list(terms.values())).sum().backward()
        optimizer.step()
    fit(ensemble, rows(), own_rows(1), [3], SHORT)
    trained = torch.cat([p.detach().flatten() for p in model.parameters()])
    engine = torch.cat([p.flatten() for p in ensemble.unflatten(ensemble.parameters[0]).values()])
    torch.testing.assert_close(engine, trained, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(("weight", "cause"), [(math.inf, "reconstruction"), (1e38, "gradient")])
def test_a_replica_that_diverges_is_named_and_touches_nobody(weight: float, cause: str) -> None:
    healthy = Ensemble.from_seeds(radogaga, [0, 1, 2])
    ill = Ensemble.from_seeds(radogaga, [0, 1, 2])
    ill.buffers["lambda1"] = torch.tensor([100.0, weight, 100.0])
    before = ill.parameters.clone()
    fit(healthy, rows(), own_rows(3), [0, 1, 2], SHORT)
    history = fit(ill, rows(), own_rows(3), [0, 1, 2], SHORT)
    assert [(failure.seed, failure.step) for failure in history.failures] == [(1, 0)]
    assert cause in history.failures[0].cause
    others = [0, 2]
    torch.testing.assert_close(ill.parameters[others], healthy.parameters[others], rtol=0, atol=0)
    torch.testing.assert_close(ill.parameters[1], before[1], rtol=0, atol=0)


def test_only_the_named_terms_are_minimised() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0])
    before = {name: tensor.clone() for name, tensor in ensemble.named().items()}
    fit(ensemble, rows(), own_rows(1), [0], SHORT, terms=("reconstruction",))
    for name, tensor in ensemble.named().items():
        assert (tensor == before[name]).all() == name.startswith("estimation")


def test_what_cannot_be_trained_on_is_refused_and_changes_nothing() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    before = ensemble.parameters.clone()
    spoilt = rows()
    spoilt[3, 1] = torch.nan
    cases = [
        (rows(), own_rows(2), [0, 0], SHORT, "seeds=[0, 0]"),
        (rows(), own_rows(2), [0], SHORT, "seeds=[0]"),
        (rows(), own_rows(3), [0, 1], SHORT, "rows of shape (3, 150)"),
        (rows(), own_rows(2, 20), [0, 1], SHORT, "batch_size=32"),
        (spoilt, own_rows(2), [0, 1], SHORT, "NaN"),
        (rows(), own_rows(2), [0, 1], Schedule(1, 8, (1e-3,)), "learning_rate=(0.001,)"),
        (rows().long(), own_rows(2), [0, 1], SHORT, "data has type torch.int64"),
        (1e300 * rows().double(), own_rows(2), [0, 1], SHORT, "or ones beyond torch.float32"),
        (1e12 + rows().double(), own_rows(2), [0, 1], SHORT, "column 1, of which float32 leaves 1"),
        (rows(), own_rows(2) + 51, [0, 1], SHORT, "give numbers from 0 to 199, rows of data"),
        (rows(), own_rows(2) / 2, [0, 1], SHORT, "type float64: give (2, n), the row numbers"),
        (rows()[:, :4], own_rows(2), [0, 1], SHORT, "x of shape (32, 4): give (..., B, 5)"),
    ]
    for data, own, seeds, schedule, message in cases:
        with pytest.raises(InputError, match=re.escape(message)):
            fit(ensemble, data, own, seeds, schedule)
    with pytest.raises(InputError, match="terms='sparsity': give 'rate', 'reconstruction'"):
        fit(ensemble, rows(), own_rows(2), [0, 1], SHORT, terms=["sparsity"])
    assert (ensemble.parameters == before).all()


def test_rows_and_seeds_may_be_lists_or_arrays_of_any_whole_type() -> None:
    ends = []
    same: list[tuple[Any, Any]] = [
        (own_rows(2), [0, 1]),
        (own_rows(2).tolist(), range(2)),
        (own_rows(2).astype(np.uint16), np.arange(2)),
    ]
    for own, seeds in same:
        ensemble = Ensemble.from_seeds(radogaga, seeds)
        fit(ensemble, rows().double(), own, seeds, SHORT)
        ends.append(ensemble.parameters)
    assert torch.equal(ends[0], ends[1])
    assert torch.equal(ends[0], ends[2])


def test_a_replica_that_dies_on_the_way_keeps_the_state_before_its_death(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    healthy = Ensemble.from_seeds(radogaga, [0, 1, 2])
    stopped = Ensemble.from_seeds(radogaga, [0, 1, 2])
    ill = Ensemble.from_seeds(radogaga, [0, 1, 2])
    fit(healthy, rows(), own_rows(3), [0, 1, 2], SHORT)
    fit(stopped, rows(), own_rows(3), [0, 1, 2], Schedule(17, 32, 1e-3))
    honest = BatchStream.at
    spoilt_rows = torch.cat([rows(), torch.full((1, rows().shape[1]), 1e30)])

    def spoilt(self: BatchStream, step: int) -> np.ndarray:
        batch = honest(self, step).copy()
        if step == 17:
            batch[1] = len(rows())  # the row of the overflow
        return batch

    monkeypatch.setattr(BatchStream, "at", spoilt)
    history = fit(ill, spoilt_rows, own_rows(3), [0, 1, 2], SHORT)
    assert [(failure.seed, failure.step) for failure in history.failures] == [(1, 17)]
    assert torch.equal(ill.parameters[1], stopped.parameters[1])
    assert torch.equal(ill.parameters[[0, 2]], healthy.parameters[[0, 2]])


def test_an_observer_evaluates_every_so_many_steps_and_changes_nothing() -> None:
    seen: list[torch.Tensor] = []

    def evaluate(ensemble: Ensemble) -> dict[str, np.ndarray]:
        seen.append(ensemble.parameters.clone())
        return {"first": ensemble.parameters[:, 0].numpy()}

    ensemble, unseen = (Ensemble.from_seeds(radogaga, [0, 1]) for _ in range(2))
    start = ensemble.parameters.clone()
    history = fit(ensemble, rows(), own_rows(2), [0, 1], SHORT, observer=Observer(15, evaluate))
    fit(unseen, rows(), own_rows(2), [0, 1], SHORT)
    assert torch.equal(ensemble.parameters, unseen.parameters)
    assert history.observed_at == [0, 15, 30]
    assert torch.equal(seen[0], start)
    np.testing.assert_array_equal(history.observed["first"][2], seen[2][:, 0].numpy())


def test_two_runs_in_two_threads_are_as_each_alone() -> None:
    def trained(seeds: list[int]) -> torch.Tensor:
        ensemble = Ensemble.from_seeds(radogaga, seeds)
        fit(ensemble, rows(), own_rows(len(seeds)), seeds, SHORT)
        return ensemble.parameters

    runs = [[0], [0, 1]]
    alone = [trained(seeds) for seeds in runs]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(trained, runs))
    assert all(torch.equal(*pair) for pair in zip(alone, together, strict=True))
