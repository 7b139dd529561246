"""Algorithm 1 of the Langevin supplement on images: what the walks pass, and what they teach."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.datasets import load_images
from rdo.errors import DivergenceError, Failure
from rdo.training import History
from replication.kit import Outcome, Run
from replication.langevin_sampling.config import DEVIATIONS, Config
from replication.langevin_sampling.networks import PIXELS
from replication.langevin_sampling.walks import Arrays, Networks, Row
from replication.ledger import Data

__all__ = ["run"]


def run(config: Config, run: Run) -> Outcome:
    r"""Train autoencoders, classifiers and students, and follow the walks between them.

    ``walks`` and ``walks_denoising`` hold the mean ``distance_start``, ``distance_first`` and
    ``distance_last`` to the nearest training image, with ``distance_ratio`` of the last to the
    start and ``drift_ratio`` of the last to the first step; the mean ``confidence_gain``, the
    probability of the predicted class at the last step less that at the start. ``walks`` also has
    the :meth:`~replication.langevin_sampling.measures.Cells.coverage` of the collected states.
    Distances and confidences are of the first 200 walks, to 10,000 training images. The arm
    ``chain`` has the coverage of one walk that collects as many states, and their
    ``distance_last``; ``walks`` has the ``entropy_gain``, ``cells_gain`` and ``oversampling_gain``
    over it. The ``yardsticks`` are for reference, the distances of black images and of the mean
    image, each with the walk's noise, and of test images; ``walks`` has its ``first_over_black``.
    Teachers and students have their ``accuracy``, those of synthetic pairs the ``margin`` over
    those of noise.

    The arrays hold by seed the distances and confidences at every step, and the accuracies of
    students over other steps and noises, NaN for a seed that diverged; and walks of the first seed
    that did not, as bytes.

    Raises
    ------
    DivergenceError
        If no seed stayed finite.
    """
    data = load_images(run.part, split_seed=config.data_seed)
    clock = time.perf_counter()
    networks = Networks.of(config, run, data)
    rows: dict[int, Row] = {}
    arrays: dict[int, Arrays] = {}
    for seed in run.seeds:
        if seed in networks.failures:
            continue
        try:
            rows[seed], arrays[seed] = networks.measure(seed)
            arrays[seed]["sweep_accuracy"] = np.array(networks.sweep(seed))
        except DivergenceError as error:
            networks.failures[seed] = Failure(seed, 0, str(error))
    diverged = History(failures=list(networks.failures.values()))
    if not rows:
        raise DivergenceError(
            f"no seed stayed finite, the first for this reason: {diverged.failures[0].cause}"
        )
    first = min(rows)
    seconds = (time.perf_counter() - clock) / len(rows[first])

    def by_seed(name: str) -> npt.NDArray[Any]:
        none = np.full_like(arrays[first][name], np.nan)
        return np.stack([arrays[s][name] if s in arrays else none for s in run.seeds])

    arms = {
        name: run.arm(
            {m: [rows[s][name][m] if s in rows else np.nan for s in run.seeds] for m in metrics},
            diverged,
            seconds=seconds,
        )
        for name, metrics in rows[first].items()
    }
    stacked = {
        name: values if name.endswith("_shown") else by_seed(name)
        for name, values in arrays[first].items()
    }
    stacked["sweep_settings"] = np.array(config.settings)
    table = Data(data.name, data.sha256, len(data.train), PIXELS)
    settings = {"sweep_pairs": config.sweep_pairs, "deviations": list(DEVIATIONS)}
    return Outcome(arms, table, stacked, settings)
