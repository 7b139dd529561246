"""The numbers of unstated_choices."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = ()
