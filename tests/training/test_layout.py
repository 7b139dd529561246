"""Where numbers lie."""

import torch

from rdo.training.layout import aligned, each, placed
from tests.draws import uniform


def test_rows_are_placed_alike_for_every_replica_and_keep_their_values() -> None:
    for n in (7, 16):
        x = uniform(3, n, 5)
        placed = aligned(x)
        assert torch.equal(placed, x)
        assert {placed[r].data_ptr() % 64 for r in range(3)} == {placed.data_ptr() % 64}
    shown = x[:1].expand(3, -1, -1)
    assert aligned(shown) is shown


def test_every_tensor_of_nested_results_is_changed() -> None:
    nested = {"a": (torch.zeros(2, 3), 1), "b": torch.ones(2)}
    first = each(torch.Tensor.select, nested, 0)
    assert first["a"][0].shape == (3,)
    assert (first["a"][1], float(first["b"])) == (1, 1.0)


def test_kernels_are_placed_channels_last() -> None:
    numbers = torch.arange(2 * 3 * 2 * 2.0)
    kernel = placed(numbers, torch.Size((2, 3, 2, 2)))
    assert kernel.shape == (2, 3, 2, 2)
    assert kernel[0, :, 0, 0].tolist() == [0, 1, 2]
    assert placed(numbers, torch.Size((4, 6))).shape == (4, 6)
