"""What replicas are not made from, and not called with."""

import pytest
import torch
from torch import nn

from rdo.errors import InputError
from rdo.models import Autoencoder, EnergyAutoencoder
from rdo.nn import mlp_pair
from rdo.training.arguments import check_arguments, check_device, check_models


def plain(n_latent: int = 2) -> Autoencoder:
    return Autoencoder(*mlp_pair(5, (8,), n_latent), n_latent)


def test_replicas_are_models_of_one_architecture() -> None:
    check_models([plain(), plain()])
    for other in (plain(3), plain().double(), EnergyAutoencoder(*mlp_pair(5, (8,), 2), 2)):
        with pytest.raises(InputError, match=r"models\[1\] is not as models\[0\]"):
            check_models([plain(), other])
    with pytest.raises(InputError, match=r"models\[0\]=Identity.*: give a model"):
        check_models([nn.Identity()])  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"the parameter encoder\.layers\.0\.weight has type"):
        check_models([plain().half()])


def test_a_device_is_one_of_this_machine() -> None:
    check_device("cpu")
    check_device(torch.device("cpu"))
    for device in ("cuda:99", "abacus", "meta"):
        with pytest.raises(InputError, match=f"device='{device}': give one of this machine"):
            check_device(device)


def test_arguments_have_a_row_for_every_replica() -> None:
    check_arguments(({"a": torch.zeros(2, 3)}, torch.zeros(2)), 2)
    for wrong in (torch.zeros(3, 2), torch.zeros(()), None, [torch.zeros(2)], {"a": 2.0}):
        with pytest.raises(InputError, match=r"give a tensor \(2, ...\), one row per replica"):
            check_arguments((wrong,), 2)
