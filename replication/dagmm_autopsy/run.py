"""What the faults cost: the same rows under the same mixture, scored right and wrong."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from replication.dagmm_autopsy.config import RIGHT, UNTRAINED, Clusters, Config
from replication.dagmm_autopsy.costs import Case, clusters, costs, f1_by_last_batch
from replication.dagmm_autopsy.networks import diagnoses, train_networks
from replication.kit import Outcome, Run
from replication.kit.record import curves, describe
from replication.ledger import Data

__all__ = ["run"]


def run(config: Config | Clusters, run: Run) -> Outcome:
    """Score every seed's test rows by the right formula and by the faulty ones.

    The record has one arm per score, and on a data set also ``untrained``, the networks before
    their training, scored right. Every arm holds, for every seed, what
    :func:`replication.dagmm_autopsy.costs.costs` gives; ``right`` and ``untrained`` also what
    :func:`replication.dagmm_autopsy.networks.diagnose` gives. The arrays hold the loss over the
    steps, these diagnoses along the training, and ``last_batch_f1`` ``(n, R)``, F1 under the
    mixture of the last ``last_batch_rows`` training rows.
    """
    if isinstance(config, Clusters):
        cases = [clusters(seed, config.batch_size) for seed in run.seeds]
        arms = {name: run.arm(metrics) for name, metrics in _costs(cases).items()}
        return Outcome(arms, Data.of(run.part, cases[0].train.numpy()))
    networks = train_networks(config, run)
    history, described = networks.history, describe(networks.template)
    before, after = networks.untrained, networks.trained
    metrics = _costs(after)
    metrics[RIGHT] |= diagnoses(after)
    # No flags to compare them with.
    untrained = {k: v for k, v in _costs(before)[RIGHT].items() if k != "moved"}
    again = replace(history, seconds=0.0)  # the time of the training counts once
    arms = {
        name: run.arm(metrics[name], history if name == RIGHT else again, described)
        for name in metrics
    }
    arms[UNTRAINED] = run.arm(untrained | diagnoses(before), config=described)
    n_train = len(after[0].train)
    rows = sorted({min(n, n_train) for n in config.last_rows} | {n_train})
    arrays = curves("dagmm", history)
    arrays["last_batch_rows"] = np.array(rows)
    arrays["last_batch_f1"] = np.array([f1_by_last_batch(case, rows) for case in after]).T
    return Outcome(arms, networks.task.source, arrays)


def _costs(cases: Sequence[Case]) -> dict[str, dict[str, npt.ArrayLike]]:
    """One value per case, by score and metric."""
    found = [costs(case) for case in cases]
    return {
        score: {metric: [one[score][metric] for one in found] for metric in metrics}
        for score, metrics in found[0].items()
    }
