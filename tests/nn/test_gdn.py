"""Divisive normalisation against its definition, its inverse and finite differences."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.func import functional_call

from rdo.errors import InputError
from rdo.nn import GDN, IGDN


def drawn(kind: type[GDN] | type[IGDN], n_channels: int, seed: int) -> GDN | IGDN:
    """One whose beta and gamma are all at work."""
    made = kind(n_channels).double()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return made


def batch(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@pytest.mark.parametrize("shape", [(4, 3), (4, 3, 5), (2, 3, 4, 5)])
def test_every_pixel_is_the_formula(shape: tuple[int, ...]) -> None:
    x = batch(*shape)
    for kind, power in ((GDN, -0.5), (IGDN, 0.5)):
        made = drawn(kind, 3, 1)
        beta, gamma = made.beta.detach().numpy(), made.gamma.detach().numpy()
        found = made(x).detach().movedim(1, -1).reshape(-1, 3).numpy()
        for one, row in zip(found, x.movedim(1, -1).reshape(-1, 3).numpy(), strict=True):
            expected = [
                row[i] * (beta[i] + sum(gamma[i, j] * row[j] ** 2 for j in range(3))) ** power
                for i in range(3)
            ]
            np.testing.assert_allclose(one, expected, rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(1e-3, 30))
def test_the_inverse_undoes_it(seed: int, size: float) -> None:
    made = drawn(GDN, 4, seed)
    assert isinstance(made, GDN)
    x = size * batch(3, 4, 2, 2, seed=seed + 1)
    torch.testing.assert_close(made.inverse(made(x)), x, rtol=1e-5, atol=1e-5)


def test_in_float32_the_inverse_keeps_what_digits_there_are() -> None:
    made = GDN(64)
    x = 30 * batch(5, 64).float()
    torch.testing.assert_close(made.inverse(made(x)), x, rtol=1e-3, atol=1e-3)


def test_what_it_never_gives_has_no_inverse() -> None:
    """With gamma 0.1 a single channel stays below the root of ten."""
    made = GDN(1)
    assert made(torch.tensor([[1e6]])).item() == pytest.approx(10**0.5, rel=1e-6)
    assert made.inverse(torch.tensor([[3.0]])).item() == pytest.approx((9 / 0.1) ** 0.5, rel=1e-4)
    with pytest.raises(InputError, match="beyond"):
        made.inverse(torch.tensor([[3.2]]))
    with pytest.raises(InputError, match="y of shape"):
        made.inverse(torch.zeros(2, 3))


def test_a_solution_that_is_positive_by_chance_does_not_exist() -> None:
    """The linear system has a positive solution only where the fixed-point iteration converges."""
    made = drawn(GDN, 3, 5)
    assert isinstance(made, GDN)
    rng = np.random.default_rng(0)
    gamma, refused = made.gamma.detach().numpy(), 0
    for y in torch.from_numpy(rng.normal(size=(200, 1, 3))):
        radius = np.abs(np.linalg.eigvals(y.square().T.numpy() * gamma)).max()
        try:
            made.inverse(y)
        except InputError:
            refused += 1
            assert radius >= 1
        else:
            assert radius < 1
    assert 20 < refused < 180


@pytest.mark.parametrize("kind", [GDN, IGDN])
def test_gradients_are_those_of_finite_differences(kind: type[GDN] | type[IGDN]) -> None:
    made, x = drawn(kind, 3, 2), batch(2, 3, 2, 2)
    names = [name for name, _ in made.named_parameters()]

    def output(x: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = functional_call(made, dict(zip(names, values, strict=True)), (x,))
        return result

    values = [p.detach().clone().requires_grad_() for p in made.parameters()]
    assert torch.autograd.gradcheck(output, (x.requires_grad_(), *values))


def test_it_starts_as_published_and_each_weight_can_move() -> None:
    made = GDN(3)
    torch.testing.assert_close(made.beta, torch.ones(3))
    torch.testing.assert_close(made.gamma, 0.1 * torch.eye(3), atol=1e-9, rtol=1e-6)
    made(batch(4, 3).float()).square().sum().backward()
    for parameter in made.parameters():
        assert parameter.grad is not None
        assert (parameter.grad != 0).all()


def test_images_of_other_channels_are_refused() -> None:
    with pytest.raises(InputError, match="n_channels=0"):
        GDN(0)
    for made in (GDN(3), IGDN(3)):
        with pytest.raises(InputError, match="x of shape"):
            made(torch.zeros(2, 4, 5, 5))
