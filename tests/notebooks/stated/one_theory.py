"""The numbers of the page on the theory that two papers share."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = (
    "Two of them, RaDOGAGA and the supplement on Langevin sampling, arrive at the same equation",
    "a little less than 1",
    "and half of the score",
    "is half of $\\nabla \\log p$ to first order",
    "as $a$ tends to 0",
)
