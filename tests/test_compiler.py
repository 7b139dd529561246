"""The compiler, loaded without its cache folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from rdo.compiler import COMPILER_FOLDER, forward_lock, load_compiler

FOLDER = COMPILER_FOLDER


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As if the compiler had not been loaded yet: the folders that it is told of as it is."""
    found: list[str] = []
    monkeypatch.delitem(sys.modules, "torch._dynamo", raising=False)
    monkeypatch.setattr("rdo.compiler.import_module", lambda name: found.append(os.environ[FOLDER]))
    return found


@pytest.mark.parametrize("chosen", [None, "/dev/null/cache"])
def test_it_is_shown_a_folder_that_exists_and_later_the_users_own(
    monkeypatch: pytest.MonkeyPatch, loads: list[str], chosen: str | None
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    if chosen is not None:
        monkeypatch.setenv(FOLDER, chosen)
    load_compiler()
    (folder,) = loads
    assert Path(folder).is_dir()
    assert os.environ.get(FOLDER) == chosen


def test_it_is_loaded_once_and_not_while_something_is_compiled(
    monkeypatch: pytest.MonkeyPatch, loads: list[str]
) -> None:
    with monkeypatch.context() as compiling:
        compiling.setattr("torch.compiler.is_compiling", lambda: True)
        load_compiler()
    monkeypatch.setitem(sys.modules, "torch._dynamo", torch)
    load_compiler()
    assert loads == []


@pytest.mark.slow
def test_a_first_derivative_in_forward_mode_warns_of_nothing() -> None:
    code = """
import warnings, torch
from rdo.models import Autoencoder
from rdo.nn import mlp_pair
warnings.simplefilter("error")
Autoencoder(*mlp_pair(3, (4,), 2), n_latent=2).gram(torch.zeros(2, 3))
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_lock_is_in_the_way_of_the_compiler() -> None:
    def locked(x: torch.Tensor) -> torch.Tensor:
        with forward_lock():
            return x + 1

    torch.compiler.reset()
    compiled = torch.compile(locked, fullgraph=True, backend="eager")
    assert compiled(torch.zeros(2)).tolist() == [1, 1]
    assert locked(torch.zeros(2)).tolist() == [1, 1]
