"""Plain network modules; nothing here knows of a loss or a paper."""

from rdo.nn.mlp import MLP

__all__ = ["MLP"]
