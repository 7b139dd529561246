"""Fitted detectors in one file: safetensors, with a JSON text in its header.

The text holds the class, the parameters, the columns' names and the report; the tensors, all
numbers that scores are computed from. A SHA-256 over both stands beside the text. Reading executes
nothing of the file, and everything is checked before anything is built from it. The controls of
the report are not in the file, nor are the training rows, but for up to 512 typical ones, from
which explanations start.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from itertools import pairwise
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import safetensors
import safetensors.torch
import torch
from torch import Tensor

from rdo.checks import check_choice, check_number, check_type, check_whole
from rdo.detectors.base import MixtureDetector
from rdo.detectors.report import Report
from rdo.detectors.scaling import Scaling
from rdo.detectors.scorer import Scorer
from rdo.errors import InputError, shown
from rdo.files import replace_file
from rdo.models import Architecture
from rdo.priors import Mixture
from rdo.training import Ensemble

__all__ = ["load_detector", "save_detector"]

_Detector = TypeVar("_Detector", bound=MixtureDetector)

_FORMAT, _VERSION = "rdo detector", 3
_CONTENT = {"format", "version", "class", "parameters", "names", "architecture", "weights",
            "fitted", "report"}  # fmt: skip
_FITTED = {"n_features", "offset", "penalty", "n_iter", "losses", "kept"}
_OF_SCORER = ("residual", "spread", "reference", "typical")
_SHAPE = {"n_features", "hidden", "n_latent", "n_components"}
_SCALING = {"columns": torch.int64, "centre": torch.float64, "shift": torch.float64,
            "scale": torch.float64, "constant": torch.int64, "value": torch.float64}  # fmt: skip
_DAMAGED = (OSError, ValueError, KeyError, TypeError, RecursionError, OverflowError,
            AttributeError, safetensors.SafetensorError, RuntimeError)  # fmt: skip


def save_detector(
    detector: MixtureDetector,
    path: str | PathLike[str],
    notes: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Write a fitted detector, in place of what was at ``path``.

    Its ``random_state``, if it is a generator and no seed, is written as None.

    Parameters
    ----------
    detector, path
        What is written, and where.
    notes
        Further texts for the file's header, by name, which :func:`load_detector` does not read.

    Raises
    ------
    InputError
        If the file cannot be written; one that was there is as it was.
    """
    where = _path(path)
    scorer, scaling = detector._scorer.to("cpu"), detector._scaling
    parameters = dict(detector.get_params())
    seed = parameters["random_state"]
    parameters["random_state"] = int(seed) if isinstance(seed, int | np.integer) else None
    architecture = detector._architecture
    names = getattr(detector, "feature_names_in_", None)
    content = {
        "format": _FORMAT,
        "version": _VERSION,
        "class": type(detector).__name__,
        "parameters": {name: _plain(value) for name, value in parameters.items()},
        "names": None if names is None else [str(name) for name in names],
        "architecture": {name: _plain(getattr(architecture, name)) for name in sorted(_SHAPE)},
        "weights": list(detector._weights_used),
        "fitted": {
            "n_features": detector.n_features_in_,
            "offset": detector.offset_,
            "penalty": detector.penalty_,
            "n_iter": detector.n_iter_,
            "losses": [None if math.isnan(loss) else float(loss) for loss in detector.losses_],
            "kept": detector.kept_.tolist(),
        },
        "report": detector.report_.to_json(),
    }
    tensors = {f"network.{name}": value for name, value in scorer.ensemble.named().items()}
    tensors |= {f"mixture.{name}": getattr(scorer.mixture, name) for name in Mixture._fields}
    tensors |= {name: getattr(scorer, name) for name in _OF_SCORER}
    tensors |= {
        f"scaling.{name}": torch.from_numpy(np.array(getattr(scaling, name))) for name in _SCALING
    }
    tensors = {name: value.contiguous() for name, value in tensors.items()}
    try:
        text = json.dumps(content, sort_keys=True, allow_nan=False)
        header = json.dumps({"content": text, "sha256": _digest(text, tensors)})
        replace_file(where, safetensors.torch.save(tensors, {**notes, "detector": header}))
    except (OSError, ValueError, TypeError) as error:
        what = getattr(error, "strerror", None) or error
        raise InputError(f"cannot write {where}: {what}.") from None


def load_detector(kind: type[_Detector], path: str | PathLike[str]) -> _Detector:
    """Read a detector of a class, on the CPU.

    Raises
    ------
    InputError
        If the file cannot be read, was cut or edited, or is of another version or class.
    """
    where = _path(path)
    try:
        content, tensors = _read(where)
        if content["class"] == kind.__name__:
            return _built(kind, content, tensors)
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file.") from None
    except _DAMAGED as error:
        raise InputError(
            f"{where} is no detector that can be read ({shown(str(error))}): it may be cut or "
            "edited; save it again."
        ) from None
    raise InputError(f"{where} holds a {shown(content['class'])}: read it with that class's load.")


