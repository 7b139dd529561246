"""Trains RaDOGAGA and beta-VAEs on images, and measures their latent spaces and codes."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.models import FactorisedRaDOGAGA
from rdo.nn import gdn_pair
from rdo.training import Ensemble, History
from replication import ledger
from replication.kit import Outcome, Run
from replication.kit.image_training import as_bytes
from replication.kit.record import curves, describe
from replication.latent_isometry import coding
from replication.latent_isometry.comparison import PLAIN, compared
from replication.latent_isometry.config import (
    ARMS,
    DEVIATIONS,
    Arm,
    Config,
    together_with,
    trainings,
)
from replication.latent_isometry.data import Pictures
from replication.latent_isometry.measures import FIRST, latents_of, measures, traversal
from replication.latent_isometry.training import WATCHED, Trainer, make

__all__ = ["run"]

_Floats = npt.NDArray[np.float64]

_SHOWN = 6  # test images that pages show
_PCA_ROWS = 5_000


def run(config: Config, run: Run) -> Outcome:
    """Train every arm for every seed, and measure.

    Each arm holds what :func:`replication.latent_isometry.measures.measures` gives;
    ``coder_error``, the relative difference of a range coder's length from an ideal code's; if its
    rate is a code's, ``code_error``, that of the ideal code from the rate of the loss, and
    ``dithered_error``, that of a range coder's length with dither; and what
    :func:`replication.latent_isometry.comparison.compared` adds. ``network_error``, of RaDOGAGA, is
    the distance from 1,024 of what the four printed convolutions leave of a 64 x 64 image.

    The arrays hold, by arm, the loss over the steps, the variances, D' and impacts, ``curve`` and
    ``kept``, the points of :mod:`replication.latent_isometry.coding`, and of the first seed some
    images, rebuilt, and the traversals of the first nine components; of PCA and JPEG the curves.
    """
    pictures = Pictures.load(run.part, config, run.seeds)
    trainer = Trainer(config, run, pictures)
    trained: dict[str, tuple[Ensemble, History]] = {}
    for first in run.apart(trainings(config, run)):
        for name in together_with(first):
            goal = trained[first][0] if name != first else None
            trained[name] = trainer.train(name, goal)
    plain = [_plain_codes(pictures, k, config) for k in range(len(run.seeds))]
    arrays: dict[str, npt.NDArray[Any]] = {
        f"{name}_curve": np.stack([codes[k] for codes in plain]) for k, name in enumerate(PLAIN)
    }
    found: dict[str, dict[str, _Floats]] = {}
    for name in ARMS:
        found[name], shown = _measured(trained[name][0], pictures)
        arrays |= {f"{name}_{key}": value for key, value in shown.items()}
    for name, values in compared(found, arrays).items():
        found[name] |= values
    found["radogaga"]["network_error"] = np.full(len(run.seeds), _network_error())
    arms: dict[str, ledger.Arm] = {}
    for name, values in found.items():
        history = trained[name][1]
        arrays |= curves(name, history)
        arms[name] = run.arm(values, history, _described(ARMS[name], config, pictures))
    arrays["images"] = as_bytes(pictures.images[pictures.test[0, :_SHOWN]])
    settings = {"deviations": list(DEVIATIONS[run.part, run.profile])}
    return Outcome(arms, pictures.data, arrays, settings)


def _described(arm: Arm, config: Config, pictures: Pictures) -> dict[str, object]:
    """What the record says of an arm beside its numbers."""
    own = {key: getattr(arm, key) for key in ("metric", "bins", "by_gradient", "as_good_as")}
    return {**describe(make(arm, config, pictures.shape)), **own}


def _measured(
    ensemble: Ensemble, pictures: Pictures
) -> tuple[dict[str, _Floats], dict[str, npt.NDArray[Any]]]:
    """Metrics ``(R,)`` of an arm, and its arrays."""
    device = str(ensemble.device)
    x = pictures.of(pictures.test, device)
    train = pictures.of(pictures.train[:, :WATCHED], device)
    found, arrays = measures(ensemble, x)
    taken, ideal = coding.coded_bits(ensemble, x, train)
    found["code_bits"] = ideal
    model = ensemble.template
    if isinstance(model, FactorisedRaDOGAGA) and model.bins:
        dithered = coding.dithered_bits(ensemble, x)
        for name, bits in (("code_error", ideal), ("dithered_error", dithered)):
            found[name] = np.abs(bits * np.log(2) / found["rate"] - 1)
    found["coder_error"] = np.abs(taken - ideal) / np.maximum(ideal, 1.0)
    if "beta" in ensemble.buffers:
        found["beta"] = ensemble.buffers["beta"].double().cpu().numpy()
    arrays["curve"] = coding.learned_curve(ensemble, x, train)
    arrays["kept"] = coding.kept_curve(ensemble, x, train)
    return found, arrays | _pictures_of(ensemble, pictures)


def _pictures_of(ensemble: Ensemble, pictures: Pictures) -> dict[str, npt.NDArray[np.uint8]]:
    """Of the first seed: test images rebuilt, and traversals of nine components, as bytes."""
    one = ensemble.subset([0]).double()
    x = pictures.of(pictures.test[:1], str(ensemble.device)).double()
    found = latents_of(one, x)
    rows = [traversal(one, found, found.order[:, k])[0] for k in range(FIRST)]
    rebuilt = one.map("decode", found.z[:, :_SHOWN])[0]
    return {
        "rebuilt": as_bytes(rebuilt.cpu().numpy()),
        "traversal": as_bytes(torch.stack(rows).cpu().numpy()),
    }


def _plain_codes(pictures: Pictures, seed: int, config: Config) -> tuple[_Floats, _Floats]:
    """Curves of PCA and JPEG on the test images of one seed."""
    x, train = (pictures.images[rows[seed]] for rows in (pictures.test, pictures.train))
    some = train[:_PCA_ROWS]
    return coding.pca_curve(x, some, config.n_latent), coding.jpeg_curve(x, some)


def _network_error() -> float:
    """Distance of the printed FC layer's inputs from what the printed convolutions leave."""
    encoder, _ = gdn_pair((3, 64, 64), 256)
    widest = max(
        layer.in_features for layer in encoder.layers if isinstance(layer, torch.nn.Linear)
        and layer.out_features == 8192
    )  # fmt: skip
    return abs(widest - 1024)
