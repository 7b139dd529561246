"""Every exhibit fails where it should, and the library does not, against outside oracles."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal
from sklearn.mixture import GaussianMixture
from torch import Tensor

from rdo.errors import InputError
from rdo.priors import Mixture, mixture_energy, mixture_statistics
from replication.dagmm_autopsy import exhibits, faults
from replication.dagmm_autopsy.costs import (
    RIGHT,
    SCORES,
    clusters,
    cost_table,
    costs,
    f1_by_last_batch,
)
from replication.dagmm_autopsy.exhibits import EXHIBITS
from replication.dagmm_autopsy.patients import (
    UNTRAINED,
    Patients,
    course_table,
    examine,
    train_patients,
)

DOUBLE = torch.float64


def two_components() -> Mixture:
    root = torch.randn(2, 3, 3, generator=torch.Generator().manual_seed(0), dtype=DOUBLE)
    mean = torch.tensor([[0.0, 0, 0], [2, 1, 0]], dtype=DOUBLE)
    return Mixture(torch.tensor([0.3, 0.7], dtype=DOUBLE), mean, root @ root.mT + torch.eye(3))


def rows(n: int, d: int, seed: int = 1) -> Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=DOUBLE)


def by_scipy(z: Tensor, mixture: Mixture, power: float = 0.5) -> np.ndarray:
    """The energy with the determinant to some power; one half is right."""
    density = np.zeros(len(z))
    for weight, mean, covariance in zip(*(part.numpy() for part in mixture), strict=True):
        root = np.sqrt(np.linalg.det(2 * np.pi * covariance))
        right = multivariate_normal(mean, covariance).pdf(z.numpy())
        density += weight * right * root ** (1 - 2 * power)
    return -np.log(density)


def test_a_detached_loss_trains_nothing_and_the_librarys_trains_everything() -> None:
    shown = EXHIBITS["detached_loss"]()
    assert (shown.faulty, shown.right) == (0, 1)
    faulty, right = shown.arrays["faulty"], shown.arrays["right"]
    assert faulty[0] == right[0]
    assert right[-20:].mean() < 0.6 * right[:20].mean()
    assert faulty[-20:].mean() == pytest.approx(faulty[:20].mean(), rel=0.1)
    assert faulty.std() > 0


def test_the_energy_is_scipys_and_the_double_root_is_the_fourth_root() -> None:
    mixture, z = two_components(), 3 * rows(50, 3)
    np.testing.assert_allclose(mixture_energy(z, mixture), by_scipy(z, mixture), rtol=1e-10)
    faulty = faults.double_root_energy(z, mixture)
    np.testing.assert_allclose(faulty, by_scipy(z, mixture, power=0.25), rtol=1e-10)
    shown = EXHIBITS["double_root"]()
    assert shown.right == pytest.approx(1, abs=1e-6)
    expected = sum(0.5 * (2 * math.pi * s**2) ** 0.25 for s in (0.1, 3.0))
    assert shown.faulty == pytest.approx(expected, abs=1e-6)


def test_a_double_root_halves_the_weight_of_the_energy() -> None:
    shown = EXHIBITS["halved_weight"]()
    assert shown.faulty == pytest.approx(0.5, rel=1e-9)


def test_the_floor_ties_rows_that_the_library_tells_apart() -> None:
    shown = EXHIBITS["floor"]()
    distance, faulty = shown.arrays["distance"], shown.arrays["faulty"]
    assert shown.right == len(distance) > shown.faulty
    expected = 0.5 * distance**2 + 0.5 * math.log(2 * math.pi)
    np.testing.assert_allclose(shown.arrays["right"], expected, rtol=1e-12)
    low = expected < 20
    np.testing.assert_allclose(faulty[low], expected[low], atol=1e-3)
    assert faulty.max() == pytest.approx(-math.log(1e-12), rel=1e-6)
    slope = EXHIBITS["floored_slope"]()
    assert slope.right == pytest.approx(10)
    assert slope.faulty < 1e-6


def test_the_stabiliser_in_the_floored_energy_never_acts() -> None:
    mixture, z = two_components(), 20 * rows(50, 3)
    single = Mixture(*(part.float() for part in mixture))
    distance = faults._squared_distance(z.float(), single)
    density = (
        single.weight * (-distance / 2).exp() / (2 * math.pi * single.covariance).det() ** 0.5
    ).sum(1)
    torch.testing.assert_close(faults.floored_energy(z, mixture), -(density + 1e-12).log())


def test_the_last_batch_has_too_few_rows_for_a_mixture() -> None:
    shown = EXHIBITS["last_batch"]()
    # Of a standard normal in eight dimensions: its entropy.
    assert shown.right == pytest.approx(4 * (1 + math.log(2 * math.pi)), rel=0.02)
    assert shown.faulty > 1_000 * shown.right


def test_averaged_covariances_lack_what_the_batch_means_do() -> None:
    shown = EXHIBITS["averaged_covariances"]()
    assert shown.right == pytest.approx(1 + 3**2, rel=0.05)
    assert shown.faulty == pytest.approx(1, rel=0.05)
    # The law of total covariance, with soft memberships.
    z, membership = rows(90, 3).cumsum(0), torch.softmax(rows(90, 2, 2), dim=1)
    averaged, whole = faults.averaged_mixture(z, membership, 20), mixture_statistics(z, membership)
    torch.testing.assert_close(averaged.weight, whole.weight)
    torch.testing.assert_close(averaged.mean, whole.mean)
    for k in range(2):
        share = torch.stack([part[:, k].sum() for part in membership.split(20)])
        means = [
            mixture_statistics(*pair).mean[k]
            for pair in zip(z.split(20), membership.split(20), strict=True)
        ]
        between = torch.cov(torch.stack(means).T, aweights=share, correction=0)
        torch.testing.assert_close(averaged.covariance[k] + between, whole.covariance[k])


def test_scores_repeat_unless_dropout_is_left_on() -> None:
    shown = EXHIBITS["dropout_while_scoring"]()
    assert shown.right == 0
    assert shown.faulty > 0.01


def test_a_dead_component_is_as_if_it_were_not_there() -> None:
    shown = EXHIBITS["dead_component"]()
    assert (shown.faulty, shown.right) == (0, 100)
    z, membership = rows(100, 2), torch.zeros(100, 2, dtype=DOUBLE)
    membership[:, 0] = 1
    alone = mixture_statistics(z, membership[:, :1])
    both = mixture_statistics(z, membership)
    torch.testing.assert_close(mixture_energy(z, both), mixture_energy(z, alone))


def test_a_root_in_the_weights_loses_the_gradient_and_no_value() -> None:
    shown = EXHIBITS["root_of_memberships"]()
    assert (shown.faulty, shown.right) == (1, 0)
    z, membership = rows(100, 2), torch.softmax(rows(100, 2, 2), dim=1)
    membership[0] = torch.tensor([1.0, 0.0])
    expected = mixture_statistics(z, membership, jitter=1e-12)
    for faulty in (faults.root_weighted_mixture, faults.unguarded_mixture):
        for part, right in zip(faulty(z, membership), expected, strict=True):
            torch.testing.assert_close(part, right)


def test_the_librarys_slope_at_a_membership_of_zero_is_that_of_finite_differences() -> None:
    z, step = rows(40, 2), 1e-6

    def energy(first: Tensor) -> Tensor:
        membership = torch.full((40, 2), 0.5, dtype=DOUBLE)
        membership = torch.cat([torch.stack([1 - first, first])[None], membership[1:]])
        return mixture_energy(z, mixture_statistics(z, membership)).mean()

    zero = torch.tensor(0.0, dtype=DOUBLE, requires_grad=True)
    (slope,) = torch.autograd.grad(energy(zero), zero)
    with torch.no_grad():
        difference = (energy(zero + step) - energy(zero - step)) / (2 * step)
    torch.testing.assert_close(slope, difference, rtol=1e-5, atol=1e-9)


def test_float32_fails_on_correlated_columns_and_not_on_columns_of_different_size() -> None:
    assert EXHIBITS["single_precision"]().faulty == 1
    assert EXHIBITS["single_precision"]().right == 0
    assert exhibits.single_precision(correlated=False).faulty == 0
    in_one_pass = exhibits.single_precision(correlated=False, centre=1, one_pass=True)
    assert in_one_pass.faulty > 0.3
    assert in_one_pass.right == 0


def test_tables_hold_every_exhibit() -> None:
    cheap = {name: EXHIBITS[name]() for name in EXHIBITS if name != "detached_loss"}
    table = exhibits.exhibits_table(cheap)
    assert len(table) == len(EXHIBITS) - 1
    assert list(table.columns) == ["measured", "faulty", "rdo"]
    assert set(exhibits.precision_table()["rdo fails"]) == {"0%"}


def test_rows_in_a_sorted_file_cost_what_batches_forget() -> None:
    case = clusters(0)
    right = SCORES[RIGHT](case)
    assert right is not None
    twin = GaussianMixture(3, reg_covar=1e-6)
    twin._initialize(case.train.numpy(), case.membership.numpy())
    np.testing.assert_allclose(right, -twin.score_samples(case.test.numpy()), rtol=1e-6)
    found = costs([case]).set_index("score")
    f1 = found["f1"].to_dict()
    assert "dropout while scoring" not in f1  # no network, nothing to drop
    assert found["moved"].to_dict()[RIGHT] == 0
    assert f1[RIGHT] > f1["averaged covariances"] > f1["mixture of the last batch"]


@pytest.fixture(scope="module")
def patients() -> Patients:
    return train_patients("breast_cancer", seeds=2, steps=24)


def test_patients_are_examined_from_the_start_to_the_end(patients: Patients) -> None:
    course = patients.course
    assert sorted(course["step"].unique()) == list(range(0, 25, 2))
    assert len(course) == 2 * 13
    first = patients.cases(trained=False)[1]
    expected = examine(first.train, first.membership)
    row = course.query("step == 0 and seed == 1").iloc[0]
    for name, value in expected.items():
        assert row[name] == pytest.approx(value, rel=1e-4, abs=1e-6)
    last = patients.cases()[1]
    assert course["energy"].iloc[-1] == pytest.approx(
        examine(last.train, last.membership)["energy"]
    )
    assert (course["gap"] > 0).all()
    assert (course["em_gain"] > 0).all()
    table = course_table(course, {"gap": "gap"})
    low, high = course.query("step == 24")["gap"].agg(["min", "max"])
    middle = (low + high) / 2
    assert table.loc["step 24", "gap"] == f"{middle:.3g} ({low:.3g} to {high:.3g})"


def test_the_gap_is_the_divergence_from_scikit_learns_posterior(patients: Patients) -> None:
    case = patients.cases()[0]
    found = examine(case.train, case.membership)
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


def test_costs_of_patients(patients: Patients) -> None:
    found = patients.costs()
    assert list(cost_table(found).index) == [*SCORES, UNTRAINED]
    untrained = found.loc[found["score"] == UNTRAINED, "f1"].tolist()
    cases = patients.cases(trained=False)
    assert untrained == [case.f1(mixture_energy(case.test, case.mixture)) for case in cases]
    curve = f1_by_last_batch(patients.cases(), (4, 10**6))
    right = found[found["score"] == RIGHT].set_index("seed")["f1"]
    for seed, one in curve.groupby("seed"):
        assert one["rows"].tolist() == [4, 179]
        assert one["f1"].iloc[-1] == right[seed]


def test_input_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(InputError, match="dataset='nothing'"):
        train_patients("nothing")
    with pytest.raises(InputError, match="seeds=0"):
        train_patients(seeds=0)
    with pytest.raises(InputError, match="steps=0"):
        train_patients(steps=0)
