"""Runs that are cut and go on."""

import multiprocessing
import os
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from rdo.errors import InputError
from rdo.models import Autoencoder
from rdo.nn import mlp_pair
from rdo.training import Checkpoints, Ensemble, History, Observer, Schedule, fit
from rdo.training.checkpoints import Checkpoint
from rdo.training.history import join_checkpoints
from tests.training.interruption import KilledError, Mortal, survivor
from tests.training.problems import own_rows, radogaga, rows

SCHEDULE = Schedule(60, 32, 1e-3)
SEEDS = [0, 1, 2]


def train(checkpoints: Checkpoints | None = None) -> tuple[torch.Tensor, History]:
    ensemble = Ensemble.from_seeds(radogaga, SEEDS)
    ensemble.buffers["lambda1"] = torch.tensor([100.0, torch.inf, 100.0])  # one replica fails
    observer = Observer(20, lambda e: {"norm": e.parameters.square().sum(1).sqrt().numpy()})
    history = fit(
        ensemble, rows(), own_rows(3), SEEDS, SCHEDULE, checkpoints=checkpoints, observer=observer
    )
    return ensemble.parameters, history


@pytest.mark.parametrize("step", [1, 7, 33, 59])
def test_a_run_that_was_cut_ends_as_the_unbroken_one(tmp_path: Path, step: int) -> None:
    parameters, history = train()
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, step))
    parameters_again, resumed = train(survivor(tmp_path))
    assert torch.equal(parameters_again, parameters)
    assert resumed.steps == history.steps
    assert resumed.failures == history.failures
    assert [failure.seed for failure in resumed.failures] == [1]
    assert resumed.observed_at == history.observed_at == [0, 20, 40, 60]
    for name, values in history.terms.items():
        np.testing.assert_array_equal(np.stack(resumed.terms[name]), np.stack(values))
    norms = np.stack(history.observed["norm"])
    np.testing.assert_array_equal(np.stack(resumed.observed["norm"]), norms)
    assert (np.diff(norms, axis=0)[:, [0, 2]] != 0).all()  # seed 1 stopped at once


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    parameters, _ = train(survivor(tmp_path))
    assert survivor(tmp_path).latest() is not None
    again, _ = train(survivor(tmp_path))
    assert torch.equal(again, parameters)


def test_two_checkpoints_are_kept(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, 9))
    names = sorted(path.name for path in tmp_path.glob("step-*"))
    stems = ("step-000000008", "step-000000009")
    assert names == [f"{stem}.{kind}" for stem in stems for kind in ("json", "safetensors")]


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how == "truncate":
        path.write_bytes(content[: len(content) // 2])
    elif how == "edit":
        path.write_bytes(content.replace(b'"step": 9', b'"step": 5').replace(b"\x3f", b"\x3e", 1))
    else:
        path.unlink()


@pytest.mark.parametrize("kind", ["json", "safetensors"])
@pytest.mark.parametrize("how", ["truncate", "edit", "remove"])
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(
    tmp_path: Path, kind: str, how: str
) -> None:
    parameters, _ = train()
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, 9))
    spoil(tmp_path / f"step-000000009.{kind}", how)
    if (kind, how) == ("json", "remove"):  # then it was never finished, and nothing is amiss
        assert_step(survivor(tmp_path).latest(), 8)
    else:
        with pytest.warns(UserWarning, match=r"step-000000009 in .* is damaged"):
            assert_step(survivor(tmp_path).latest(), 8)
        with pytest.warns(UserWarning, match="damaged"):
            assert torch.equal(train(survivor(tmp_path))[0], parameters)


def assert_step(checkpoint: Checkpoint | None, step: int) -> None:
    assert checkpoint is not None
    assert checkpoint.step == step


def test_a_checkpoint_of_another_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, 3))
    other = Checkpoints(tmp_path, {"name": "other"})
    for ask in (other.latest, other.check_run):
        with pytest.raises(InputError, match=r"of another run \(name was 'test', now 'other'\)"):
            ask()
    survivor(tmp_path).check_run()


