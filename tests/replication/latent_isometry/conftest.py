"""One short run on made-up images."""

from collections.abc import Iterator

import numpy as np
import pytest

from rdo.datasets import Faces, Images
from replication.kit import Result, run_experiment

SHORT = {
    "judged": 9,
    "pooling": 2,
    "warm_up_steps": 2,
    "steps": 4,
    "settle_steps": 0,
    "stages": 2,
    "batch_size": 10,
    "n_latent": 11,
    "few_latents": 10,
    "width": 1 / 32,
}


def made_up(name: str) -> Faces:
    """Ninety gratings of different brightness, in three colours."""
    rng = np.random.default_rng(3)
    phase = rng.random((90, 3, 1, 1))
    wave = np.sin(np.arange(20) / 3 + 6 * phase) / 4 * np.ones((18, 1))
    x = (phase / 2 + 0.25 + wave).clip(0, 1).astype(np.float32)
    return Faces(name, Images(x, np.arange(90)), "0" * 64)


@pytest.fixture(scope="package")
def result() -> Iterator[Result]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("replication.latent_isometry.data.load_faces", made_up)
        yield run_experiment(
            "latent_isometry", dataset="celeba", seeds=2, options=SHORT, device="cpu"
        )
