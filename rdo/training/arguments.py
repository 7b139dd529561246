"""Checks of what replicas are made from, and of what is handed to them."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from rdo.checks import check_tensor, check_type
from rdo.errors import InputError, shown
from rdo.models import Model

__all__ = ["check_arguments", "check_device", "check_models"]


def check_models(models: Sequence[Model]) -> None:
    """Raise :class:`InputError` unless models are replicas of one, with parameters to train."""
    if not isinstance(models, list | tuple) or not models:
        raise InputError(f"models={shown(models)}: give a list of at least one replica.")
    for k, model in enumerate(models):
        check_type(f"models[{k}]", model, Model, "a model")
    kinds = [
        (type(model), {name: (t.shape, t.dtype) for name, t in model.state_dict().items()})
        for model in models
    ]
    for k, kind in enumerate(kinds):
        if kind != kinds[0]:
            raise InputError(f"models[{k}] is not as models[0]: give replicas of one architecture.")
    parameters = dict(models[0].named_parameters())
    if not parameters:
        raise InputError(f"models of {type(models[0]).__name__}: give ones with parameters.")
    for name, parameter in parameters.items():
        check_tensor(f"the parameter {name}", parameter, (...,))


def check_device(device: Any) -> None:
    """Raise :class:`InputError` unless this machine has a device."""
    check_type("device", device, (str, torch.device), "the name of a device, say 'cpu'")
    try:
        torch.zeros(1, device=device).item()
    except Exception as error:  # of each kind of device its own
        why = shown(str(error))
        raise InputError(f"device={shown(device)}: give one of this machine ({why}).") from error


def check_arguments(nested: Any, replicas: int) -> None:
    """Raise :class:`InputError` unless nested arguments are tensors with one row per replica."""
    if isinstance(nested, Mapping):
        nested = tuple(nested.values())
    if isinstance(nested, tuple):
        for value in nested:
            check_arguments(value, replicas)
    elif not isinstance(nested, Tensor) or nested.shape[:1] != (replicas,):
        raise InputError(
            f"argument {shown(nested)}: give a tensor ({replicas}, ...), one row per replica."
        )