def test_what_differs_between_two_runs_is_named_to_the_file(tmp_path: Path) -> None:
    sources = {f"rdo/{name}.py": name for name in "abcd"}
    run = {"seeds": [0, 1], "sources": sources}
    Checkpoints(tmp_path, run).save(Checkpoint(1, {"x": torch.ones(2)}, {}))
    edited = {"seeds": [0, 1], "sources": {**sources, "rdo/b.py": "B"}}
    with pytest.raises(InputError, match=r"\(sources rdo/b\.py was 'b', now 'B'\)"):
        Checkpoints(tmp_path, edited).check_run()
    fewer: dict[str, object] = {"seeds": [0], "sources": {}}
    with pytest.raises(InputError, match=r"seeds was \[0, 1\], now \[0\]; .*; and 2 more"):
        Checkpoints(tmp_path, fewer).check_run()


def test_no_edit_of_a_checkpoint_passes(tmp_path: Path) -> None:
    """By a repeated key, one blank more, or other content."""
    checkpoints = Checkpoints(tmp_path, {"name": "test"})
    checkpoints.save(Checkpoint(1, {"x": torch.ones(2)}, {"seconds": 1.5}))
    (path,) = tmp_path.glob("*.json")
    whole = path.read_bytes()
    edits = [whole.replace(b'"step": 1', b'"step": 1, "step": 1'), whole + b" "]
    edits += [b"[" * 100_000, b"[1, 2]", b'{"content": [], "sha256": "", "tensors": ""}', b""]
    for content in edits:
        path.write_bytes(content)
        checkpoints.check_run()
        with pytest.warns(UserWarning, match="step-000000001 in .* is damaged"):
            assert checkpoints.latest() is None


@pytest.mark.parametrize("failing", ["json", "safetensors"])
def test_a_full_disk_is_one_clear_error_and_leaves_the_earlier_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    with pytest.raises(KilledError):
        train(Mortal(tmp_path, 5))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    real = Path.replace

    def full(source: Path, target: Path) -> Path:
        if target.suffix == f".{failing}":
            raise OSError(28, "No space left on device")
        return real(source, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left on device; earlier ones are intact"):
        train(Checkpoints(tmp_path, {"name": "test"}, seconds=0))
    for name, content in before.items():
        assert (tmp_path / name).read_bytes() == content
    assert not list(tmp_path.glob("*.tmp"))
    assert_step(survivor(tmp_path).latest(), 5)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=f"cannot write {tmp_path}"):
        train(survivor(tmp_path / "file"))


def _save(folder: Path) -> None:
    survivor(folder).save(Checkpoint(2, {"x": torch.ones(2)}, {}))


@pytest.mark.slow
def test_a_folder_that_another_process_uses_is_refused(tmp_path: Path) -> None:
    used = survivor(tmp_path)
    used.save(Checkpoint(1, {"x": torch.ones(2)}, {}))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context) as pool, pytest.raises(InputError) as refusal:
        pool.submit(_save, tmp_path).result()
    assert f"{tmp_path} of checkpoints is in use by process {os.getpid()}: wait" in str(
        refusal.value
    )
    assert_step(used.latest(), 1)


def _train_saving(folder: Path) -> bytes:
    """Train, with a checkpoint at every step."""
    ensemble = Ensemble.from_seeds(radogaga, SEEDS)
    checkpoints = Checkpoints(folder, {"name": "kill"}, seconds=0)
    fit(ensemble, rows(), own_rows(3), SEEDS, Schedule(400, 32, 1e-3), checkpoints=checkpoints)
    return ensemble.parameters.numpy().tobytes()


