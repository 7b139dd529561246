"""Sets of images in colour against what is known of them, and their reader."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rdo.datasets import COLOUR_SETS, load, load_colour_images
from rdo.datasets.entries import CATALOGUE
from rdo.errors import CorruptDataError, InputError

CIFAR10_COUNTS = [396, 366, 420, 384, 422, 393, 414, 385, 407, 413]


@pytest.mark.parametrize(
    ("name", "counts", "means"),
    [
        pytest.param(
            "cifar10",
            dict(enumerate(CIFAR10_COUNTS)),
            # The published set's means are 0.4914, 0.4822 and 0.4465.
            [0.4914, 0.4822, 0.4465],
            marks=pytest.mark.needs_data("cifar10"),
        ),
        pytest.param(
            "cifar100_flowers",
            dict.fromkeys((54, 62, 70, 82, 92), 500),
            [0.5233, 0.4080, 0.3058],
            marks=pytest.mark.needs_data("cifar100_flowers"),
        ),
    ],
)
def test_the_training_images_are_as_described(
    name: str, counts: dict[int, int], means: list[float]
) -> None:
    data = load_colour_images(name)
    rows, pixels = CATALOGUE[name].shape
    assert data.name == name
    assert data.train.x.shape == (rows, 3, 32, 32)
    assert pixels == 3 * 32 * 32
    assert data.train.x.dtype == np.float32
    assert data.train.x.min() == 0
    assert data.train.x.max() == 1
    found, many = np.unique(data.train.labels, return_counts=True)
    assert dict(zip(found.tolist(), many.tolist(), strict=True)) == counts
    assert set(COLOUR_SETS[name]) == set(counts)
    assert data.train.x.mean((0, 2, 3), dtype=float) == pytest.approx(means, abs=4e-3)
    # Neighbours in a row are alike, which a wrong order of the axes would undo.
    steps = np.abs(np.diff(data.train.x, axis=3)).mean(dtype=float)
    assert steps < 0.3 * np.abs(np.diff(data.train.x[:, 0], axis=0)).mean(dtype=float)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two known images in place of CIFAR-10."""
    pixels = np.arange(2 * 32 * 32 * 3, dtype=np.int64).reshape(2, 32, 32, 3) % 256
    known = CATALOGUE["cifar10"]
    assert known.source is not None
    path = tmp_path / known.source.path
    path.parent.mkdir(parents=True)
    labels = np.array([9, 3], np.uint8)
    np.savez(path, train_images=pixels.astype(np.uint8), train_labels=labels)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    local = replace(known, source=replace(known.source, sha256=sha256))
    monkeypatch.setitem(CATALOGUE, "cifar10", local)
    monkeypatch.setenv("RDO_DATA", str(tmp_path))
    return path


def test_channels_come_first_and_pixels_lie_in_the_unit_interval(small: Path) -> None:
    data = load_colour_images("cifar10")
    assert data.train.labels.tolist() == [9, 3]
    assert data.sha256 == hashlib.sha256(small.read_bytes()).hexdigest()
    for image, channel, row, column in ((0, 0, 0, 0), (0, 2, 5, 7), (1, 1, 31, 30)):
        stored = (((image * 32 + row) * 32 + column) * 3 + channel) % 256
        assert data.train.x[image, channel, row, column] == np.float32(stored) / np.float32(255)


def test_a_changed_file_is_refused(small: Path) -> None:
    small.write_bytes(small.read_bytes() + b" ")
    with pytest.raises(CorruptDataError, match="it cannot be fetched"):
        load_colour_images("cifar10")


def test_an_unknown_set_is_answered_with_the_known() -> None:
    with pytest.raises(InputError, match=r"'cifar100'.*'cifar10' or 'cifar100_flowers'"):
        load_colour_images("cifar100")


def test_a_file_of_images_is_no_table() -> None:
    with pytest.raises(InputError, match=r"'cifar10'.*load_colour_images"):
        load("cifar10")
