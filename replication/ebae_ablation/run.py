"""Table 3 of the EBAE supplement: what the latent chain, its memory and the sphere are good for."""

from dataclasses import asdict, replace

import numpy as np
import numpy.typing as npt
import torch
from sklearn.decomposition import PCA
from torch import Tensor

from rdo.datasets import ImageData, Images, load_images
from rdo.evaluation import ranking_metrics
from rdo.models import EBAE, EnergyAutoencoder
from rdo.nn import arch28
from rdo.training import Ensemble, History, Observer, Schedule
from replication.ebae_ablation.comparisons import compare
from replication.ebae_ablation.config import CONFIGURATIONS, PARTS, Ablation, Row, build, configure
from replication.kit.anomaly.settings import describe
from replication.kit.image_training import groups, joined, train_ebae
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep
from replication.ledger import Arm, Data

__all__ = ["CONFIGURATIONS", "HEADINGS", "PARTS", "Ablation", "Row", "build", "configure", "run"]

_Array = npt.NDArray[np.float64]
_Floats = npt.NDArray[np.floating]


HEADINGS = {
    "auc": "ROC AUC",
    "real": "energy of held-in digits",
    "sampled": "of EBAE's own samples",
    "difference": "difference of the AUCs",
    "saving": "steps of chains, over",
}
"""The measures that tables show, by their name in the records."""

_HELD_OUT = 9
_LOOKS = 10


