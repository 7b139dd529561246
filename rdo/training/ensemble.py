"""R replicas of one model, their parameters in one tensor (R, P)."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state, vmap

from rdo.checks import check_callable, check_seeds, check_tensor, check_type, check_whole
from rdo.errors import InputError, shown
from rdo.models import Model
from rdo.training.arguments import check_arguments, check_device, check_models
from rdo.training.draws import glorot_generator
from rdo.training.layout import ALIGNMENT, aligned, each, placed, rows_at_once

__all__ = ["Ensemble"]

_VALUES_AT_ONCE = 2**22  # numbers gathered at a time when scoring, 16 MiB in float32


class _Method(nn.Module):
    """A module whose forward is a method of another, since functional_call calls forward only."""

    def __init__(self, model: nn.Module, method: str) -> None:
        super().__init__()
        self.model, self.method = model, method

    def forward(self, *args: Any) -> Any:
        return getattr(self.model, self.method)(*args)


class Ensemble:
    """R replicas of one model.

    The parameters live in one tensor ``(R, P)``: an optimiser step is a handful of operations
    whatever the number of replicas or layers, and a replica is a row.

    A seed gives the same result alone or in company, and on one thread or two. Networks without
    convolutions do so bit for bit, unless a product was computed before :mod:`rdo` was imported,
    which sets ``MKL_CBWR=AUTO``: without it the last bits of Intel's MKL depend on where a matrix
    lies in memory, which is not the same for every place among the replicas if its size is no
    multiple of 64 bytes. Convolutions differ in their last bits between one replica and several,
    and between numbers of threads, for oneDNN sums the gradient of a kernel in another order;
    compiled steps, which runs of 2,000 have, may differ between numbers of threads, over which the
    compiler splits its loops. In float64 all agree to 1e-9 after a dozen steps; a long training
    that is sensitive to its start may enlarge such a difference.

    Parameters
    ----------
    models
        Replicas of the same architecture; their parameters and buffers may differ.
    device
        Where the parameters live.

    Raises
    ------
    InputError
        If there is no model, one is no model or of another architecture than the first, or this
        machine has no such device. The methods raise it for arguments of another type, number or
        shape than theirs.

    Attributes
    ----------
    parameters
        ``(R, P)``, the last few of a row unused.
    buffers
        Every buffer of the model, stacked: ``(R, ...)``.

    Examples
    --------
    The weights of a seed do not depend on the other seeds:

    >>> import torch
    >>> from rdo.models import Autoencoder
    >>> from rdo.nn import mlp_pair
    >>> from rdo.training import Ensemble
    >>> def build():
    ...     return Autoencoder(*mlp_pair(6, (30,), 2), n_latent=2)
    >>> ensemble, alone = Ensemble.from_seeds(build, [0, 1, 2]), Ensemble.from_seeds(build, [1])
    >>> bool((ensemble.parameters[1] == alone.parameters[0]).all())
    True
    >>> x = torch.rand(3, 100, 6, generator=torch.Generator().manual_seed(0))
    >>> ensemble.map("encode", x).shape
    torch.Size([3, 100, 2])

    A replica is a model, and its weights may be kept by :func:`torch.save`:

    >>> import io
    >>> torch.save(ensemble.replica(1).state_dict(), file := io.BytesIO())
    >>> kept, model = torch.load(io.BytesIO(file.getvalue()), weights_only=True), build()
    >>> _ = model.load_state_dict(kept)
    >>> bool((Ensemble([model]).map("encode", x[:1]) == alone.map("encode", x[:1])).all())
    True
    """

    def __init__(self, models: Sequence[Model], device: str = "cpu") -> None:
        check_models(models)
        check_device(device)
        parameters, buffers = stack_module_state(list[nn.Module](models))
        self.template = copy.deepcopy(models[0]).to(device)
        self.template.requires_grad_(False)
        self.shapes = {name: tensor.shape[1:] for name, tensor in parameters.items()}
        sizes = [shape.numel() for shape in self.shapes.values()]
        # Unused numbers at the end of a row make every row start at the same alignment, on which
        # the last bits of a matrix product depend: a replica gets the same ones in any company.
        self.sizes = [*sizes, -sum(sizes) % ALIGNMENT]
        self.parameters = self.flatten({name: t.detach() for name, t in parameters.items()})
        self.parameters = self.parameters.to(device)
        self.buffers = {name: tensor.to(device) for name, tensor in buffers.items()}

    @classmethod
    def from_seeds(
        cls, build: Callable[[], Model], seeds: Sequence[int], device: str = "cpu"
    ) -> "Ensemble":
        """Replicas of ``build()``, each with first weights drawn from its own seed."""
        if isinstance(build, nn.Module):
            raise InputError(f"build={type(build).__name__}: give a function that makes one.")
        check_callable("build", build)
        models = []
        for seed in check_seeds(seeds):
            model = check_type("build()", build(), Model, "a function that gives a model")
            model.reset_parameters(glorot_generator(seed))
            models.append(model)
        return cls(models, device)

    def __len__(self) -> int:
        """R."""
        return len(self.parameters)

    @property
    def convolutional(self) -> bool:
        """Whether any layer is a convolution."""
        return any(len(shape) == 4 for shape in self.shapes.values())

    @property
    def device(self) -> torch.device:
        """Where the parameters live."""
        return self.parameters.device

    def double(self) -> "Ensemble":
        """The same replicas with parameters and floating-point buffers in float64."""
        members = copy.copy(self)
        members.parameters = self.parameters.double()
        members.buffers = {
            name: tensor.double() if tensor.is_floating_point() else tensor
            for name, tensor in self.buffers.items()
        }
        return members

    def unflatten(self, flat: Tensor) -> dict[str, Tensor]:
        """One replica's row ``(P,)`` as named parameters."""
        if not isinstance(flat, Tensor) or flat.shape != (sum(self.sizes),):
            raise InputError(f"flat={shown(flat)}: give a row of parameters, ({sum(self.sizes)},).")
        *parts, _ = flat.split(self.sizes)
        return {
            name: placed(part, shape)
            for (name, shape), part in zip(self.shapes.items(), parts, strict=True)
        }

    def named(self) -> dict[str, Tensor]:
        """Every parameter of all replicas by name, ``(R, ...)``, on the same memory."""
        *parts, _ = self.parameters.split(self.sizes, dim=1)
        return {
            name: placed(part, shape)
            for (name, shape), part in zip(self.shapes.items(), parts, strict=True)
        }

    def flatten(self, named: Mapping[str, Tensor]) -> Tensor:
        """The inverse of :meth:`named`: one row per replica, ``(R, P)``."""
        check_type("named", named, Mapping, "parameters by name, as named() does")
        for name, shape in self.shapes.items():
            check_tensor(f"named[{name!r}]", named.get(name), ("R", *shape))
        parts = [
            (named[name].movedim(2, -1) if len(shape) == 4 else named[name]).flatten(1)
            for name, shape in self.shapes.items()
        ]
        padding = parts[0].new_zeros(len(parts[0]), self.sizes[-1])
        return torch.cat([*parts, padding], dim=1)

    def method(self, name: str) -> Callable[..., Any]:
        """A method of the model as a function ``(flat, buffers, *args)`` of one replica's state."""
        if not isinstance(name, str) or not callable(getattr(self.template, name, None)):
            model = type(self.template).__name__
            raise InputError(f"name={shown(name)}: give a method of the model, {model}.")
        wrapped = _Method(self.template, name)

        def call(flat: Tensor, buffers: dict[str, Tensor], *args: Any) -> Any:
            state = {f"model.{key}": value for key, value in self.unflatten(flat).items()}
            state |= {f"model.{key}": value for key, value in buffers.items()}
            return functional_call(wrapped, state, args)

        return call

    def map(self, name: str, *args: Any) -> Any:
        """Call a method for every replica at once.

        Parameters
        ----------
        name
            The method, say ``"energy"``.
        *args
            Its arguments, every tensor with a leading replica dimension: ``(R, ...)``.

        Returns
        -------
        Any
            What the method returns, every tensor with a leading replica dimension.
        """
        check_arguments(args, len(self))
        with torch.no_grad():
            args = tuple(each(lambda x, _: aligned(x), argument) for argument in args)
            return self.vectorized(self.method(name))(self.parameters, self.buffers, *args)

    def map_rows(self, name: str, x: Tensor, *args: Any) -> Tensor:
        """Call a method that treats every row by itself, for one block of rows after another.

        What the layers pass on to each other then stays in the processor's cache, and memory for
        it is taken for one block alone: a hidden layer of KDDCup's 250,000 rows has 60 MB. On a
        GPU, which wants much to do at once, blocks are larger.

        Parameters
        ----------
        name
            The method, say ``"reconstruction_error"``.
        x
            Rows or images of each replica, ``(R, B, ...)``.
        *args
            Its other arguments, every tensor with a leading replica dimension; each block is given
            all of them.

        Returns
        -------
        Tensor
            What the method returns, ``(R, B, ...)``.
        """
        check_tensor("x", x, ("R", "B", ...))
        blocks = [self.map(name, block, *args) for block in x.split(rows_at_once(x), dim=1)]
        return torch.cat(blocks, dim=1)

    def vectorized(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function of one replica's tensors as one of all replicas', ``(R, ...)`` each.

        It is vmapped. A single replica is computed twice, side by side, and one copy dropped: the
        product of one pair of matrices takes another path than that of several, with other last
        bits, and its sums are split over the threads. It takes up to twice the time.

        One of a convolutional model is not vmapped, which would undo a layout that is fast.
        """
        check_callable("function", function)
        if len(self) > 1:
            return vmap(function)
        if self.convolutional:
            return lambda *args: each(Tensor.unsqueeze, function(*each(Tensor.select, args, 0)))
        return lambda *args: each(
            lambda x, _: x[:1], vmap(function)(*each(lambda x, _: x.expand(2, *x.shape[1:]), args))
        )

    def subset(self, replicas: slice | list[int]) -> "Ensemble":
        """Some replicas as an ensemble of their own, those of a slice on the same memory."""
        if not isinstance(replicas, slice):
            for index in check_type("replicas", replicas, list, "a slice or a list"):
                check_whole("replicas", index, 0, len(self) - 1)
        members = copy.copy(self)
        members.parameters = self.parameters[replicas]
        if not len(members):
            raise InputError(f"replicas={shown(replicas)}: give at least one of {len(self)}.")
        members.buffers = {name: tensor[replicas] for name, tensor in self.buffers.items()}
        return members

    def parts(self, values: int) -> Iterator[tuple[slice, "Ensemble"]]:
        """The ensemble in parts that are scored at once.

        None of several is of a single replica, which may be computed twice.

        Parameters
        ----------
        values
            Numbers gathered for one replica, say rows times columns; parts of many are of 2 or 3.

        Yields
        ------
        tuple
            The replicas of a part and the part.
        """
        size = max(1, _VALUES_AT_ONCE // check_whole("values", values, 1))
        count = max(1, min(-(-len(self) // size), len(self) // 2))
        bounds = [k * len(self) // count for k in range(count + 1)]
        return ((slice(*pair), self.subset(slice(*pair))) for pair in pairwise(bounds))

    def replica(self, index: int) -> Model:
        """A stand-alone copy of replica ``index``."""
        check_whole("index", index, 0, len(self) - 1)
        model = copy.deepcopy(self.template)
        state = self.unflatten(self.parameters[index])
        state |= {name: tensor[index] for name, tensor in self.buffers.items()}
        model.load_state_dict({name: tensor.clone() for name, tensor in state.items()})
        return model
