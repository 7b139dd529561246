"""DAGMMs before and after their training."""

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from rdo.errors import InputError
from replication.dagmm_autopsy import EXPERIMENT
from replication.dagmm_autopsy.networks import TrainedNetworks, diagnose, train_networks


def test_networks_are_diagnosed_from_the_start_to_the_end(networks: TrainedNetworks) -> None:
    history = networks.history
    assert history.observed_at == list(range(0, 25, 2))
    for place, cases in ((0, networks.untrained), (-1, networks.trained)):
        for replica, case in enumerate(cases):
            for name, value in diagnose(case.train, case.membership).items():
                observed = history.observed[name][place][replica]
                assert observed == pytest.approx(value, rel=1e-4, abs=1e-6)
    assert (np.array(history.observed["gap"]) > 0).all()
    assert (np.array(history.observed["em_gain"]) > 0).all()


def test_the_gap_is_the_divergence_from_scikit_learns_posterior(networks: TrainedNetworks) -> None:
    case = networks.trained[0]
    found = diagnose(case.train, case.membership)
    z, q = case.train.double().numpy(), case.membership.double().numpy()
    twin = GaussianMixture(q.shape[1], reg_covar=1e-6)
    twin._initialize(z, q)
    log_evidence, log_posterior = twin._estimate_log_prob_resp(z)
    divergence = (q * (np.log(q) - log_posterior)).sum(1).mean()
    assert found["gap"] == pytest.approx(divergence, rel=1e-5)
    assert found["energy"] == pytest.approx(-log_evidence.mean(), rel=1e-6)
    em = GaussianMixture(
        q.shape[1],
        weights_init=twin.weights_,
        means_init=twin.means_,
        precisions_init=np.linalg.inv(twin.covariances_),
        reg_covar=1e-6,
        max_iter=25,
        tol=0,
    )
    with pytest.warns(match="did not converge"):
        em.fit(z)
    gain = em.score_samples(z).mean() - log_evidence.mean()
    assert found["em_gain"] == pytest.approx(gain, rel=1e-3)


def test_a_training_of_no_steps_is_refused() -> None:
    with pytest.raises(InputError, match="steps=0"):
        train_networks(*EXPERIMENT.plan("breast_cancer", seeds=1, options={"steps": 0}))
