"""The numbers of jacobian_orthonormality."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = ()
