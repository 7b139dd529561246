"""Counts rows, columns, anomalies, parameters and layers, and divides precision by recall."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from rdo.datasets import load
from rdo.evaluation import flag_top, split_halves
from rdo.models import DAGMM, Architecture, RaDOGAGA
from replication import table1, toy_density
from replication.kit import Outcome, Run
from replication.kit.tables import printed_values
from replication.ledger import Arm, Claim, Data
from replication.radogaga_printed.config import (
    FEATURES,
    FULLY_CONNECTED,
    IMAGE_SIDE,
    LAST_LAYER,
    TABLES,
    Config,
)

__all__ = ["ratio_distance", "run", "size_error"]

_TOY_COLUMNS = 16  # Section 5.1


def run(config: Config, run: Run) -> Outcome:
    """Hold what is printed against what can be counted.

    Of a data set of Table 1, ``data`` has by how much its rows, its columns and its per cent of
    anomalies differ from those printed, ``ratio_distance`` of each quoted row is
    :func:`ratio_distance`, and ``from_reported`` of ``dagmm_small`` is how far Table 4's DAGMM is
    from the F1 that its authors reported, in printed standard deviations. Of these and of the toy,
    ``dagmm`` and ``radogaga_d`` have their number of ``parameters``. Of CelebA's networks,
    ``size_error`` is :func:`size_error` of the fully connected layers, as printed and with the last
    one's input corrected, and for ``features`` by how many numbers more or less than the first of
    them takes the convolutions leave.
    """
    if run.part == "celeba":
        return _layers(run)
    if run.part == "toy":
        settings = toy_density.EXPERIMENT.plan("toy", "paper")[0]
        networks = Architecture(
            _TOY_COLUMNS, settings.hidden, settings.n_latent, settings.n_components
        )
        return Outcome(_parameters(run, networks), Data.of(run.part, np.zeros((1, _TOY_COLUMNS))))
    table, printed, row = load(run.part), TABLES[run.part], table1.ROWS[run.part]
    rows, columns = table.X.shape
    networks = Architecture(
        columns, row.hidden, row.n_latent, row.n_components, residual_features=True
    )
    test = table.y[split_halves(table.y, 0).test]
    flagged = flag_top(np.arange(len(test), dtype=float), table.anomaly_ratio)
    protocol = float(test.sum() / flagged.sum())
    found = {
        "rows_error": abs(rows - printed.rows),
        "columns_error": abs(columns - printed.columns),
        "percent_error": abs(100 * float(table.y.mean()) - printed.percent),
    }
    arms = {"data": run.arm(found), **_parameters(run, networks)}
    precision, recall = (
        printed_values("table1", run.part, name) for name in ("precision", "recall")
    )
    for name in precision:
        if name.endswith("_cited"):
            distance = ratio_distance(precision[name], recall[name], protocol)
            arms[name] = run.arm({"ratio_distance": distance})
    f1 = printed_values("table4", run.part, "f1")
    theirs, spread = f1["dagmm"], f1["dagmm"].spread
    assert spread is not None
    apart = abs(theirs.value - f1["dagmm_cited"].value) / spread
    arms["dagmm_small"] = run.arm({"from_reported": apart})
    return Outcome(arms, Data(table.name, table.sha256, rows, columns))


def ratio_distance(precision: Claim, recall: Claim, protocol: float) -> float:
    r"""How far the ratio of a printed precision to a recall is from the protocol's.

    .. math::
        \left| \frac{P}{R} - \frac{n_1}{k} \right|

    with the anomalies :math:`n_1` among the test rows and the k rows that are flagged: whatever is
    scored, and in every run, P / R is :math:`n_1 / k` where no scores tie at the threshold.
    """
    return abs(precision.value / recall.value - protocol)


def size_error(layers: Sequence[tuple[int, int]]) -> int:
    """By how much a layer's input differs from what the one before gives, the largest difference.

    Examples
    --------
    >>> from replication.radogaga_printed.run import size_error
    >>> size_error([(4, 3), (3, 2), (5, 1)])
    3
    """
    return max(abs(given - taken) for (_, given), (taken, _) in pairwise(layers))


def _parameters(run: Run, networks: Architecture) -> dict[str, Arm]:
    models = {
        "dagmm": DAGMM(networks, lambda1=0.1, lambda2=0.005),
        "radogaga_d": RaDOGAGA(networks, lambda1=1.0, lambda2=1.0, h="d"),
    }
    counted = {
        name: sum(one.numel() for one in model.parameters()) for name, model in models.items()
    }
    return {name: run.arm({"parameters": count}) for name, count in counted.items()}


def _layers(run: Run) -> Outcome:
    channels, convolutions = FEATURES
    features = channels * (IMAGE_SIDE // 2**convolutions) ** 2
    arms = {
        "features": run.arm({"size_error": abs(features - FULLY_CONNECTED[0][0])}),
        "layers_printed": run.arm({"size_error": size_error(FULLY_CONNECTED)}),
        "layers": run.arm({"size_error": size_error((*FULLY_CONNECTED[:-1], LAST_LAYER))}),
    }
    return Outcome(arms, Data.of(run.part, np.array(FULLY_CONNECTED)))
