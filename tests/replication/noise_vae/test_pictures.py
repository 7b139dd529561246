"""What the figures are drawn from."""

import numpy as np

from replication.kit import Result
from replication.noise_vae.pictures import SHOWN


def test_the_arrays_have_what_the_figures_ask_for(result: Result) -> None:
    arrays = result.arrays
    assert arrays["images"].shape == (SHOWN, 1, 28, 28)
    for name in ("learnt_beta1", "mixture", "network", "fixed_0_1"):
        assert arrays[f"rebuilt_{name}"].shape == (SHOWN, 1, 28, 28)
    assert arrays["membership_mixture"].shape == (SHOWN, 1, 28, 28)
    assert ((arrays["membership_mixture"] >= 0) & (arrays["membership_mixture"] <= 1)).all()
    assert arrays["traversal_learnt_beta8"].shape == (4, 7, 1, 28, 28)


def test_the_most_influential_factors_come_first(result: Result) -> None:
    influence = result.arrays["influence_learnt_beta8"]
    traversed = result.arrays["traversed_learnt_beta8"]
    assert (np.diff(influence[traversed]) <= 0).all()
    assert result.arrays["gram_learnt_beta1"].shape == (4, 4)
