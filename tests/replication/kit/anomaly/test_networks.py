"""Models as Tables 2 and 3 have them."""

import pytest

from rdo.errors import InputError
from rdo.models import DAGMM, RaDOGAGA
from replication import table1, table4
from replication.kit.anomaly.networks import build


def test_radogaga_has_the_widths_and_weights_of_its_row() -> None:
    thyroid = build("radogaga_log", table1.configure("thyroid", "paper"), 6)
    assert isinstance(thyroid, RaDOGAGA)
    assert (thyroid.lambda1.item(), thyroid.lambda2.item(), thyroid.h) == (100, 1000, "log")
    widths = [layer.out_features for layer in (*thyroid.encoder.linear, *thyroid.decoder.linear)]
    assert widths == [30, 24, 6, 24, 30, 6]
    assert thyroid.estimation.output.linear[0].out_features == 2
    narrow = build("radogaga_d", table4.configure("thyroid", "paper"), 6)
    assert isinstance(narrow, RaDOGAGA)
    widths = [layer.out_features for layer in (*narrow.encoder.linear, *narrow.decoder.linear)]
    assert widths == [12, 4, 1, 4, 12, 6]


def test_dagmm_has_the_weights_of_its_own_paper() -> None:
    dagmm = build("dagmm", table1.configure("arrhythmia", "paper"), 274)
    assert isinstance(dagmm, DAGMM)
    assert (dagmm.lambda1.item(), dagmm.lambda2.item()) == pytest.approx((0.1, 0.005))


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="method='vae'"):
        build("vae", table1.configure("thyroid", "paper"), 6)
