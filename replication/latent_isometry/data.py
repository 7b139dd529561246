"""The images that are coded, and which of them each seed is trained and judged on."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import FACE_SETS, load_faces, load_images
from rdo.errors import InputError
from replication.kit.image_training import pooled
from replication.latent_isometry.config import Config
from replication.ledger import Data

__all__ = ["Pictures"]

_TEST_SHARE = 0.1  # of the faces, which nobody has split
_SHUFFLE = 7  # of the seed's generator


@dataclass(frozen=True)
class Pictures:
    """All images, ``(n, C, H, W)`` in [0, 1], and which of them a seed trains and tests on."""

    images: npt.NDArray[np.float32]
    train: npt.NDArray[np.int64]
    """``(R, n_train)``"""
    test: npt.NDArray[np.int64]
    """``(R, n_test)``"""
    data: Data

    @classmethod
    def load(cls, part: str, config: Config, seeds: tuple[int, ...]) -> "Pictures":
        """Of faces, each seed has a split of its own; the other sets come with theirs.

        Raises
        ------
        InputError
            If there are fewer images than a batch or than are to be judged.
        """
        if part in FACE_SETS:
            faces = load_faces(part)
            x, sha256 = faces.images.x, faces.sha256
            n_test = int(_TEST_SHARE * len(x))
            orders = [np.random.default_rng([s, _SHUFFLE]).permutation(len(x)) for s in seeds]
            train = np.stack([order[n_test:] for order in orders])
            test = np.stack([order[:n_test] for order in orders])
        else:
            loaded = load_images(part)
            x, sha256 = np.concatenate([loaded.train.x, loaded.test.x]), loaded.sha256
            n_train = len(loaded.train.x)
            train = np.stack(
                [np.random.default_rng([s, _SHUFFLE]).permutation(n_train) for s in seeds]
            )
            test = np.tile(np.arange(n_train, len(x)), (len(seeds), 1))
        train, test = train[:, : config.images], test[:, : config.judged]
        for name, there in (("batch_size", train.shape[1]), ("judged", test.shape[1])):
            if getattr(config, name) > there:
                raise InputError(f"{name}={getattr(config, name)}: give at most {there}.")
        used, places = np.unique(np.concatenate([train, test], axis=1), return_inverse=True)
        train, test = np.split(places.reshape(len(seeds), -1), [train.shape[1]], axis=1)
        images = pooled(x[used], config.pooling)
        return cls(images, train, test, Data(part, sha256, len(images), images[0].size))

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of an image, (C, H, W)."""
        shape: tuple[int, int, int] = self.images.shape[1:]
        return shape

    def of(self, rows: npt.NDArray[np.int64], device: str) -> Tensor:
        """Images of each replica, ``(R, n, C, H, W)``, from their rows ``(R, n)``."""
        return torch.from_numpy(self.images[rows]).to(device)
