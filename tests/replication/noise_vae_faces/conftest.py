"""One short run of each part, on made-up images."""

from collections.abc import Iterator

import numpy as np
import pytest

from rdo.datasets import Faces, Images
from replication.kit import Result, run_experiment

SHORT = {
    "images": 80,
    "judged": 20,
    "steps": 4,
    "network_steps": 3,
    "batch_size": 10,
    "n_latent": 4,
    "few_latents": 3,
    "width": 1 / 16,
}
SHAPES = {"yaleb": (1, 40, 36), "celeba": (3, 32, 32)}
POOLING = {"yaleb": 2, "celeba": 1}


def made_up(name: str) -> Faces:
    """Eighty-four gratings of different brightness, of the part's channels."""
    rng = np.random.default_rng(3)
    channels, height, width = SHAPES[name]
    phase = rng.random((84, channels, 1, 1))
    wave = np.sin(np.arange(width) / 3 + 6 * phase) / 4 * np.ones((height, 1))
    x = (phase / 2 + 0.25 + wave).clip(0, 1).astype(np.float32)
    return Faces(name, Images(x, np.arange(84)), "0" * 64)


@pytest.fixture(scope="package")
def results() -> Iterator[dict[str, Result]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("replication.noise_vae_faces.run.load_faces", made_up)
        yield {
            part: run_experiment(
                "noise_vae_faces",
                dataset=part,
                seeds=1,
                options={**SHORT, "pooling": POOLING[part]},
                device="cpu",
            )
            for part in SHAPES
        }
