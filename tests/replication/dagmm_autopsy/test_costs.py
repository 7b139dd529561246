"""What a faulty score costs where nothing is left to a network."""

from dataclasses import replace

import numpy as np
import torch
from sklearn.mixture import GaussianMixture

from replication.dagmm_autopsy.config import RIGHT
from replication.dagmm_autopsy.costs import clusters, costs, energies, f1_by_last_batch


def test_rows_in_a_sorted_file_cost_what_batches_forget() -> None:
    case = clusters(0)
    right = energies(case)[RIGHT]
    twin = GaussianMixture(3, reg_covar=1e-6)
    twin._initialize(case.train.numpy(), case.membership.numpy())
    np.testing.assert_allclose(right, -twin.score_samples(case.test.numpy()), rtol=1e-6)
    found = costs(case)
    assert "dropout" not in found  # no network, nothing to drop
    assert found[RIGHT]["moved"] == 0
    assert found[RIGHT]["f1"] > found["averaged"]["f1"] > found["last_batch"]["f1"]


def test_all_rows_as_the_last_batch_are_the_mixture() -> None:
    case = clusters(1)
    few, all_rows = f1_by_last_batch(case, (2, len(case.train)))
    assert few < all_rows == case.f1(energies(case)[RIGHT])


def test_a_seed_that_cannot_be_scored_costs_nothing_known() -> None:
    case = clusters(0)
    broken = replace(case, test=torch.full_like(case.test, torch.nan))
    for cost in costs(broken).values():
        assert np.isnan(list(cost.values())).all()
