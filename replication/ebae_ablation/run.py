"""Trains a row of Table 3 of the EBAE supplement, or compares the records of all."""

from dataclasses import asdict, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from rdo.datasets import ImageData, Images, load_images
from rdo.models import EBAE, EnergyAutoencoder
from rdo.training import Ensemble, History, Observer, Schedule
from replication.ebae_ablation import comparisons
from replication.ebae_ablation.config import DEVIATIONS, Comparisons, Config
from replication.kit import Outcome, Run
from replication.kit.controls import PrincipalComponents
from replication.kit.ebae import autoencoder_before_ebae, chains, ebae
from replication.kit.image_training import auc, groups, joined, per_image, repeated, train_ebae
from replication.kit.record import curves, describe
from replication.ledger import Data

__all__ = ["run"]

_Array = npt.NDArray[np.float64]

_HELD_OUT = 9


def run(config: Config | Comparisons, run: Run) -> Outcome:
    """Run one row, or compare the records of all.

    A row's record has the arms ``autoencoder``, before any negative, and ``ebae``; and for
    controls the network ``untrained``, and ``pca`` with as many components as latents. ``auc`` is
    of the test set's nines against its other digits, by energy; ``real`` the mean energy of those
    others. The arm ``ebae`` has that of its own samples too, ``sampled``, over the last twentieth
    of the steps, and ``gain``, its AUC less that of the autoencoder.

    The arrays hold the loss and the AUC along the training, which nothing is chosen by; and for the
    first seed two test ``images`` of each digit, and what comes back of them before and after,
    ``rebuilt_autoencoder`` and ``rebuilt_ebae``.
    """
    if isinstance(config, Comparisons):
        return comparisons.measure(config, run)
    data = _without_nines(load_images(config.images))
    test = data.test.x
    nines = data.test.labels == _HELD_OUT

    def measures(energy: _Array) -> dict[str, _Array]:
        """Of the energies of the test images, ``(R, n)``."""
        aucs = np.array([auc(one, nines) for one in energy])
        return {"auc": aucs, "real": energy[:, ~nines].mean(1)}

    def evaluate(members: Ensemble) -> dict[str, _Array]:
        return {"auc": measures(per_image(members, "energy", test))["auc"]}

    observer = Observer(max(1, config.steps // config.evaluations), evaluate)
    trained = [
        _train(config, run, seeds, data, observer) for seeds in groups(run.seeds, run.device)
    ]
    described = {
        "autoencoder": {**describe(_autoencoder(config)), "sphere": config.sphere},
        "ebae": {**describe(_ebae(config)), "chains": asdict(_ebae(config).chains)},
    }
    shown = np.concatenate([np.flatnonzero(data.test.labels == k)[:2] for k in range(10)])
    arrays = {"images": test[shown]}
    histories, metrics = {}, {}
    for name in described:
        ensembles = [stages[name][0] for stages in trained]
        histories[name] = joined([stages[name][1] for stages in trained])
        metrics[name] = measures(np.concatenate([per_image(e, "energy", test) for e in ensembles]))
        first = ensembles[0].subset(slice(1))
        latent = first.map("encode", repeated(first, test[shown]))
        arrays[f"rebuilt_{name}"] = first.map("decode", latent)[0].cpu().numpy()
    metrics["ebae"]["gain"] = metrics["ebae"]["auc"] - metrics["autoencoder"]["auc"]
    late = histories["ebae"].terms["negative"]
    metrics["ebae"]["sampled"] = -np.mean(late[-(len(late) // 20 + 1) :], axis=0)

    untrained = Ensemble.from_seeds(partial(_autoencoder, config), run.seeds)
    pca = PrincipalComponents(data.train.x, config.n_latent, svd_solver="covariance_eigh")
    linear = pca.squared_errors(test).mean(1)
    arms = {
        **{name: run.arm(metrics[name], histories[name], described[name]) for name in described},
        "untrained": run.arm(measures(per_image(untrained, "energy", test))),
        "pca": run.arm(measures(np.tile(linear, (len(run.seeds), 1)))),
    }
    table = Data(data.name, data.sha256, len(data.train), data.train.x[0].size)
    settings = {"deviations": list(DEVIATIONS[run.profile])}
    return Outcome(arms, table, arrays | curves("ebae", histories["ebae"]), settings)


def _ebae(config: Config) -> EBAE:
    own = chains(config.latent_steps, replay=config.replay, sphere=config.sphere)
    return ebae(config.n_latent, config.width, config.network_start, own)


def _autoencoder(config: Config) -> EnergyAutoencoder:
    return autoencoder_before_ebae(
        config.n_latent, config.width, config.network_start, sphere=config.sphere
    )


def _without_nines(data: ImageData) -> ImageData:
    """The same with the nines gone, but for those to be found in the test set."""

    def rest(images: Images) -> Images:
        return images.take(np.flatnonzero(images.labels != _HELD_OUT))

    return replace(data, train=rest(data.train), validation=rest(data.validation))


def _train(
    config: Config, run: Run, seeds: tuple[int, ...], data: ImageData, observer: Observer
) -> dict[str, tuple[Ensemble, History]]:
    """Both stages for some seeds, vectorized."""
    named = "-".join(str(seed) for seed in seeds)
    batch = min(config.batch_size, len(data.train))
    plain = Ensemble.from_seeds(partial(_autoencoder, config), seeds, run.device)
    ensemble = Ensemble.from_seeds(partial(_ebae, config), seeds, run.device)
    first, second = train_ebae(
        run,
        plain,
        ensemble,
        data.train.x,
        seeds,
        (
            Schedule(config.warm_up_steps, batch, config.warm_up_rate),
            Schedule(config.steps, batch, config.learning_rate),
        ),
        validation=Observer(
            max(1, config.warm_up_steps // config.warm_up_evaluations),
            lambda members: {"validation": per_image(members, "energy", data.validation.x).mean(1)},
            keep_least="validation",
        ),
        observer=observer,
        label=f"seed {named}",
        stage=named,
    )
    return {"autoencoder": (plain, first), "ebae": (ensemble, second)}
