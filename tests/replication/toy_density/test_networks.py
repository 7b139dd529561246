"""The toy's models."""

import pytest

from rdo.models import DAGMM, BetaVAE, RaDOGAGA
from replication.toy_density.config import configure
from replication.toy_density.networks import build

CONFIG = configure("toy", "paper")


def test_settings_are_those_of_section_5_1_1() -> None:
    model = build("radogaga_d", CONFIG, 16)
    assert isinstance(model, RaDOGAGA)
    assert (model.lambda1.item(), model.lambda2.item(), model.h) == (1e6, 1e6, "d")
    assert model.sigma2.item() == pytest.approx(1 / 12)
    widths = [layer.out_features for layer in (*model.encoder.linear, *model.decoder.linear)]
    assert widths == [64, 32, 16, 3, 16, 32, 64, 16]
    log = build("radogaga_log", CONFIG, 16)
    assert isinstance(log, RaDOGAGA)
    assert (log.lambda1.item(), log.lambda2.item(), log.h) == (1e3, 1e4, "log")


def test_both_dagmms_are_one_model_and_the_beta_vae_is_another() -> None:
    for name in ("dagmm", "dagmm_warm"):
        model = build(name, CONFIG, 16)
        assert isinstance(model, DAGMM)
        assert model.lambda1.item() == pytest.approx(1e-4)
    assert isinstance(build("beta_vae", CONFIG, 16), BetaVAE)


def test_the_light_radogaga_has_a_hundredth_of_the_first_weight() -> None:
    light, heavy = build("radogaga_light", CONFIG, 16), build("radogaga_d", CONFIG, 16)
    assert isinstance(light, RaDOGAGA)
    assert isinstance(heavy, RaDOGAGA)
    assert heavy.lambda1 / light.lambda1 == pytest.approx(100)
    assert heavy.lambda2 == light.lambda2
