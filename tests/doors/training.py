"""What trains replicas, and what walks through trained ones."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from rdo import sampling, training
from tests.doors.models import MADE
from tests.doors.values import BAD, NO_NUMBER, ROWS, Door, door, tensor

BAD |= {
    "seeds of two": [*BAD["seeds"], (0,), (0, 0), (0, 1, 2)],
    "schedule of two": [
        *BAD["object"],
        training.Schedule(1, 5, 1e-3),
        *(training.Schedule(1, 2, (1e-3,) * n) for n in (1, 3)),
    ],
    "build": [*BAD["function"], lambda: None, lambda: 3, torch.nn.Identity],
    "index": [*NO_NUMBER, -1, 2, 0.0, 1.5],
    "vectors": [value for value in BAD["tensor"] if not isinstance(value, Tensor)]
    + [ROWS.half(), ROWS.bool(), ROWS.to(torch.complex64), ROWS[:0], ROWS[0, 0]],
    "draws of steps": [value for value in BAD["tensor"] if value is not None],
}
BOTH = training.Ensemble([MADE["RaDOGAGA"], MADE["RaDOGAGA"]])
PLAIN = training.Ensemble([MADE["Autoencoder"]] * 2)
X, OWN = ROWS.expand(2, -1, -1), np.tile(np.arange(4), (2, 1))
SCHEDULE = training.Schedule(1, 2, 1e-3)
WALKS = sampling.ShortWalks(3)
CHAIN = sampling.Langevin(0.1, 0.05)
EXACT = {"start": (tensor(4, 2), "tensor"), "normal": (tensor(3, 4, 2), "tensor")}


def half(x: Tensor) -> Tensor:
    return x / 2


def energy(x: Tensor) -> Tensor:
    return x.square().sum(1)


def first(ensemble: training.Ensemble) -> dict[str, Any]:
    return {"first": ensemble.parameters[:, 0].numpy()}


def observed(measure: Any, keep_least: Any) -> None:
    observer = training.Observer(1, measure, keep_least)
    training.fit(PLAIN, ROWS, OWN, (0, 1), SCHEDULE, observer=observer)


def mapped(name: Any, x: Any) -> None:
    PLAIN.map(name, x)


def streamed(**given: Any) -> None:
    list(WALKS.stream(**given))


def trainer(function: Any, ensemble: training.Ensemble, **more: Any) -> Door:
    return door(
        function,
        ensemble=(ensemble, "object"),
        data=(ROWS, "data"),
        rows=(OWN, "row numbers"),
        seeds=((0, 1), "seeds of two"),
        schedule=(SCHEDULE, "schedule of two"),
        label=("a label", "text"),
        checkpoints=(None, "object or None"),
        **more,
    )


DOORS = [
    trainer(
        training.fit,
        PLAIN,
        stage=("a stage", "text"),
        terms=(None, "terms"),
        observer=(None, "object or None"),
    ),
    trainer(training.warmed_up_start, PLAIN),
    trainer(training.gauge_fixed_start, BOTH),
    door(
        training.Observer,
        every=(1, "count"),
        measure=(first, "function"),
        keep_least=("first", "text or None"),
    ),
    door(observed, "Observer.metrics", measure=(first, "measure"), keep_least=("first", "metric")),
    door(training.Ensemble, models=([MADE["Autoencoder"]], "models"), device=("cpu", "device")),
    door(
        training.Ensemble.from_seeds,
        build=(lambda: MADE["Autoencoder"], "build"),
        seeds=((0, 1), "seeds"),
        device=("cpu", "device"),
    ),
    door(PLAIN.unflatten, flat=(PLAIN.parameters[0], "tensor")),
    door(PLAIN.flatten, named=(PLAIN.named(), "parameters")),
    door(PLAIN.method, name=("encode", "method")),
    door(
        mapped,
        "Ensemble.map",
        name=("encode", "method"),
        x=(X, "tensor"),
    ),
    door(PLAIN.map_rows, name=("encode", "method"), x=(X, "tensor")),
    door(PLAIN.vectorized, function=(energy, "function")),
    door(PLAIN.subset, replicas=([0], "replicas")),
    door(PLAIN.parts, values=(10, "count")),
    door(PLAIN.replica, index=(0, "index")),
    door(
        training.score_context,
        ensemble=(BOTH, "object"),
        train=(X, "data"),
        in_blocks=(True, "flag"),
    ),
    door(training.anomaly_scores, ensemble=(BOTH, "object"), train=(X, "data"), test=(X, "data")),
    door(sampling.on_sphere, z=(ROWS, "vectors")),
    door(
        sampling.Langevin,
        step=(0.1, "positive"),
        noise=(0.1, "noise"),
        clip=(None, "clip"),
        bounds=(None, "bounds"),
        project=(True, "flag"),
        sphere=(False, "flag"),
    ),
    door(CHAIN.deviation, t=(0, "whole")),
    door(CHAIN.temperature, t=(0, "whole")),
    door(CHAIN.run, energy=(energy, "energy"), **EXACT),
    door(
        CHAIN.run,
        "Langevin.run, corrected",
        energy=energy,
        **EXACT,
        uniform=(tensor(3, 4), "draws of steps"),
    ),
    door(
        sampling.ShortWalks, steps=(3, "count"), noise=(0.1, "not negative"), skipped=(1, "whole")
    ),
    *(
        door(
            function,
            f"ShortWalks.{name}",
            autoencoder=(half, "map"),
            classifier=(half, "map"),
            draws=(lambda walks, step: torch.ones(len(walks), 2), "draws"),
            walks=(3, "count"),
            at_once=(2, "count"),
        )
        for name, function in (("stream", streamed), ("collect", WALKS.collect))
    ),
]
