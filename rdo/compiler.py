"""PyTorch's compiler, loaded without making, or depending on, the folder of its cache."""

import os
import sys
import tempfile
import threading
import warnings
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

__all__ = ["COMPILER_FOLDER", "forward_lock", "load_compiler", "load_forward_mode"]

_LOCK = threading.Lock()
_FORWARD_LOCK = threading.RLock()
_FORWARD_MODE = "torch._decomp.decompositions_for_jvp"
COMPILER_FOLDER = "TORCHINDUCTOR_CACHE_DIR"
"""Environment variable that names the folder the compiler keeps its code in."""


def load_compiler() -> None:
    """Load the compiler, as :func:`torch.func.grad` does, without making its cache folder.

    PyTorch makes that folder as it loads the compiler, which it does before the first gradient of
    a function, compiled or not. Where the folder cannot be made, it takes no such gradient in this
    process any more. A compilation makes it all the same, and fails if it cannot.
    """
    if torch.compiler.is_compiling() or "torch._dynamo" in sys.modules:
        return
    with _LOCK:
        chosen = os.environ.get(COMPILER_FOLDER)
        # One that exists; what is compiled goes to the one that was chosen.
        os.environ[COMPILER_FOLDER] = _any_folder()
        try:
            import_module("torch._dynamo")  # which takes longer than torch itself
        finally:
            if chosen is None:
                del os.environ[COMPILER_FOLDER]
            else:
                os.environ[COMPILER_FOLDER] = chosen


def forward_lock() -> AbstractContextManager[Any]:
    """To be held by a derivative in forward mode.

    PyTorch counts their levels for all threads at once: two at a time fail, or give other numbers.
    While the compiler traces there is none, for it cannot trace a lock.
    """
    return nullcontext() if torch.compiler.is_compiling() else _FORWARD_LOCK


def load_forward_mode() -> None:
    """Load what derivatives in forward mode need, as the first of them does, without its warnings.

    They are of PyTorch about its own code; where warnings are errors, the derivative would fail.
    """
    if torch.compiler.is_compiling() or _FORWARD_MODE in sys.modules:
        return
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import_module(_FORWARD_MODE)


def _any_folder() -> str:
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:  # none can be written
        return str(Path(torch.__file__).parent)
