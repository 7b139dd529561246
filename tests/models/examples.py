"""Small models and batches for them."""

from typing import Any, Literal, TypeVar

import torch
from torch import Tensor

from rdo.models import DAGMM, Architecture, Model, RaDOGAGA

ARCHITECTURE = Architecture(6, (30, 24), 3, 2, residual_features=True)
M = TypeVar("M", bound=Model)


def drawn(model: M) -> M:
    """The model with its first weights."""
    model.reset_parameters(torch.Generator().manual_seed(0))
    return model


def dagmm(architecture: Architecture = ARCHITECTURE) -> DAGMM:
    return drawn(DAGMM(architecture))


def radogaga(
    architecture: Architecture = ARCHITECTURE, *, h: Literal["d", "log"] = "log"
) -> RaDOGAGA:
    return drawn(RaDOGAGA(architecture, lambda1=100, lambda2=1000, h=h))


def batch(model: Model, size: int = 64) -> tuple[Tensor, dict[str, Tensor]]:
    """Rows of six columns, and what the model's loss takes beside them."""
    generator = torch.Generator().manual_seed(1)
    x = torch.rand(size, 6, generator=generator)
    shapes = model.noise_shapes(size).items()
    noise = {name: torch.rand(shape, generator=generator) for name, shape in shapes}

    def call(name: str, *arguments: Any) -> Any:
        return getattr(model, name)(*arguments)

    samples, _ = model.draw(call, noise)
    return x, noise | samples
