"""Section 3 of the EBAE supplement: autoencoders that are to tell digits from what is none."""

import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.decomposition import PCA
from torch import Tensor

from rdo.datasets import ImageData, load_images
from rdo.evaluation import ranking_metrics
from rdo.training import Ensemble, History, Observer, score_context
from replication.kit.anomaly.settings import describe
from replication.kit.image_training import groups, joined, train_ebae
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep, train
from replication.ledger import Arm, Data
from replication.ood_detection.config import (
    OOD_METHODS,
    OUTLIERS,
    OODDetection,
    configure,
    load_test_sets,
)

__all__ = ["ERRORS", "HEADINGS", "REBUILT", "RELATIVE", "configure", "run"]

HEADINGS = {f"auc_{name}": title for name, title in OUTLIERS.items()}
"""The AUC of each set of outliers, by its name in the records."""

RELATIVE = {f"relative_{name}": title for name, title in OUTLIERS.items()}
"""The AUC of the error relative to the image's size, by its name in the records."""

ERRORS = {f"error_{name}": title for name, title in {"test": "test digits", **OUTLIERS}.items()}
"""The mean reconstruction error of each set, by its name in the records."""

REBUILT = {f"rebuilt_{name}": title for name, title in OUTLIERS.items()}
"""The share of each set that comes back as well as digits do, by its name in the records."""

_VALIDATION = 1_000  # images that the error is followed on
_LOOKS = 10
_MIXTURE_ROWS = 4_000  # training images that DAGMM's mixture is taken over for scoring
_SHOWN = 6  # images of each set in the arrays
_QUANTILE = 0.95

_Sets = dict[str, npt.NDArray[np.float32]]
_Floats = npt.NDArray[np.floating]


