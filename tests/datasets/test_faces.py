"""Sets of faces against what is known of them, and their reader."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from rdo.datasets import FACE_SETS, load, load_faces
from rdo.datasets.entries import CATALOGUE
from rdo.errors import CorruptDataError, InputError


@pytest.mark.needs_data("yaleb")
def test_yale_b_has_its_persons_under_64_lights_without_what_is_spoilt() -> None:
    faces = load_faces("yaleb").images
    assert faces.x.shape == (2_414, 1, 192, 168)
    assert CATALOGUE["yaleb"].shape == (2_414, 192 * 168)
    persons, counts = np.unique(faces.labels, return_counts=True)
    assert persons.tolist() == [n for n in range(1, 40) if n != 14]
    fewer = {11: 60, 12: 59, 13: 60, 15: 63, 16: 62, 17: 63, 18: 63}
    assert dict(zip(persons.tolist(), counts.tolist(), strict=True)) == {
        int(n): fewer.get(int(n), 64) for n in persons
    }
    assert (faces.x.min(), faces.x.max()) == (0, 1)
    # The two halves of a face in one light are more alike than two faces: the rows are in place.
    first = faces.x[0, 0]
    assert np.abs(np.diff(first, axis=0)).mean() < 0.05
    assert np.abs(np.diff(first, axis=1)).mean() < 0.05


@pytest.mark.needs_data("celeba")
def test_celeba_is_in_colour_and_of_distinct_pictures() -> None:
    faces = load_faces("celeba").images
    assert faces.x.shape == (2_200, 3, 64, 64)
    assert CATALOGUE["celeba"].shape == (2_200, 3 * 64 * 64)
    assert len(np.unique(faces.labels)) == 1_996
    assert len({image.tobytes() for image in faces.x}) == 2_200
    # Faces, lit and tinted as they are: red over green over blue in the middle of the picture.
    red, green, blue = faces.x[:, :, 24:48, 20:44].mean((0, 2, 3), dtype=float)
    assert red > green + 0.05 > blue + 0.1
    steps = np.abs(np.diff(faces.x, axis=3)).mean(dtype=float)
    assert steps < 0.3 * np.abs(np.diff(faces.x[:, 0], axis=0)).mean(dtype=float)


def put(
    name: str,
    pixels: npt.NDArray[np.uint8],
    persons: str,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Known images in place of those of a set."""
    known = CATALOGUE[name]
    assert known.source is not None
    path = place / known.source.path
    path.parent.mkdir(parents=True)
    labels = np.array([9, 3], np.int16)
    if persons == "identity":
        np.savez(path, images=pixels, identity=labels)
    else:
        np.savez(path, images=pixels, labels=labels)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.setitem(
        CATALOGUE, name, replace(known, source=replace(known.source, sha256=sha256))
    )
    monkeypatch.setenv("RDO_DATA", str(place))
    return path


def test_channels_come_first_and_pixels_lie_in_the_unit_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = (np.arange(2 * 4 * 5 * 3) % 256).reshape(2, 4, 5, 3).astype(np.uint8)
    path = put("celeba", pixels, "identity", tmp_path, monkeypatch)
    faces = load_faces("celeba")
    assert (faces.name, faces.images.labels.tolist()) == ("celeba", [9, 3])
    assert faces.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert faces.images.x.dtype == np.float32
    for image, channel, row, column in ((0, 0, 0, 0), (0, 2, 3, 1), (1, 1, 3, 4)):
        stored = ((image * 4 + row) * 5 + column) * 3 + channel
        assert faces.images.x[image, channel, row, column] == np.float32(stored) / np.float32(255)


def test_grey_faces_have_one_channel_and_a_changed_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.full((2, 4, 5), 255, np.uint8)
    path = put("yaleb", pixels, "labels", tmp_path, monkeypatch)
    assert load_faces("yaleb").images.x.tolist() == np.ones((2, 1, 4, 5)).tolist()
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CorruptDataError, match="it cannot be fetched"):
        load_faces("yaleb")


def test_an_unknown_set_is_answered_with_the_known() -> None:
    assert FACE_SETS == ("yaleb", "celeba")
    with pytest.raises(InputError, match=r"'orl'.*'yaleb' or 'celeba'"):
        load_faces("orl")


def test_faces_are_no_table() -> None:
    with pytest.raises(InputError, match=r"'yaleb'.*load_faces"):
        load("yaleb")