@pytest.mark.slow
def test_sigkill_at_random_moments_changes_nothing(tmp_path: Path) -> None:
    """Three kills of a run that writes at every step, so most of them are during a write."""
    context = multiprocessing.get_context("spawn")

    def newest() -> str:
        return max((path.name for path in (tmp_path / "cut").glob("*.json")), default="")

    rng = np.random.default_rng(0)
    for _ in range(3):
        before = newest()
        victim = context.Process(target=_train_saving, args=(tmp_path / "cut",))
        victim.start()
        while victim.is_alive() and newest() == before:
            time.sleep(0.01)
        victim.join(rng.uniform(0.0, 0.1))
        victim.kill()
        victim.join()
    assert "" < newest() < "step-000000400.json"
    assert _train_saving(tmp_path / "cut") == _train_saving(tmp_path / "whole")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"stage": "other"}, "stage was 'train', now 'other'"),
        ({"terms": ["reconstruction"]}, "terms was None"),
        ({"schedule": Schedule(12, 16, 1e-3)}, "steps was 8, now 12"),
        ({"schedule": Schedule(8, 8, 1e-3)}, "batch_size was 16, now 8"),
        ({"schedule": Schedule(8, 16, 2e-3)}, "rows 0 was"),
        ({"data": 1}, "rows 0 was"),
        ({"rows": 1}, "rows 1 was"),
        ({"width": 5}, "parameters was"),
    ],
)
def test_a_checkpoint_of_another_training_is_refused(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    def go(
        data: int = 0,
        rows: int = 0,
        width: int = 4,
        schedule: Schedule = Schedule(8, 16, 1e-3),  # noqa: B008
        **options: Any,
    ) -> Ensemble:
        model = lambda: Autoencoder(*mlp_pair(6, (width,), 2), n_latent=2)  # noqa: E731
        ensemble = Ensemble.from_seeds(model, [0, 1])
        x = torch.rand(40, 6, generator=torch.Generator().manual_seed(data))
        own = np.stack([np.arange(32), np.arange(32) + rows])
        kept = Checkpoints(tmp_path / "kept", {})
        fit(ensemble, x, own, [0, 1], schedule, label="", checkpoints=kept, **options)
        return ensemble

    torch.testing.assert_close(go().parameters, go().parameters, rtol=0, atol=0)
    with pytest.raises(InputError, match=f"of another training .*{re.escape(said)}"):
        go(**changed)


@pytest.mark.parametrize("run", [None, {"x": np.zeros(3)}, {"x": {1, 2}}])
def test_what_a_run_is_has_to_be_json(tmp_path: Path, run: Any) -> None:
    with pytest.raises(InputError, match="run="):
        Checkpoints(tmp_path, run)


def test_units_whose_tables_differ_are_joined_to_the_whole(tmp_path: Path) -> None:
    """As of a sweep whose table has a part for each of its seeds."""
    tables = torch.rand(2, 40, 6, generator=torch.Generator().manual_seed(0))
    schedule = Schedule(8, 16, 1e-3)

    def go(seeds: list[int], folder: Path) -> tuple[torch.Tensor, Checkpoints]:
        ensemble = Ensemble.from_seeds(
            lambda: Autoencoder(*mlp_pair(6, (4,), 2), n_latent=2), seeds
        )
        own = np.arange(40) + 40 * np.arange(len(seeds))[:, None]
        kept = Checkpoints(folder, {})
        fit(ensemble, tables[seeds].flatten(0, 1), own, seeds, schedule, label="", checkpoints=kept)
        return ensemble.parameters, kept

    parts = [go([seed], tmp_path / str(seed))[1].latest() for seed in (0, 1)]
    Checkpoints(tmp_path / "whole", {}).save(join_checkpoints([part for part in parts if part]))
    found, kept = go([0, 1], tmp_path / "whole")
    assert kept.resumed
    assert torch.equal(found, go([0, 1], tmp_path / "anew")[0])
    tables = torch.cat([tables, tables[:1]])
    with pytest.raises(InputError, match=r"the checkpoint has \[0, 1\], and not 2"):
        go([0, 2], tmp_path / "whole")
