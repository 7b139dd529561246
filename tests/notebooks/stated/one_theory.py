"""The numbers of the page on the theory that two papers share."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED: tuple[str, ...] = (
    "Two of them arrive at the same equation",
    "a little less than 1",
    "and half of the score",
    "estimates half of",
    "as $a$ tends to 0",
)
