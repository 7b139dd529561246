"""The page of the two theorems."""

import matplotlib.pyplot as plt
import numpy as np

from rdo.theory import LinearModel
from replication.ledger import find_record, read_arrays
from replication.lossy_autoencoder_score import one_theory


def test_both_curves_are_the_root_of_appendix_d_and_both_fields_are_drawn() -> None:
    trained = find_record("analytic_h", "gaussian")
    line = find_record("lossy_autoencoder_score", "mixture_1d")
    assert trained is not None
    assert line is not None
    left, right = one_theory(read_arrays(trained), read_arrays(line)).axes
    lam, back = (np.asarray(values, dtype=float) for values in left.lines[0].get_data())
    inside = (lam > 0) & (lam < 0.5)
    roots = [LinearModel(1 / value, 1.0, 1.0).optimum().ab for value in lam[inside]]
    np.testing.assert_allclose(back[inside], roots, rtol=1e-9)
    moved, drift = (np.asarray(right.lines[k].get_ydata(), dtype=float) for k in (0, 2))
    np.testing.assert_allclose(moved, drift, atol=0.01)
    plt.close("all")
