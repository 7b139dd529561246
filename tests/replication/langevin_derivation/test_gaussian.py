"""Mutual information with a little noise."""

import numpy as np
import pytest

from replication.langevin_derivation.gaussian import _COVARIANCE, _MAP, information


def test_the_information_is_that_of_the_joint_gaussian() -> None:
    noise = 0.5
    out = _MAP @ _COVARIANCE @ _MAP.T + noise**2 * np.eye(2)
    cross = _COVARIANCE @ _MAP.T
    joint = np.block([[_COVARIANCE, cross], [cross.T, out]])
    dets = [np.linalg.det(one) for one in (_COVARIANCE, out, joint)]
    assert information(noise) == pytest.approx(np.log(dets[0] * dets[1] / dets[2]) / 2)


def test_it_grows_by_log_10_a_dimension() -> None:
    assert information(1e-5) - information(1e-4) == pytest.approx(2 * np.log(10), abs=1e-6)
