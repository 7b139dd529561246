"""The numbers of ebae_ablation."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = ()
