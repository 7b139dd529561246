"""The numbers of analytic_h."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = ()
