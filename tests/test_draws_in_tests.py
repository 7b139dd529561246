"""Every draw in a test has a generator of its own, so that no test depends on those before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

# What draws from torch's global generator unless it is given another.
TORCH = {
    *("bernoulli", "multinomial", "normal", "poisson", "rand", "randint", "randn", "randperm"),
    *("rand_like", "randint_like", "randn_like"),
}
IN_PLACE = {
    *("bernoulli_", "cauchy_", "exponential_", "geometric_", "log_normal_", "normal_"),
    *("random_", "uniform_"),
}
# torch's layers with weights: rdo.nn.network.layer makes them without a draw.
LAYERS = {"Bilinear", "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d", "Linear"}
SEEDING = {"torch.manual_seed", "torch.random.manual_seed", "torch.seed", "torch.set_rng_state"}
# Of numpy.random, what is a generator and no draw from the global one.
NUMPY = {"BitGenerator", "Generator", "PCG64", "Philox", "SeedSequence"}


def global_draws(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of each call that depends on a generator which tests share.

    Under ``torch.random.fork_rng()`` all is allowed: the generator is put back afterwards.
    """
    tree = ast.parse(source)
    names = _imported(tree)
    forked = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.With) and "fork_rng" in ast.unparse(block.items[0])
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node not in forked and _is_global(node, names):
            yield node.lineno, ast.unparse(node.func)


def _is_global(call: ast.Call, names: dict[str, str]) -> bool:
    name = _dotted(call.func, names)
    module, _, function = name.rpartition(".")
    given = {keyword.arg for keyword in call.keywords}
    if name in SEEDING:
        return True
    if module == "random":
        return function != "Random"
    if module == "numpy.random":
        if function in {"default_rng", "RandomState"}:
            return not (call.args or given)
        return function not in NUMPY
    if module == "torch.nn":
        return function in LAYERS
    if module == "torch":
        return function in TORCH and "generator" not in given
    method = call.func.attr if isinstance(call.func, ast.Attribute) else function
    if method == "reset_parameters":
        return not (call.args or given)
    if module == "torch.nn.init":
        return function not in {"zeros_", "ones_", "constant_"} and "generator" not in given
    return method in IN_PLACE and "generator" not in given


def _imported(tree: ast.AST) -> dict[str, str]:
    """What the names that a file imports stand for, in full."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    """An expression of names and dots, in full; empty if it is none of what was imported."""
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    "path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS))
)
def test_every_draw_has_a_generator_of_its_own(path: Path) -> None:
    seen = [
        f"{path.relative_to(TESTS.parent)}:{line}: {name}"
        for line, name in global_draws(path.read_text())
    ]
    assert not seen, "\n".join(seen)


@pytest.mark.parametrize(
    "call",
    [
        "import torch; torch.randn(3)",
        "import torch as t; t.rand(3, dtype=t.float64)",
        "from torch import randperm; randperm(3)",
        "import torch; torch.manual_seed(0)",
        "import torch; torch.empty(3).uniform_(-1, 1)",
        "from torch import nn; nn.init.normal_(weight)",
        "from torch import nn; nn.Linear(2, 3)",
        "import torch; torch.nn.Conv2d(2, 3, 1)",
        "layer.reset_parameters()",
        "import numpy as np; np.random.rand(3)",
        "import numpy as np; np.random.default_rng()",
        "from numpy.random import default_rng; default_rng()",
        "import random; random.shuffle(rows)",
    ],
)
def test_a_global_draw_is_seen(call: str) -> None:
    assert len(list(global_draws(call))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "import torch; torch.randn(3, generator=torch.Generator().manual_seed(0))",
        "import torch; torch.empty(3).uniform_(-1, 1, generator=generator)",
        "import torch\nwith torch.random.fork_rng():\n    torch.manual_seed(0); torch.rand(3)",
        "model.reset_parameters(torch.Generator().manual_seed(0))",
        "from torch import nn; nn.init.zeros_(weight)",
        "import numpy as np; np.random.default_rng(0).normal(size=3)",
        "import random; random.Random(0).shuffle(rows)",
    ],
)
def test_a_draw_from_a_generator_of_its_own_is_not(call: str) -> None:
    assert not list(global_draws(call))