def run(config: OODDetection, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    r"""Train the methods on images of digits, and score the test images and every set of outliers.

    Every arm of the record holds, for every seed and every set of outliers: ``auc_<set>`` of its
    score against the test images; ``relative_<set>``, the AUC of the error relative to the image,
    :math:`\lVert x - \hat x \rVert^2 / \lVert x \rVert^2`, whatever the score; ``error_<set>``,
    the mean of :math:`\lVert x - \hat x \rVert^2`; and ``rebuilt_<set>``, the share of images whose
    error lies below that which 95 % of the test images stay under. ``error_test`` is the mean error
    of the test images. Two controls stand beside the methods: the autoencoder untrained, and as
    many principal components as there are latents.

    The arrays hold each loss term over the steps, the error on validation images along the way, and
    for the first seed six images of each set with what each arm makes of them, as bytes.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin("ood_detection", config.dataset, config, device)
    data = load_images(config.dataset, split_seed=config.data_seed)
    sets = load_test_sets(config, data)
    arrays: dict[str, npt.NDArray[Any]] = {
        f"shown_{name}": _bytes(images[:_SHOWN]) for name, images in sets.items()
    }
    arms = {
        "pca": _pca(config, data, sets, arrays),
        "untrained": _untrained(config, data, sets, arrays, device),
    }
    for name in OOD_METHODS:
        arms[name] = _trained(name, config, data, sets, arrays, device, keep)
    record = draft.record(
        arms,
        Data(data.name, data.sha256, len(data.train), data.train.x[0].size),
        test_sets={name: [len(images), _digest(images)] for name, images in sets.items()},
    )
    return Outcome(record, arrays)


def _trained(
    name: str,
    config: OODDetection,
    data: ImageData,
    sets: _Sets,
    arrays: dict[str, npt.NDArray[Any]],
    device: str,
    keep: Keep | None,
) -> Arm:
    method = OOD_METHODS[name]
    fitted = [
        _fitted(name, config, data, seeds, device, keep) for seeds in groups(config.seeds, device)
    ]
    ensembles = [ensemble for ensemble, _ in fitted]
    clock = time.perf_counter()
    training = joined([training for _, training in fitted])
    arrays |= curves(name, training)
    metrics = _judged(ensembles, data, sets, arrays, name)
    settings = {**describe(ensembles[0].replica(0)), "score": method.build(config).score_method}  # type: ignore[arg-type]
    return arm(config.seeds, metrics, training, settings, time.perf_counter() - clock)


def _fitted(
    name: str,
    config: OODDetection,
    data: ImageData,
    seeds: tuple[int, ...],
    device: str,
    keep: Keep | None,
) -> tuple[Ensemble, History]:
    """A method trained from some seeds, side by side, with the best weights on validation images.

    EBAE's own stage has no such choice, for its reconstructions are to get worse.
    """
    method, x = OOD_METHODS[name], torch.from_numpy(data.train.x)
    rows = np.tile(np.arange(len(x)), (len(seeds), 1))
    label, part = f"{config.dataset}, {name}", f"{name}-{seeds[0]}"
    ensemble = Ensemble.from_seeds(lambda: method.build(config), seeds, device)
    best = _observer(config.steps, data, keep_least=True)
    if method.before is None:
        training = train(
            ensemble,
            x,
            rows,
            seeds,
            config.schedule,
            warm_up=None,
            label=label,
            part=part,
            keep=keep,
            observer=best,
        )
        return ensemble, training
    before = method.before
    first, second = train_ebae(
        Ensemble.from_seeds(lambda: before(config), seeds, device),
        ensemble,
        x,
        rows,
        seeds,
        (config.schedule, config.ebae_schedule),
        validation=best,
        observer=_observer(config.ebae_steps, data),
        label=label,
        part=part,
        keep=keep,
    )
    second.seconds += first.seconds
    return ensemble, second


def _untrained(
    config: OODDetection,
    data: ImageData,
    sets: _Sets,
    arrays: dict[str, npt.NDArray[Any]],
    device: str,
) -> Arm:
    """The autoencoder as its first weights leave it."""
    clock = time.perf_counter()
    method = OOD_METHODS["autoencoder"]
    ensemble = Ensemble.from_seeds(lambda: method.build(config), config.seeds, device)
    metrics = _judged([ensemble], data, sets, arrays, "untrained")
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, History(), settings, time.perf_counter() - clock)


def _pca(
    config: OODDetection, data: ImageData, sets: _Sets, arrays: dict[str, npt.NDArray[Any]]
) -> Arm:
    """The best linear autoencoder of as many latents; no seed makes a difference to it."""
    clock = time.perf_counter()
    flat = data.train.x.reshape(len(data.train), -1)
    model = PCA(config.n_latent, svd_solver="covariance_eigh").fit(flat)
    errors = {}
    for name, images in sets.items():
        pixels = images.reshape(len(images), -1)
        rebuilt = model.inverse_transform(model.transform(pixels))
        errors[name] = ((pixels - rebuilt) ** 2).sum(1)
        arrays[f"rebuilt_pca_{name}"] = _bytes(rebuilt[:_SHOWN].reshape(-1, *images.shape[1:]))
    one = _measures(sets, errors, errors)
    metrics = {name: np.full(len(config.seeds), value) for name, value in one.items()}
    settings = {"n_components": config.n_latent}
    return arm(config.seeds, metrics, History(), settings, time.perf_counter() - clock)


def _judged(
    ensembles: list[Ensemble],
    data: ImageData,
    sets: _Sets,
    arrays: dict[str, npt.NDArray[Any]],
    name: str,
) -> dict[str, _Floats]:
    """The measures of every seed; adds what the first seed makes of the images shown."""
    for key, images in sets.items():
        shown = _repeated(ensembles[0], images[:_SHOWN])
        rebuilt = ensembles[0].map("decode", ensembles[0].map("encode", shown))
        arrays[f"rebuilt_{name}_{key}"] = _bytes(rebuilt[0].cpu().numpy())
    columns: dict[str, list[float]] = {}
    for ensemble in ensembles:
        errors = {key: _per_image(ensemble, "error", images) for key, images in sets.items()}
        given = score_context(
            ensemble, _repeated(ensemble, data.train.x[:_MIXTURE_ROWS]), in_blocks=False
        )
        scores = {
            key: _per_image(ensemble, "score", images, *given) for key, images in sets.items()
        }
        for replica in range(len(ensemble)):
            measures = _measures(
                sets,
                {key: values[replica] for key, values in errors.items()},
                {key: values[replica] for key, values in scores.items()},
            )
            for key, value in measures.items():
                columns.setdefault(key, []).append(value)
    return {key: np.array(values) for key, values in columns.items()}


def _measures(
    sets: _Sets, errors: Mapping[str, _Floats], scores: Mapping[str, _Floats]
) -> dict[str, float]:
    """What the record says of one seed, from the errors and scores of all sets."""
    measures = {f"error_{name}": float(np.mean(values)) for name, values in errors.items()}
    most = np.quantile(errors["test"], _QUANTILE)
    # A blank image has no size to be relative to.
    size = {name: (images**2).sum((1, 2, 3)) + 1e-12 for name, images in sets.items()}
    relative = {name: values / size[name] for name, values in errors.items()}
    for name in sets:
        if name != "test":
            measures[f"auc_{name}"] = _auc(scores["test"], scores[name])
            measures[f"relative_{name}"] = _auc(relative["test"], relative[name])
            measures[f"rebuilt_{name}"] = float(np.mean(errors[name] < most))
    return measures


def _auc(inside: _Floats, outside: _Floats) -> float:
    """AUC of scores, higher for outliers; NaN where one of them is."""
    scores = np.concatenate([inside, outside])
    if np.isnan(scores).any():
        return np.nan
    return ranking_metrics(np.arange(len(scores)) >= len(inside), scores)["roc_auc"]


def _per_image(ensemble: Ensemble, name: str, images: npt.NDArray[Any], *given: Any) -> _Floats:
    """A number of every image for every replica, ``(R, n)``."""
    method = "reconstruction_error" if name == "error" else name
    values = ensemble.map_rows(method, _repeated(ensemble, images), *given)
    return np.asarray(values.double().cpu().numpy())


def _repeated(ensemble: Ensemble, images: npt.NDArray[Any]) -> Tensor:
    x = torch.from_numpy(images).to(ensemble.device, ensemble.parameters.dtype)
    return x.expand(len(ensemble), *x.shape)


def _observer(steps: int, data: ImageData, *, keep_least: bool = False) -> Observer:
    """The mean error on validation images, ten times along the way; its least may be kept."""
    images = data.validation.x[:_VALIDATION]

    def measure(ensemble: Ensemble) -> dict[str, _Floats]:
        return {"validation_error": _per_image(ensemble, "error", images).mean(1)}

    every = max(1, steps // _LOOKS)
    return Observer(every, measure, "validation_error" if keep_least else None)


def _bytes(images: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Images in [0, 1] as bytes, ``(n, 28, 28)``, cut off where they leave it."""
    shades = 255 * np.clip(np.nan_to_num(images[:, 0]), 0, 1)
    return np.asarray(shades.round(), dtype=np.uint8)


def _digest(images: npt.NDArray[Any]) -> str:
    return sha256(np.ascontiguousarray(images).tobytes()).hexdigest()