def _path(path: Any) -> Path:
    if not isinstance(path, str | PathLike):
        raise InputError(f"path={shown(path)}: give the name of a file.")
    return Path(path)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The text and the tensors, if they are those that were written."""
    with safetensors.safe_open(path, framework="pt") as file:  # checks sizes against the file's
        header = json.loads((file.metadata() or {})["detector"])
        if set(header) != {"content", "sha256"}:
            raise ValueError("its header is no detector's")
        tensors = {name: file.get_tensor(name).clone() for name in file.keys()}  # noqa: SIM118
    if _digest(check_type("content", header["content"], str, "text"), tensors) != header["sha256"]:
        raise ValueError("its SHA-256 is another than the one written in it")
    content = json.loads(header["content"])
    _keys("the file", content, _CONTENT)
    if content["format"] != _FORMAT or content["version"] != _VERSION:
        raise ValueError(f"version {content['version']}, and this reads {_VERSION}")
    return content, tensors


def _built(kind: type[_Detector], content: dict[str, Any], tensors: dict[str, Tensor]) -> _Detector:
    """The detector, once all that it is built from is found to be in order."""
    detector = kind()
    _keys("parameters", content["parameters"], set(detector.get_params()))
    parameters = dict(content["parameters"])
    if parameters["hidden"] is not None:
        parameters["hidden"] = tuple(parameters["hidden"])
    detector.set_params(**parameters)
    fitted = content["fitted"]
    _keys("fitted", fitted, _FITTED)
    n_features = check_whole("n_features", fitted["n_features"], 1)
    given = content["architecture"]
    _keys("architecture", given, _SHAPE)
    widths: dict[str, Any] = {
        name: check_whole(name, given[name], 1) for name in sorted(_SHAPE - {"hidden"})
    }
    hidden = tuple(check_whole("hidden", width, 1) for width in given["hidden"])
    names = content["names"]
    if names is not None and (
        len(names) != n_features or not all(isinstance(name, str) for name in names)
    ):
        raise ValueError("names are not one text a column")
    weights = tuple(check_number("weights", weight) for weight in content["weights"])
    kept = np.array([check_type("kept", one, bool, "True or False") for one in fitted["kept"]])
    losses = [math.nan if one is None else check_number("losses", one) for one in fitted["losses"]]
    if len(losses) != len(kept) or not kept.any():
        raise ValueError("kept and losses are not one value a replica")
    _check_sizes(tensors, hidden, widths)
    architecture = Architecture(hidden=hidden, residual_features=True, **widths)
    model = detector._build(architecture, weights)
    shapes = {f"network.{name}": tuple(p.shape) for name, p in model.named_parameters()}
    _check_tensors(tensors, shapes, int(kept.sum()), architecture, n_features)
    ensemble = Ensemble([model] * int(kept.sum())).double()
    own = {name: tensors[f"network.{name}"] for name in ensemble.shapes}
    ensemble.parameters = ensemble.flatten(own)
    mixture = Mixture(*(tensors[f"mixture.{name}"] for name in Mixture._fields))
    detector._scorer = Scorer(ensemble, mixture, *(tensors[name] for name in _OF_SCORER))
    detector._scaling = Scaling(**{n: tensors[f"scaling.{n}"].numpy() for n in _SCALING})
    detector._architecture, detector._weights_used = architecture, weights
    detector._sample, detector._untrained = None, None
    detector._report = Report.from_json(content["report"])
    detector.n_features_in_ = n_features
    if names is not None:
        detector.feature_names_in_ = np.array(names, dtype=object)
    detector.offset_ = check_number("offset", fitted["offset"])
    detector.penalty_ = check_number("penalty", fitted["penalty"], 0)
    detector.n_iter_ = check_whole("n_iter", fitted["n_iter"], 1)
    detector.losses_, detector.kept_ = np.array(losses), kept
    return detector


def _check_sizes(
    tensors: dict[str, Tensor], hidden: tuple[int, ...], sizes: dict[str, int]
) -> None:
    """Raise ValueError if a network is told to be larger than its tensors are, which are here."""
    layers = pairwise((sizes["n_features"], *hidden, sizes["n_latent"]))
    told = [(n_out, n_in) for n_in, n_out in layers]
    found = [
        tuple(tensors[f"network.encoder.layers.{k}.weight"].shape[1:]) for k in range(len(told))
    ]
    if found != told or tensors["mixture.weight"].shape[1:] != (sizes["n_components"],):
        raise ValueError("its networks are not of the widths that it names")


def _check_tensors(
    tensors: dict[str, Tensor],
    shapes: dict[str, tuple[int, ...]],
    replicas: int,
    a: Architecture,
    n_features: int,
) -> None:
    """Raise ValueError unless the tensors are all there, of their shapes and types, and finite."""
    d, k, m = a.n_latent + 2, a.n_components, a.n_features
    own = {
        **shapes,
        "mixture.weight": (k,),
        "mixture.mean": (k, d),
        "mixture.covariance": (k, d, d),
        "residual": (m,),
        "spread": (),
        "reference": (),
    }
    expected = {name: ((replicas, *shape), torch.float64) for name, shape in own.items()}
    expected["typical"] = ((max(1, len(tensors["typical"])), m), torch.float64)
    for name, kind in _SCALING.items():
        size = n_features - m if name in ("constant", "value") else m
        expected[f"scaling.{name}"] = ((size,), kind)
    found = {name: (tuple(t.shape), t.dtype) for name, t in tensors.items()}
    if found != expected:
        wrong = sorted(n for n in {*found, *expected} if found.get(n) != expected.get(n))
        raise ValueError(f"the tensor {wrong[0]} is not as its network needs it")
    for name, tensor in tensors.items():
        if not tensor.isfinite().all():
            raise ValueError(f"the tensor {name} is not finite")
    columns = torch.cat([tensors["scaling.columns"], tensors["scaling.constant"]]).sort().values
    if not torch.equal(columns, torch.arange(n_features)):
        raise ValueError("the columns are not each there once")
    for name in ("residual", "spread", "scaling.scale"):
        if not (tensors[name] > 0).all():
            raise ValueError(f"the tensor {name} is not positive")


def _keys(name: str, given: Any, wanted: set[str]) -> None:
    check_type(name, given, dict, "values by name")
    if set(given) != wanted:
        check_choice("key", sorted(set(given) ^ wanted)[0], sorted(wanted & set(given)))


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, np.generic):
        return value.item()
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _digest(text: str, tensors: dict[str, Tensor]) -> str:
    digest = hashlib.sha256(text.encode())
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(f"\n{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()