def run(config: Ablation, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Run one row, or compare the records of all.

    A row's record has the arms ``autoencoder``, before any negative, and ``ebae``; and for
    controls the network ``untrained``, and ``pca`` with as many components as latents. ``auc`` is
    of the test set's nines against its other digits, by energy; ``real`` the mean energy of those
    others. The arm ``ebae`` has that of its own samples too, ``sampled``, over the last twentieth
    of the steps, and ``gain``, its AUC less that of the autoencoder.

    The arrays hold the loss and the AUC along the training, which nothing is chosen by; and for the
    first seed two test ``images`` of each digit, and what comes back of them before and after,
    ``rebuilt_autoencoder`` and ``rebuilt_ebae``.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    if config.dataset == "comparisons":
        return compare(config, device)
    draft = begin("ebae_ablation", config.dataset, config, device)
    row = CONFIGURATIONS[config.dataset]
    data = _without_nines(load_images(config.images))
    stages = [
        _train(config, row, seeds, data, device, keep) for seeds in groups(config.seeds, device)
    ]
    test, nines = torch.from_numpy(data.test.x), data.test.labels == _HELD_OUT
    names = ("autoencoder", "ebae")
    trainings = {name: joined([stage[name][1] for stage in stages]) for name in names}
    members = {name: [stage[name][0] for stage in stages] for name in names}
    metrics: dict[str, dict[str, _Array]] = {}
    for name in names:
        energy = np.concatenate([_energies(ensemble, test) for ensemble in members[name]])
        metrics[name] = {"auc": _auc(energy, nines), "real": energy[:, ~nines].mean(1)}
    metrics["ebae"]["gain"] = metrics["ebae"]["auc"] - metrics["autoencoder"]["auc"]
    late = trainings["ebae"].terms["negative"]
    metrics["ebae"]["sampled"] = -np.mean(late[-(len(late) // 20 + 1) :], axis=0)
    model = _build(config, row)
    described = {
        "autoencoder": {**describe(_plain(config, row)), "sphere": row.sphere},
        "ebae": {**describe(model), "chains": asdict(model.chains)},
    }
    arms = {
        name: arm(config.seeds, metrics[name], trainings[name], described[name]) for name in names
    }
    arms["untrained"] = _control(config, _untrained(config, row, test), nines)
    arms["pca"] = _control(config, _pca(config, data), nines)
    table = Data(data.name, data.sha256, len(data.train), data.train.x[0].size)
    shown = [np.flatnonzero(data.test.labels == digit)[:2] for digit in range(10)]
    images = test[np.concatenate(shown)]
    arrays = curves("ebae", trainings["ebae"]) | {"images": images.numpy()}
    for name in names:
        x = images.to(device)[None]
        latent = members[name][0].subset(slice(1)).map("encode", x)
        arrays[f"rebuilt_{name}"] = (
            members[name][0].subset(slice(1)).map("decode", latent)[0].cpu().numpy()
        )
    return Outcome(draft.record(arms, table), arrays)


def _build(config: Ablation, row: Row) -> EBAE:
    return build(row, config.width, config.n_latent, config.network_start)


def _plain(config: Ablation, row: Row) -> EnergyAutoencoder:
    networks = arch28(config.n_latent, config.width, start=config.network_start)
    return EnergyAutoencoder(*networks, config.n_latent, sphere=row.sphere)


def _untrained(config: Ablation, row: Row, test: Tensor) -> _Array:
    return _energies(Ensemble.from_seeds(lambda: _plain(config, row), config.seeds), test)


def _pca(config: Ablation, data: ImageData) -> _Array:
    """Errors of the best linear autoencoder; no seed makes a difference to it."""
    flat, shown = (images.x.reshape(len(images), -1) for images in (data.train, data.test))
    model = PCA(config.n_latent, svd_solver="covariance_eigh").fit(flat)
    errors = ((shown - model.inverse_transform(model.transform(shown))) ** 2).mean(1)
    return np.tile(errors, (len(config.seeds), 1))


def _control(config: Ablation, energy: _Array, nines: npt.NDArray[np.bool_]) -> Arm:
    metrics = {"auc": _auc(energy, nines), "real": energy[:, ~nines].mean(1)}
    return arm(config.seeds, metrics, History(), {})


def _without_nines(data: ImageData) -> ImageData:
    """The same with the nines gone, but for those to be found in the test set."""

    def rest(images: Images) -> Images:
        return images.take(np.flatnonzero(images.labels != _HELD_OUT))

    return replace(data, train=rest(data.train), validation=rest(data.validation))


def _train(
    config: Ablation,
    row: Row,
    seeds: tuple[int, ...],
    data: ImageData,
    device: str,
    keep: Keep | None,
) -> dict[str, tuple[Ensemble, History]]:
    """Both stages for some seeds, side by side."""
    x = torch.from_numpy(data.train.x)
    validation, test = torch.from_numpy(data.validation.x), torch.from_numpy(data.test.x)
    nines = data.test.labels == _HELD_OUT
    rows = np.tile(np.arange(len(x)), (len(seeds), 1))
    named = "-".join(str(seed) for seed in seeds)
    batch = min(config.batch_size, len(x))

    plain = Ensemble.from_seeds(lambda: _plain(config, row), seeds, device)
    ensemble = Ensemble.from_seeds(lambda: _build(config, row), seeds, device)
    first, second = train_ebae(
        plain,
        ensemble,
        x,
        rows,
        seeds,
        (
            Schedule(config.warm_up_steps, batch, config.warm_up_rate),
            Schedule(config.steps, batch, config.learning_rate),
        ),
        validation=Observer(
            max(1, config.warm_up_steps // config.looks),
            lambda members: {"validation": _energies(members, validation).mean(1)},
            keep_least="validation",
        ),
        observer=Observer(
            max(1, config.steps // _LOOKS),
            lambda members: {"auc": _auc(_energies(members, test), nines)},
        ),
        label=f"seed {named}",
        part=named,
        keep=keep,
    )
    return {
        "autoencoder": (plain, first),
        "ebae": (ensemble, second),
    }


def _energies(ensemble: Ensemble, x: Tensor) -> _Array:
    """Energy of every image for every replica, ``(R, n)``."""
    shown = x.to(ensemble.device).expand(len(ensemble), *x.shape)
    return np.asarray(ensemble.map_rows("energy", shown).double().cpu().numpy())


def _auc(energy: _Array, outlier: npt.NDArray[np.bool_]) -> _Array:
    return np.array([ranking_metrics(outlier, scores)["roc_auc"] for scores in energy])
