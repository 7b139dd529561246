"""Which images each seed sees."""

import numpy as np
import pytest

from rdo.datasets import load_images
from rdo.errors import InputError
from replication.latent_isometry.config import Config
from replication.latent_isometry.data import Pictures
from tests.replication.latent_isometry.conftest import made_up


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    return Config(judged=9, batch_size=10, pooling=2)


def test_faces_are_split_by_seed_and_pixels_pooled(config: Config) -> None:
    found = Pictures.load("celeba", config, (0, 1))
    assert found.shape == (3, 9, 10)
    assert found.data.rows == 90
    for train, test in zip(found.train, found.test, strict=True):
        assert sorted([*train, *test]) == list(range(90))
    assert set(found.test[0]) != set(found.test[1])
    expected = made_up("celeba").images.x[0, 1, 2:4, 4:6].mean()
    assert found.images[0, 1, 1, 2] == pytest.approx(expected)
    alone = Pictures.load("celeba", config, (1,))
    np.testing.assert_array_equal(found.images[found.train[1]], alone.images[alone.train[0]])
    batch = found.of(found.test[:, :3], "cpu")
    assert batch.shape == (2, 3, 3, 9, 10)
    np.testing.assert_array_equal(batch[1, 2].numpy(), found.images[found.test[1, 2]])


def test_other_sets_keep_their_published_split() -> None:
    found = Pictures.load("digits", Config(images=50, judged=20, batch_size=10), (0, 1))
    loaded = load_images("digits")
    for rows in found.test:
        np.testing.assert_array_equal(found.images[rows], loaded.test.x[:20])
    known = {one.tobytes() for one in loaded.train.x}
    assert all(one.tobytes() in known for one in found.images[found.train[0]])
    assert found.train.shape == (2, 50)


@pytest.mark.parametrize(("name", "value"), [("judged", 10), ("batch_size", 82)])
def test_too_few_images_are_refused(name: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.latent_isometry.data.load_faces", made_up)
    given = {"judged": 9, "batch_size": 10, name: value}
    with pytest.raises(InputError, match=f"{name}={value}: give at most"):
        Pictures.load("celeba", Config(**given), (0,))  # type: ignore[arg-type]
