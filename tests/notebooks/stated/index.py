"""The numbers of index."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = ()
