"""Models as Tables 2 and 3 have them."""

from dataclasses import replace

import pytest
import torch

from rdo.errors import InputError
from rdo.models import DAGMM, Autoencoder, RaDOGAGA
from replication import table1, table4
from replication.kit.anomaly.config import Config
from replication.kit.anomaly.networks import LogOfBatch, build, start

RULE = table1.configure("thyroid", "paper")


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


def _started(method: str, config: Config, seed: int) -> Autoencoder:
    model = build(method, config, 6)
    start(model, config, seed)
    return model


def _loss(method: str, **changes: object) -> dict[str, torch.Tensor]:
    """The terms of one batch, the weights drawn from the same seed whatever changes."""
    config = replace(RULE, **changes)  # type: ignore[arg-type]
    model = _started(method, config, 3)
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(64, 6, generator=generator)
    shapes = model.noise_shapes(64).items()
    noise = {name: torch.rand(shape, generator=generator) for name, shape in shapes}
    return {name: term.detach() for name, term in model.loss(x, noise).items()}


def test_a_mean_over_columns_divides_each_squared_error_by_their_number() -> None:
    terms, mean = _loss("radogaga_d"), _loss("radogaga_d", squared_error="mean")
    torch.testing.assert_close(mean["rate"], terms["rate"])
    for name in ("reconstruction", "scaling"):
        torch.testing.assert_close(mean[name], terms[name] / 6)


def test_inside_the_logarithm_a_mean_is_a_constant() -> None:
    terms, mean = _loss("radogaga_log"), _loss("radogaga_log", squared_error="mean")
    torch.testing.assert_close(mean["reconstruction"], terms["reconstruction"])
    torch.testing.assert_close(mean["scaling"], terms["scaling"] / 6)


def test_of_dagmm_the_whole_loss_is_that_of_a_mean_times_the_columns() -> None:
    terms, mean = _loss("dagmm"), _loss("dagmm", squared_error="mean")
    torch.testing.assert_close(mean["reconstruction"] / 6, terms["reconstruction"] / 6)
    for name in ("energy", "penalty"):
        torch.testing.assert_close(mean[name] / 6, terms[name])


def test_the_logarithm_may_be_of_the_batchs_mean() -> None:
    rows, batch = _loss("radogaga_log"), _loss("radogaga_log", log_of="batch")
    distortion = _loss("radogaga_d")["reconstruction"] / 100
    expected = 100 * (distortion + 1e-3).log()
    torch.testing.assert_close(batch["reconstruction"], expected)
    assert batch["reconstruction"] > rows["reconstruction"]  # a concave function of the mean
    # The offset is beside the mean over the columns where that is what is taken.
    both = _loss("radogaga_log", log_of="batch", squared_error="mean")["reconstruction"]
    expected = 100 * ((distortion / 6 + 1e-3).log() + torch.tensor(6.0).log())
    torch.testing.assert_close(both, expected)
    assert type(build("radogaga_d", replace(RULE, log_of="batch"), 6)) is RaDOGAGA
    assert isinstance(build("radogaga_log", replace(RULE, log_of="batch"), 6), LogOfBatch)


def test_dropout_and_offset_reach_the_architecture() -> None:
    model = build("dagmm", replace(RULE, dropout=0.0, norm_offset=1e-3), 6)
    assert isinstance(model, DAGMM)
    assert model.estimation.dropout == 0
    assert model.architecture.norm_offset == 1e-3


def test_first_weights_are_glorots_or_pytorchs() -> None:
    glorot = _started("dagmm", RULE, 0)
    plain, other = (_started("dagmm", replace(RULE, weights="pytorch"), seed) for seed in (0, 1))
    for model, bound in ((glorot, (6 / 36) ** 0.5), (plain, 6**-0.5)):
        weight = model.encoder.linear[0].weight  # type: ignore[union-attr, index]
        assert 0.9 * bound < weight.abs().max() <= bound
    assert not glorot.encoder.linear[0].bias.any()  # type: ignore[union-attr, index]
    assert plain.encoder.linear[0].bias.any()  # type: ignore[union-attr, index]
    assert not torch.equal(plain.encoder.linear[0].weight, other.encoder.linear[0].weight)  # type: ignore


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(InputError, match="method='vae'"):
        build("vae", table1.configure("thyroid", "paper"), 6)
