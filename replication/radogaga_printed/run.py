"""Counts rows, columns, anomalies, parameters and layers, and divides precision by recall."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.stats import hypergeom

from rdo.datasets import load
from rdo.evaluation import flag_top, split_halves
from rdo.models import DAGMM, Architecture, Model, RaDOGAGA
from replication import table1, toy_density
from replication.kit import Outcome, Run
from replication.kit.anomaly.networks import build
from replication.kit.tables import printed_values
from replication.ledger import Arm, Claim, Data
from replication.radogaga_printed.config import (
    FEATURES,
    FULLY_CONNECTED,
    IMAGE_SIDE,
    LAST_LAYER,
    TABLES,
    TOY_COLUMNS,
    Config,
)

__all__ = ["ratio_distance", "ratio_spread", "run", "size_error"]


_METHODS = ("dagmm", "radogaga_d")


def run(config: Config, run: Run) -> Outcome:
    """Hold what is printed against what can be counted.

    Of a data set of Table 1, ``data`` has by how much its rows, its columns and its per cent of
    anomalies differ from those printed, and :func:`ratio_spread`; ``ratio_distance`` of each quoted
    row is :func:`ratio_distance`, and ``from_reported`` of ``dagmm_small`` is how far Table 4's
    DAGMM is from the F1 that its authors reported, in printed standard deviations. Of these and of
    the toy, ``dagmm`` and ``radogaga_d`` have their number of ``parameters``. Of CelebA's networks,
    ``size_error`` is :func:`size_error` of the fully connected layers, as printed and with the last
    one's input corrected, and for ``features`` by how many numbers more or less than the first of
    them takes the convolutions leave.
    """
    if run.part == "celeba":
        return _layers(run)
    return _toy(run) if run.part == "toy" else _table(run)


def _table(run: Run) -> Outcome:
    table, printed = load(run.part), TABLES[run.part]
    rows, columns = table.X.shape
    test = table.y[split_halves(table.y, 0).test]
    flagged = int(flag_top(np.arange(len(test), dtype=float), table.anomaly_ratio).sum())
    found = {
        "rows_error": abs(rows - printed.rows),
        "columns_error": abs(columns - printed.columns),
        "percent_error": abs(100 * float(table.y.mean()) - printed.percent),
        "ratio_spread": ratio_spread(rows, int(table.y.sum()), flagged),
    }
    arms = {"data": run.arm(found)}
    settings = table1.configure(run.part, "paper")
    for name in _METHODS:
        arms[name] = _parameters(run, build(name, settings, columns))
    precision = printed_values("table1", run.part, "precision")
    recall = printed_values("table1", run.part, "recall")
    for name in precision:
        if name.endswith("_cited"):
            distance = ratio_distance(precision[name], recall[name], test.sum() / flagged)
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


def ratio_spread(rows: int, anomalies: int, flagged: int) -> float:
    r"""Standard deviation of precision over recall where the classes are halved together.

    .. math::
        \frac{1}{k} \sqrt{\frac n2 \, \pi (1 - \pi) \, \frac{n - n/2}{n - 1}}

    over the splits: half of n rows are drawn at random, so the number of anomalies among them is
    hypergeometric, with their share :math:`\pi` in all rows; k of them are flagged.

    Examples
    --------
    >>> from replication.radogaga_printed.run import ratio_spread
    >>> round(ratio_spread(3772, 93, 48), 3)
    0.099
    """
    return float(hypergeom(rows, anomalies, rows // 2).std() / flagged)


def size_error(layers: Sequence[tuple[int, int]]) -> int:
    """By how much a layer's input differs from what the one before gives, the largest difference.

    Examples
    --------
    >>> from replication.radogaga_printed.run import size_error
    >>> size_error([(4, 3), (3, 2), (5, 1)])
    3
    """
    return max(abs(given - taken) for (_, given), (taken, _) in pairwise(layers))


def _toy(run: Run) -> Outcome:
    settings = toy_density.EXPERIMENT.plan("toy", "paper")[0]
    networks = Architecture(TOY_COLUMNS, settings.hidden, settings.n_latent, settings.n_components)
    weights = dict(zip(("lambda1", "lambda2"), settings.lambdas_d, strict=True))
    arms = {
        "dagmm": _parameters(run, DAGMM(networks, **weights)),
        "radogaga_d": _parameters(run, RaDOGAGA(networks, **weights, h="d")),
    }
    # Nothing is measured on rows; the digest is that of the widths.
    widths = np.array([[TOY_COLUMNS, *settings.hidden, settings.n_latent, settings.n_components]])
    return Outcome(arms, Data.of(run.part, widths))


def _parameters(run: Run, model: Model) -> Arm:
    return run.arm({"parameters": sum(one.numel() for one in model.parameters())})


def _layers(run: Run) -> Outcome:
    channels, convolutions = FEATURES
    features = channels * (IMAGE_SIDE // 2**convolutions) ** 2
    arms = {
        "features": run.arm({"size_error": abs(features - FULLY_CONNECTED[0][0])}),
        "layers_printed": run.arm({"size_error": size_error(FULLY_CONNECTED)}),
        "layers": run.arm({"size_error": size_error((*FULLY_CONNECTED[:-1], LAST_LAYER))}),
    }
    # Nothing is measured on images; the digest is that of the layers.
    return Outcome(arms, Data.of(run.part, np.array(FULLY_CONNECTED)))
