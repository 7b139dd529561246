"""Principal directions against scikit-learn's."""

import numpy as np
from sklearn.decomposition import PCA

from rdo.detectors.directions import Directions
from tests.detectors.examples import table


def test_directions_are_those_of_scikit_learn_up_to_99_percent() -> None:
    x = table(300, 6)
    pca = PCA(0.99, svd_solver="full").fit(x)
    found = Directions.of(x)
    np.testing.assert_allclose(found.variances, pca.explained_variance_ * 299 / 300)
    np.testing.assert_allclose(found.share, pca.explained_variance_ratio_)
    assert found.total == x.var(0).sum()
    assert found.loadings.tolist() == np.abs(pca.components_).argmax(1).tolist()


def test_many_rows_and_columns_are_thinned() -> None:
    x = np.random.default_rng(0).normal(size=(50_000, 3))
    np.testing.assert_allclose(Directions.of(x).variances, 1, atol=0.1)


def test_what_is_told_is_short() -> None:
    x = np.random.default_rng(0).normal(size=(300, 5))
    text = Directions.of(x).described(np.ones(5, dtype=bool), list("abcde"))
    assert text.count(";") == 3
    assert text.endswith("and 2 more")


def test_rows_that_are_all_alike_have_the_direction_of_a_scaled_column() -> None:
    found = Directions.of(np.full((50, 3), 0.5))
    assert found.variances.tolist() == [1 / 36]
    assert found.share.tolist() == [1]
    assert found.total == 3 / 36
