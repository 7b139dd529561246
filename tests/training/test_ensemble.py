"""Replicas side by side."""

from typing import Any

import pytest
import torch

from rdo.errors import InputError
from rdo.models import Autoencoder, RaDOGAGA
from rdo.nn import arch28
from rdo.training import Ensemble
from rdo.training.layout import rows_at_once
from tests.draws import uniform
from tests.training.problems import ARCHITECTURE, radogaga, rows


def test_a_mapped_method_is_each_replicas_own() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1, 2])
    x = torch.stack([rows()[r : r + 30] for r in range(3)])
    mixtures = ensemble.map("mixture", x)
    energies = ensemble.map("energy", x, mixtures)
    for r in range(3):
        model = ensemble.replica(r)
        assert isinstance(model, RaDOGAGA)
        expected = model.energy(x[r], model.mixture(x[r]))
        torch.testing.assert_close(energies[r], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("replicas", "at_once", "sizes"),
    [(5, 5, [5]), (5, 3, [2, 3]), (5, 1, [2, 3]), (6, 2, [2, 2, 2]), (7, 4, [3, 4]), (1, 1, [1])],
)
def test_parts_together_are_the_whole(
    replicas: int, at_once: int, sizes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ensemble = Ensemble.from_seeds(radogaga, range(replicas))
    x = rows()[:40].expand(replicas, -1, -1)
    monkeypatch.setattr("rdo.training.ensemble._VALUES_AT_ONCE", at_once * 40 * 5)
    parts = [members.map("encode", x[part]) for part, members in ensemble.parts(40 * 5)]
    assert [len(part) for part in parts] == sizes
    # To the last bit, for a replica is the same in any company.
    assert torch.equal(torch.cat(parts), ensemble.map("encode", x))


def test_blocks_of_rows_together_are_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    ensemble = Ensemble.from_seeds(radogaga, range(3))
    x = torch.stack([rows()[r : r + 40] for r in range(3)])
    mixture = ensemble.map("mixture", x)
    whole = ensemble.map("energy", x, mixture)
    monkeypatch.setattr("rdo.training.layout._ROWS_IN_CACHE", 3 * 7)
    blocks = ensemble.map_rows("energy", x, mixture)
    torch.testing.assert_close(blocks, whole, rtol=1e-4, atol=1e-4)
    monkeypatch.setattr("rdo.training.layout._VALUES_IN_CACHE", 1)
    some = ensemble.map_rows("energy", x[:, :4], mixture)
    torch.testing.assert_close(some, whole[:, :4], rtol=1e-4, atol=1e-4)
    fitted = ensemble.map("mixture_of", ensemble.map_rows("represent", x))
    for one, other in zip(fitted, mixture, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_replicas_may_differ_in_their_weights_of_the_loss() -> None:
    models = [RaDOGAGA(ARCHITECTURE, lambda1=value, lambda2=1) for value in (1.0, 10.0)]
    for model in models:
        model.reset_parameters(torch.Generator().manual_seed(0))
    ensemble = Ensemble(models)
    noise = {n: uniform(2, *s) for n, s in models[0].noise_shapes(30).items()}
    noise = {name: draws[:1].expand_as(draws) for name, draws in noise.items()}
    terms = ensemble.map("loss", rows()[:30].expand(2, -1, -1), noise)
    torch.testing.assert_close(10 * terms["reconstruction"][0], terms["reconstruction"][1])


def test_convolutions_keep_their_values_whatever_their_layout() -> None:
    """Alone without vmap and channels last, in company with vmap: the model's own numbers."""
    models = []
    for seed in range(3):
        model = Autoencoder(*arch28(3, 1 / 32), 3)
        model.reset_parameters(torch.Generator().manual_seed(seed))
        models.append(model)
    x = uniform(3, 4, 1, 28, 28)
    together = Ensemble(models)
    errors = together.map("reconstruction_error", x)
    for r, model in enumerate(models):
        expected = model.reconstruction_error(x[r])
        torch.testing.assert_close(errors[r], expected)
        alone = Ensemble([model])
        torch.testing.assert_close(alone.map("reconstruction_error", x[r : r + 1])[0], expected)
        for name, value in model.named_parameters():
            assert torch.equal(alone.named()[name][0], value)
            assert torch.equal(dict(together.replica(r).named_parameters())[name], value)
    assert torch.equal(together.flatten(together.named()), together.parameters)


def test_no_replicas_are_refused() -> None:
    with pytest.raises(InputError, match="models="):
        Ensemble([])
    with pytest.raises(InputError, match=r"seeds=\(\): give a list of at least one seed"):
        Ensemble.from_seeds(radogaga, ())
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    with pytest.raises(InputError, match=r"replicas=\[\]: give at least one of 2"):
        ensemble.subset([])
    with pytest.raises(InputError, match=r"replicas=\[2\]|replicas=2"):
        ensemble.subset([2])
    with pytest.raises(InputError, match="index=2"):
        ensemble.replica(2)


def test_a_method_that_is_not_there_is_refused() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0])
    with pytest.raises(InputError, match="name='enrgy': give a method of the model, RaDOGAGA"):
        ensemble.map("enrgy", rows()[None])
    with pytest.raises(InputError, match=r"named\['decoder\.layers\.0\.bias'\] of shape"):
        ensemble.flatten(ensemble.named() | {"decoder.layers.0.bias": torch.zeros(1, 3)})


def test_a_block_is_a_matter_of_the_device_and_never_empty() -> None:
    there, here = (torch.empty(20, 50, 121, device=device) for device in ("meta", "cpu"))
    assert rows_at_once(there) == 2**26 // 121 // 20
    assert rows_at_once(here) == 2**20 // 121 // 20
    assert rows_at_once(here[..., :1]) == 2**14 // 20
    assert rows_at_once(torch.empty(1, 1, 2**27, device="meta")) == 1


def test_a_block_of_rows_is_as_long_in_any_company(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdo.training.layout._ROWS_IN_CACHE", 20 * 7)
    lengths: dict[int, list[int]] = {}
    for replicas in (1, 3):
        ensemble = Ensemble.from_seeds(radogaga, range(replicas))
        seen = lengths[replicas] = []
        kept = ensemble.map

        def noted(name: str, x: torch.Tensor, seen: list[int] = seen, kept: Any = kept) -> Any:
            seen.append(x.shape[1])
            return kept(name, x)

        monkeypatch.setattr(ensemble, "map", noted)
        ensemble.map_rows("encode", rows()[:20].expand(replicas, -1, -1))
    assert lengths == {1: [7, 7, 6], 3: [7, 7, 6]}
