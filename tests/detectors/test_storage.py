"""Saved detectors: the same scores, and one sentence for whatever is wrong with the file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.torch
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rdo.detectors import DAGMMDetector, RaDOGAGADetector
from rdo.detectors.storage import _digest
from rdo.errors import InputError
from tests.detectors.examples import KINDS, Kind, frame, quick, table


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "detector.safetensors"
    quick(RaDOGAGADetector, n_components=2, hidden=(5, 3)).fit(frame()).save(path)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_loaded_detector_scores_and_reports_alike(kind: Kind, tmp_path: Path) -> None:
    X = frame()
    X["zero"] = 0
    with pytest.warns(UserWarning, match="single value"):
        detector = quick(kind, n_components=2).fit(X)
    detector.save(tmp_path / "d")
    loaded = kind.load(str(tmp_path / "d"))
    assert np.array_equal(loaded.score_samples(X), detector.training_scores_)
    assert np.array_equal(loaded.predict(X), detector.labels_)
    assert loaded.get_params() == detector.get_params()
    assert str(loaded.report_) == str(detector.report_)
    changed = X.assign(zero=1)
    assert np.array_equal(loaded.score_samples(changed), detector.score_samples(changed))
    explained = loaded.explain(X[:2]).latent
    np.testing.assert_allclose(explained, detector.explain(X[:2]).latent)
    loaded.save(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == (tmp_path / "d").read_bytes()
    with pytest.raises(InputError, match="pickle the detector"):
        loaded.control_scores(X)
    with pytest.raises(ValueError, match="feature names should match"):
        loaded.predict(X[X.columns[::-1]])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again", "d"]


def refused(path: Path, content: bytes, kind: Any = RaDOGAGADetector) -> str:
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        kind.load(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@settings(max_examples=150)
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7), st.booleans())
def test_a_flipped_bit_is_noticed(saved: Path, place: float, bit: int, early: bool) -> None:
    content = bytearray(saved.read_bytes())
    header = 8 + int.from_bytes(content[:8], "little")
    content[int(place * (header if early else len(content)))] ^= 1 << bit
    refused(saved.with_name("flipped"), bytes(content))


@settings(max_examples=30)
@given(st.floats(0, 1, exclude_max=True))
def test_a_cut_file_is_noticed(saved: Path, share: float) -> None:
    content = saved.read_bytes()
    refused(saved.with_name("cut"), content[: int(share * len(content))])
    refused(saved.with_name("cut"), content + b"more")


def forge(
    path: Path,
    to: Path,
    edit: Callable[[dict[str, Any], dict[str, torch.Tensor]], Any],
) -> bytes:
    """A file with other content, whose SHA-256 is right."""
    with safetensors.safe_open(path, framework="pt") as file:
        content = json.loads(json.loads(file.metadata()["detector"])["content"])
    tensors = safetensors.torch.load_file(path)
    edit(content, tensors)
    text = json.dumps(content)
    header = json.dumps({"content": text, "sha256": _digest(text, tensors)})
    return safetensors.torch.save(tensors, {"detector": header})


def put(value: Any, *keys: str) -> Callable[[dict[str, Any], Any], None]:
    def edit(content: dict[str, Any], tensors: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return edit


LIES: dict[str, Any] = {
    "another version": put(1, "version"),
    "another class": put("DAGMMDetector", "class"),
    "a key too many": put(1, "more"),
    "a parameter too many": put(1, "parameters", "more"),
    "huge widths": put([10**9], "architecture", "hidden"),
    "many layers": put([8192] * 10**5, "architecture", "hidden"),
    "huge latent": put(10**7, "architecture", "n_latent"),
    "many components": put(10**6, "architecture", "n_components"),
    "no whole number": put(1.5, "architecture", "n_latent"),
    "many columns": put(10**12, "fitted", "n_features"),
    "no replica": put([False, False], "fitted", "kept"),
    "replicas of another number": put([True] * 3, "fitted", "kept"),
    "names of another number": put(["a"], "names"),
    "no offset": put(None, "fitted", "offset"),
    "no weights": put([], "weights"),
    "a weight of text": put(["1", 2], "weights"),
    "a report of lists": put([], "report"),
    "no dictionary": put([], "fitted"),
    "a tensor too many": lambda content, tensors: tensors.update(more=torch.zeros(1)),
    "a tensor too few": lambda content, tensors: tensors.pop("spread"),
    "another type": lambda content, tensors: tensors.update(spread=tensors["spread"].float()),
    "NaN": lambda content, tensors: tensors["mixture.mean"].fill_(torch.nan),
    "no spread": lambda content, tensors: tensors["spread"].zero_(),
    "a column twice": lambda content, tensors: tensors["scaling.columns"].zero_(),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_with_the_right_checksum_is_refused(saved: Path, lie: str) -> None:
    to = saved.with_name("forged")
    refused(to, forge(saved, to, LIES[lie]))


def test_an_honest_forgery_is_read(saved: Path) -> None:
    to = saved.with_name("forged")
    to.write_bytes(forge(saved, to, put(-3.5, "fitted", "offset")))
    assert RaDOGAGADetector.load(to).offset_ == -3.5


def test_other_files_and_other_classes_are_named(saved: Path, tmp_path: Path) -> None:
    other = refused(tmp_path / "d", saved.read_bytes(), DAGMMDetector)
    assert "holds a 'RaDOGAGADetector': read it with that class's load" in other
    huge = (2**62).to_bytes(8, "little")
    for content in (b"", b"text", huge + b"{}", safetensors.torch.save({"a": torch.zeros(1)})):
        refused(tmp_path / "d", content)
    with pytest.raises(InputError, match="no such file"):
        RaDOGAGADetector.load(tmp_path / "gone")
    with pytest.raises(InputError, match="path="):
        RaDOGAGADetector.load(3)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        RaDOGAGADetector.load(tmp_path)


def test_a_file_that_cannot_be_written_leaves_the_old_one(saved: Path, tmp_path: Path) -> None:
    detector = quick(RaDOGAGADetector).fit(table())
    with pytest.raises(InputError, match="cannot write"):
        detector.save(tmp_path / "no folder" / "d")
    with pytest.raises(InputError, match="path="):
        detector.save(None)
    generator = np.random.RandomState(0)
    detector.set_params(random_state=generator).save(tmp_path / "d")
    assert RaDOGAGADetector.load(tmp_path / "d").random_state is None
